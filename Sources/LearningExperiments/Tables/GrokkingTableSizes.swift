// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// How the sizes of training sets are told: as rows, or as fractions of a whole table whose rows may be known.
struct GrokkingTableSizes {
  /// The rows of the whole table as the user gives them.
  private let given: Double?
  /// The column that says the size.
  private let column: GrokkingColumn
  private let place: Int
  /// Whether it holds fractions.
  private let isFraction: Bool
  /// The totals that rows name, or that size and fraction imply.
  private var totals: Set<Double> = []
  private var lacksTotal = false

  /// The sizes of a table; a column `size` of numbers up to one, some of them below, holds fractions.
  init(_ fields: GrokkingTableFields, total: Double?) {
    given = total
    let places = fields.columns.places
    column = places[.size] == nil ? .fraction : .size
    place = places[column] ?? 0
    if column == .size {
      let place = place
      let sizes = fields.text.rows.dropFirst().lazy.compactMap { row in
        row.fields.indices.contains(place) ? fields.field(row, place).number : nil
      }
      isFraction = sizes.contains { $0 > 0 && $0 < 1 } && !sizes.contains { $0 > 1 }
    } else {
      isFraction = true
    }
  }

  /// Whether sizes had to remain fractions.
  var areFractions: Bool { isFraction && lacksTotal }

  /// The rows of the whole table, where they are the same for all runs.
  var knownTotal: Double? { given ?? (totals.count == 1 && !lacksTotal ? totals.first : nil) }

  /// The size of a row's training set in rows, or as a fraction where the whole is not known; `nil` where it is wrong.
  mutating func size(of row: DelimitedText.Row, _ fields: GrokkingTableFields, _ problems: inout TableProblems)
    -> Double?
  {
    let name = column.rawValue
    guard let number = fields.number(row, place, name, &problems) else { return nil }
    var whole = given
    if let place = fields.columns.places[.total] {
      guard let rows = fields.number(row, place, "total", &problems) else { return nil }
      guard rows >= 1, rows == rows.rounded() else {
        problems.report("total is \(rows.shortest); the rows of a table are a whole number.", row, place)
        return nil
      }
      totals.insert(rows)
      whole = rows
    }
    guard let wrong = complaint(about: number, whole: whole) else {
      guard isFraction else {
        if whole == nil { imply(number, row, fields) }
        return number
      }
      guard let whole else {
        lacksTotal = true
        return number
      }
      return max(1, (number * whole).rounded())
    }
    problems.report("\(name) is \(number.shortest)\(wrong)", row, place)
    return nil
  }

  private func complaint(about number: Double, whole: Double?) -> String? {
    if number <= 0 { return "; it must be positive." }
    if isFraction {
      return number > 1 ? "; a fraction is at most 1. If these are rows, call the column 'size'." : nil
    }
    if number < 1 { return " where other lines count rows; write all sizes as rows, or all as fractions." }
    if number != number.rounded() { return "; rows are whole numbers." }
    return whole.flatMap { number > $0 ? ", more than the \($0.shortest) rows of the whole table." : nil }
  }

  /// Rows and a fraction side by side tell the whole, to the rounding of the rows.
  private mutating func imply(_ number: Double, _ row: DelimitedText.Row, _ fields: GrokkingTableFields) {
    guard let place = fields.columns.places[.fraction], let fraction = fields.field(row, place).number, fraction > 0,
      fraction <= 1
    else {
      lacksTotal = true
      return
    }
    totals.insert((number / fraction).rounded())
  }
}
