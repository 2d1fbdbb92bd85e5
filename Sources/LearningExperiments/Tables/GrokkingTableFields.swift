// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings

/// The fields of a table's rows by what they mean.
struct GrokkingTableFields {
  let text: DelimitedText
  let columns: GrokkingTableColumns

  /// The names of the columns.
  var header: DelimitedText.Row { text.rows[0] }

  /// Whether a line has as many fields as there are names; empty ones at its end do not count.
  func isComplete(_ row: DelimitedText.Row, _ problems: inout TableProblems) -> Bool {
    let expected = header.fields.count
    let found = row.fields.count
    if found == expected || (found > expected && row.fields[expected...].allSatisfy(\.text.isEmpty)) { return true }
    let hint =
      found > expected && !text.allowsDecimalComma
      ? " If commas are decimal signs, separate columns by semicolons." : ""
    problems.report(
      "this line has \(found) fields, the names above are \(expected).\(hint)", row, min(found - 1, expected))
    return false
  }

  /// What a field says.
  func field(_ row: DelimitedText.Row, _ place: Int) -> TableNumber {
    let written = row.fields[place].text
    let plain = columns.thousands[place].map { sign in written.filter { $0 != sign } } ?? written
    return TableNumber(plain, decimalComma: text.allowsDecimalComma)
  }

  /// Whether a row says that a time never came, in a column of flags beside it.
  private func isDenied(_ row: DelimitedText.Row, _ column: GrokkingColumn) -> Bool {
    columns.flags[column].map { EventFlags.value(row.fields[$0].text) != true } ?? false
  }

  /// What stands in a field, in words.
  private func written(_ row: DelimitedText.Row, _ place: Int) -> String {
    let text = row.fields[place].text
    return text.isEmpty ? "empty" : "'\(text)'"
  }

  /// A number that must stand there.
  func number(_ row: DelimitedText.Row, _ place: Int, _ what: String, _ problems: inout TableProblems) -> Double? {
    if case .number(let number) = field(row, place) { return number }
    let comma =
      row.fields[place].text.contains(",") && !text.allowsDecimalComma
      ? " A comma separates columns here; the decimal sign is a point." : ""
    problems.report("\(what) is \(written(row, place)); a number is expected.\(comma)", row, place)
    return nil
  }

  // MARK: - Times

  /// A run with the times of a row; `nil` where something is wrong with them.
  func times(of row: DelimitedText.Row, _ problems: inout TableProblems) -> GrokkingRun? {
    let before = problems.count
    let memorized = time(row, .memorized, &problems)
    let grokked = time(row, .grokked, &problems)
    let memorizedAfter = after(row, .memorizedAfter, &problems)
    let grokkedAfter = after(row, .grokkedAfter, &problems)
    var budget: Double?
    if let place = columns.places[.budget], let given = number(row, place, "budget", &problems) {
      if given > 0 {
        budget = given
      } else {
        problems.report("budget is \(given.shortest); it must be positive.", row, place)
      }
    }
    // A run that did not grok was watched until the time that stands where its grokking would.
    if budget == nil, isDenied(row, .grokked), let place = columns.places[.grokked] {
      budget = field(row, place).number
    }
    guard problems.count == before else { return nil }
    let memorization = bracket(row, .memorized, memorized, after: (.memorizedAfter, memorizedAfter), budget, &problems)
    let grokking = bracket(row, .grokked, grokked, after: (.grokkedAfter, grokkedAfter), budget, &problems)
    guard problems.count == before, let grokking else { return nil }
    let seen = [memorization, grokking].compactMap { $0 }.map { $0.upper ?? $0.lower }.max()
    return GrokkingRun(
      size: 0, memorization: memorization, grokking: grokking, budget: budget ?? seen ?? grokking.lower)
  }

  /// A time; `nil` where it never came.
  private func time(_ row: DelimitedText.Row, _ column: GrokkingColumn, _ problems: inout TableProblems) -> Double? {
    guard let place = columns.places[column], !isDenied(row, column) else { return nil }
    let name = column.rawValue
    switch field(row, place) {
    case .never where columns.flags[column] != nil:
      problems.report("\(name) is said to have come, but no time stands here.", row, place)
    case .never: return nil
    case .number(let time) where time > 0: return time
    case .number(let time):
      problems.report("\(name) is \(time.shortest); a time is positive, and empty where it never came.", row, place)
    case .word:
      problems.report(
        "\(name) is \(written(row, place)); a number of steps is expected, or nothing for never.", row, place)
    }
    return nil
  }

  /// A step at which something had not yet happened; zero is one.
  private func after(_ row: DelimitedText.Row, _ column: GrokkingColumn, _ problems: inout TableProblems) -> Double? {
    guard let place = columns.places[column] else { return nil }
    let name = column.rawValue
    switch field(row, place) {
    case .never: return nil
    case .number(let time) where time >= 0: return time
    case .number(let time): problems.report("\(name) is \(time.shortest); a time is not negative.", row, place)
    case .word: problems.report("\(name) is \(written(row, place)); a number of steps is expected.", row, place)
    }
    return nil
  }

  /// A time with the last step at which it had not come; exact where no such step is told.
  private func bracket(
    _ row: DelimitedText.Row, _ column: GrokkingColumn, _ seen: Double?, after: (column: GrokkingColumn, time: Double?),
    _ budget: Double?, _ problems: inout TableProblems
  ) -> BracketedTime? {
    guard let place = columns.places[column] else { return nil }
    let latest =
      seen.map { (place, $0, column) } ?? after.time.map { (columns.places[after.column] ?? place, $0, after.column) }
    if let budget, let (place, time, column) = latest, time > budget {
      problems.report(
        "\(column.rawValue) is \(time.shortest), beyond the budget of \(budget.shortest).", row, place)
      return nil
    }
    guard let seen else {
      if let end = after.time ?? budget { return BracketedTime(after: end, seenAt: nil) }
      problems.report(
        "'\(column.rawValue)' says never, and nothing says until when the run was watched; give a 'budget'.", row, place
      )
      return nil
    }
    guard let lower = after.time, lower > seen else { return BracketedTime(after: after.time ?? seen, seenAt: seen) }
    problems.report(
      "\(after.column.rawValue) is \(lower.shortest), later than \(column.rawValue), \(seen.shortest).", row,
      columns.places[after.column] ?? place)
    return nil
  }
}
