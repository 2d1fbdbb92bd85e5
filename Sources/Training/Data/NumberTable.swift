// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Settings

/// A table of numbers from a CSV file: cells parted by commas, semicolons or tabs, perhaps in quotes, perhaps with a
/// line of names above.
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

  /// Reads and checks a file. Empty lines are skipped, a byte-order mark and the line ends of Windows are understood.
  ///
  /// - Throws: with the line, when rows differ in length, a cell is missing or not a finite number, or no row is left.
  init(path: String, header: TableClassification.Header = .automatic, hint: String? = nil) throws(DataFileError) {
    self.path = path
    var data = try DataFile.bytes(at: path, hint: hint)
    if data.starts(with: [0xef, 0xbb, 0xbf]) { data = data.dropFirst(3) }
    let text = Array(data)
    // Lines end with "\n", perhaps after a "\r" that is trimmed; only where there is none do they end with "\r".
    let end = text.contains(UInt8(ascii: "\n")) ? UInt8(ascii: "\n") : UInt8(ascii: "\r")
    let all = text.split(separator: end, omittingEmptySubsequences: false).enumerated()
      .map { (number: $0 + 1, text: $1.trimmed) }.filter { !$0.text.isEmpty }
    guard let first = all.first else { throw DataFileError("the file holds no lines with numbers.", in: path) }
    let delimiter = Self.delimiter(of: first.text)
    let head = first.text.cells(partedBy: delimiter)
    columns = head.count
    let isHeader = header == .present || header == .automatic && head.allSatisfy { $0.isName }
    names = isHeader ? head.map { String(decoding: $0, as: UTF8.self) } : []
    for line in all.dropFirst(isHeader ? 1 : 0) {
      let cells = line.text.cells(partedBy: delimiter)
      guard cells.count == columns else {
        throw DataFileError(
          "this line has \(cells.count) cells; line \(first.number) has \(columns).", in: path, line: line.number)
      }
      for (column, cell) in cells.enumerated() {
        guard let number = cell.number, number.isFinite else {
          // A first line of which only some cells are numbers may be meant either way.
          let isDoubtful = header == .automatic && line.number == first.number && !cell.isEmpty
          throw DataFileError(
            "\(self.column(column)) is \(Self.complaint(about: cell))"
              + (isDoubtful ? " If this line holds names, say 'header: present'." : ""), in: path, line: line.number)
        }
        values.append(number)
      }
      lines.append(line.number)
    }
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

  private static func delimiter(of line: ArraySlice<UInt8>) -> UInt8 {
    // Tabs and semicolons do not stand in numbers and seldom in names; a comma may.
    let found = [UInt8(ascii: "\t"), UInt8(ascii: ";")].first { line.cells(partedBy: $0).count > 1 }
    return found ?? UInt8(ascii: ",")
  }

  private static func complaint(about cell: ArraySlice<UInt8>) -> String {
    let text = String(decoding: cell.prefix(40), as: UTF8.self)
    if cell.isEmpty { return "empty; a number is expected." }
    if cell.number != nil { return "'\(text)'; a finite number is expected." }
    let hint = text.contains(",") ? " with a decimal point" : ""
    return "'\(text)'; a number\(hint) is expected."
  }
}

extension ArraySlice<UInt8> {
  /// Without white space at both ends; tabs stay, they may part empty cells.
  fileprivate var trimmed: ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r") }
    guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
      return []
    }
    return self[first...last]
  }

  /// The cells of a line, trimmed and without quotes; a delimiter within quotes parts nothing.
  fileprivate func cells(partedBy delimiter: UInt8) -> [ArraySlice<UInt8>] {
    let quote = UInt8(ascii: "\"")
    var isQuoted = false
    return split(omittingEmptySubsequences: false) { byte in
      if byte == quote { isQuoted.toggle() }
      return byte == delimiter && !isQuoted
    }.map { cell in
      let cell = cell.trimmed
      return cell.count > 1 && cell.first == quote && cell.last == quote ? cell.dropFirst().dropLast().trimmed : cell
    }
  }

  /// The number that a cell holds, `nan` and `inf` included.
  fileprivate var number: Double? {
    // Nearly all cells of images are a few digits, and this is ten times faster than the general way.
    if count <= 15, !isEmpty, allSatisfy({ (48..<58).contains($0) }) {
      return Double(reduce(0) { $0 * 10 + Int($1) - 48 })
    }
    return Double(String(decoding: self, as: UTF8.self))
  }

  /// Whether a cell can be a column's name.
  fileprivate var isName: Bool { number == nil }
}
