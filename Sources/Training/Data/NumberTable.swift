// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Settings

/// A table of numbers from a CSV file, in any form that `DelimitedTextReader` understands, perhaps with a line of names
/// above.
struct NumberTable: Equatable {
  /// The path, for messages.
  let path: String
  /// The names of the columns, empty without a header.
  let names: [String]
  /// How many columns there are.
  let columns: Int
  /// The numbers, row-major.
  private(set) var values: [Double] = []
  /// The line that each row stands on, counted from 1.
  private(set) var lines: [Int] = []

  /// How many rows there are.
  var rows: Int { lines.count }

  /// Reads and checks a file.
  ///
  /// - Throws: with the line, when the file is not a text in UTF-8, quotation marks do not match, rows differ in length, a
  ///   cell is missing or not a finite number, or no row is left.
  init(path: String, header: TableHeader = .automatic, hint: String? = nil) throws(DataFileError) {
    self.path = path
    let bytes = Array(try DataFile.bytes(at: path, hint: hint))
    var reader: DelimitedTextReader
    do { reader = try DelimitedTextReader(bytes) } catch { throw DataFileError(error, in: path) }
    guard let first = reader.next() else { throw DataFileError("the file holds no lines with numbers.", in: path) }
    columns = first.fields.count
    // In the first line the names of the columns may stand: words, not numbers.
    let isHeader =
      header == .present || header == .automatic && first.fields.allSatisfy { Self.number(in: $0.text) == nil }
    names = isHeader ? first.fields.map(\.text) : []
    for (index, name) in names.enumerated() where !name.isEmpty {
      guard let earlier = names[..<index].firstIndex(of: name) else { continue }
      throw DataFileError(
        "columns \(earlier + 1) and \(index + 1) are both called '\(name)'; each needs a name of its own.", in: path,
        line: first.line)
    }
    var row = isHeader ? reader.next() : first
    while let line = row {
      if let problem = reader.problems.first { throw DataFileError(problem, in: path) }
      guard line.fields.count == columns else {
        throw DataFileError(
          "this line has \(line.fields.count) cells; line \(first.line) has \(columns).", in: path, line: line.line)
      }
      for (column, field) in line.fields.enumerated() {
        guard let number = Self.number(in: field.text), number.isFinite else {
          // A first line of which only some cells are numbers may be meant either way.
          let isDoubtful = header == .automatic && line == first && !field.text.isEmpty
          throw DataFileError(
            "\(self.column(column)) is \(Self.complaint(about: field.text))"
              + (isDoubtful ? " If this line holds names, say 'header: present'." : ""), in: path, line: line.line)
        }
        values.append(number)
      }
      lines.append(line.line)
      row = reader.next()
    }
    if let problem = reader.problems.first { throw DataFileError(problem, in: path) }
    guard !lines.isEmpty else { throw DataFileError("there is no row below the header.", in: path) }
  }

  /// A number of the table.
  subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

  /// What messages call a column: `column 3 (width)`.
  func column(_ index: Int) -> String { "column \(index + 1)\(names.isEmpty ? "" : " (\(names[index]))")" }

  /// The whole numbers of a column within bounds.
  ///
  /// - Throws: at the first that is not, with its line.
  func labels(inColumn column: Int, below classes: Int) throws(DataFileError) -> [Int32] {
    var labels: [Int32] = []
    for row in 0..<rows {
      let value = self[row, column]
      guard value == value.rounded() else {
        throw DataFileError(
          "the label in \(self.column(column)) is \(value.shortest); a whole number is expected.", in: path,
          line: lines[row])
      }
      guard value >= 0, value < Double(classes) else {
        throw DataFileError(
          "the label in \(self.column(column)) is \(value.shortest); it must be at least 0 and below \(classes).",
          in: path, line: lines[row])
      }
      labels.append(Int32(value))
    }
    return labels
  }

  /// The number that a cell holds, `nan` and `inf` included.
  private static func number(in cell: String) -> Double? {
    // Nearly all cells of images are a few digits, and this is ten times faster than the general way.
    let digits = cell.utf8
    if (1...15).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) {
      return Double(digits.reduce(0) { $0 * 10 + Int($1) - 0x30 })
    }
    return Double(cell)
  }

  private static func complaint(about cell: String) -> String {
    let text = cell.prefix(40)
    if cell.isEmpty { return "empty; a number is expected." }
    if number(in: cell) != nil { return "'\(text)'; a finite number is expected." }
    let hint = text.contains(",") ? " with a decimal point" : ""
    return "'\(text)'; a number\(hint) is expected."
  }
}

/// Whether the first line holds the columns' names.
package enum TableHeader: String, Sendable, Equatable, CaseIterable {
  /// It holds names when none of its cells is a number.
  case automatic
  /// It always holds names.
  case present
  /// It never holds names.
  case absent
}
