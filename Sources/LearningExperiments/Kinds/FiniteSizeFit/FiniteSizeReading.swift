// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// Reads a table of finite-size runs from a file of delimited values.
enum FiniteSizeReading {
  /// The runs of a file, one a row; seeds that are words are numbered.
  ///
  /// - Parameters:
  ///   - data: the bytes of the file.
  ///   - name: what messages call it.
  ///   - given: the names of columns by their meanings, where they are not recognized.
  /// - Throws: all problems of the file, each with its line and column.
  static func observations(
    _ data: Data, name: String, given: [FiniteSizeColumn: String]
  ) throws(TableError) -> [FiniteSizeObservation] {
    let text: DelimitedText
    do { text = try DelimitedText(Array(data)) } catch { throw TableError(error, name: name) }
    guard let header = text.rows.first, text.rows.count > 1 else {
      throw TableError(["\(name): the table has no run; a row of names and one row a run are expected."])
    }
    var problems = TableProblems(of: text, name: name)
    let names = header.fields.map(\.text)
    var places: [FiniteSizeColumn: Int] = [:]
    for column in FiniteSizeColumn.allCases {
      if let place = column.place(in: names, given: given[column]) {
        places[column] = place
      } else if let wanted = given[column] {
        problems.report(
          "no column is called '\(wanted)', which is to be \(column.rawValue); there are \(names.joined(separator: ", ")).",
          header, 0)
      } else if !column.isOptional {
        problems.report(
          "no column is the \(column.rawValue); there are \(names.joined(separator: ", ")). Name it with columns: {\(column.rawValue): …}.",
          header, 0)
      }
    }
    try problems.check()
    var seeds: [String: Int] = [:]
    var result: [FiniteSizeObservation] = []
    for row in text.rows.dropFirst() {
      func number(_ column: FiniteSizeColumn) -> Double? {
        guard let place = places[column] else { return nil }
        guard row.fields.indices.contains(place) else {
          problems.report("the row has no \(column.rawValue).", row, 0)
          return nil
        }
        let field = row.fields[place].text
        guard let number = TableNumber(field, decimalComma: text.allowsDecimalComma).number, number.isFinite else {
          problems.report("the \(column.rawValue) is '\(field)'; a number is expected.", row, place)
          return nil
        }
        return number
      }
      guard let size = number(.size), let fraction = number(.fraction), let value = number(.value) else { continue }
      guard size > 0 else {
        problems.report("the size is \(size.shortest); a size is positive.", row, places[.size] ?? 0)
        continue
      }
      // Without seeds each run is a split of its own.
      var split = result.count
      if let place = places[.seed], row.fields.indices.contains(place) {
        let word = row.fields[place].text
        split = seeds[word] ?? seeds.count
        seeds[word] = split
      }
      result.append(FiniteSizeObservation(size: size, fraction: fraction, split: split, value: value))
    }
    try problems.check()
    return merged(result)
  }

  /// Sizes and fractions that differ by rounding only are the same.
  private static func merged(_ runs: [FiniteSizeObservation]) -> [FiniteSizeObservation] {
    let sizes = EqualNumbers.merged(runs.map(\.size))
    let fractions = EqualNumbers.merged(runs.map(\.fraction))
    return runs.indices.map { index in
      var run = runs[index]
      (run.size, run.fraction) = (sizes[index], fractions[index])
      return run
    }
  }
}
