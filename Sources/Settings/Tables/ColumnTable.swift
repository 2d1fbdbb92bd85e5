// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation

/// Columns of numbers in a text file, as programs for simulations write them.
///
/// Fields are separated by commas, semicolons, tabs or blanks. Names come from PLUMED's line `#! FIELDS a b c`, from a first
/// row that is not of numbers, or from the last comment before the numbers if it has as many words as there are columns. Lines
/// that begin with `#`, `@` or `&` and blank lines are passed over.
package struct ColumnTable: Sendable, Equatable {
  /// The names of the columns; empty where the file gives none.
  package private(set) var names: [String] = []
  /// The columns, all of the same length.
  package private(set) var columns: [[Double]] = []
  /// The line of each row, counted from one.
  package private(set) var lines: [Int] = []

  /// Reads a text.
  ///
  /// - Throws: `TableProblem` with the line: a row of another length, a field that is no number, no rows.
  package init(_ bytes: [UInt8]) throws(TableProblem) {
    try TextEncoding.check(bytes)
    let start = TextEncoding.hasMark(bytes) ? TextEncoding.mark.count : 0
    var separator: UInt8?
    var comment: [String] = []
    var position = start
    var line = 0
    while position < bytes.count {
      line += 1
      var end = position
      while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
      let text = bytes[position..<end]
      position = end + 1
      if end + 1 < bytes.count, bytes[end] == 0x0D, bytes[end + 1] == 0x0A { position += 1 }
      guard let first = text.first(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      if first == UInt8(ascii: "#") || first == UInt8(ascii: "@") || first == UInt8(ascii: "&") {
        try readComment(String(decoding: text, as: UTF8.self), line, &comment)
        continue
      }
      if separator == nil { separator = Self.separator(of: text) }
      let fields = Self.fields(text, separator ?? 0x20)
      if columns.isEmpty, names.isEmpty, fields.contains(where: { Self.number($0) == nil }) {
        guard fields.allSatisfy({ Self.number($0) == nil }) else {
          let bad = fields.first { Self.number($0) == nil } ?? ""
          throw TableProblem(line: line, column: 1, message: "'\(bad)' is no number.")
        }
        names = fields
        continue
      }
      try add(fields, line)
    }
    guard !columns.isEmpty else {
      throw TableProblem(line: max(line, 1), column: 1, message: "the file has no rows of numbers.")
    }
    if names.isEmpty, comment.count == columns.count { names = comment }
    guard names.isEmpty || names.count == columns.count else {
      throw TableProblem(
        line: lines[0], column: 1, message: "the row has \(columns.count) fields, and there are \(names.count) names.")
    }
  }

  private mutating func readComment(_ text: String, _ line: Int, _ comment: inout [String]) throws(TableProblem) {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," }).map(String.init)
    if words.count > 2, words[0] == "#!", words[1] == "FIELDS" {
      let fields = Array(words.dropFirst(2))
      guard names.isEmpty || names == fields else {
        throw TableProblem(line: line, column: 1, message: "the fields change to \(fields.joined(separator: " ")).")
      }
      names = fields
    } else if columns.isEmpty, words.first == "#" {
      comment = Array(words.dropFirst())
    }
  }

  private mutating func add(_ fields: [String], _ line: Int) throws(TableProblem) {
    if columns.isEmpty { columns = Array(repeating: [], count: fields.count) }
    guard fields.count == columns.count else {
      throw TableProblem(
        line: line, column: 1, message: "the row has \(fields.count) fields, and the first one \(columns.count).")
    }
    for (index, field) in fields.enumerated() {
      guard let number = Self.number(field) else {
        throw TableProblem(line: line, column: 1, message: "'\(field)' is no number.")
      }
      columns[index].append(number)
    }
    lines.append(line)
  }

  private static func separator(of text: ArraySlice<UInt8>) -> UInt8 {
    [UInt8(ascii: ";"), UInt8(ascii: ","), 0x09].first { text.contains($0) } ?? 0x20
  }

  private static func fields(_ text: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
    let isBlank = separator == 0x20 || separator == 0x09
    return text.split(omittingEmptySubsequences: isBlank) { isBlank ? $0 == 0x20 || $0 == 0x09 : $0 == separator }
      .map { field in
        String(decoding: field, as: UTF8.self).trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
      }
  }

  private static func number(_ text: String) -> Double? { Double(text) }

  /// The place of a column that is called by its name or, counted from one, by its number.
  ///
  /// - Throws: `TableProblem` with what there is.
  package func column(_ word: String) throws(TableProblem) -> Int {
    if let index = names.firstIndex(of: word) { return index }
    if let number = Int(word), (1...columns.count).contains(number) { return number - 1 }
    let known =
      names.isEmpty ? "it has \(columns.count) columns without names" : "it has \(names.joined(separator: ", "))"
    throw TableProblem(line: 0, column: 0, message: "there is no column '\(word)' in the file; \(known).")
  }

  /// The name of a column, if it has one.
  package func name(of column: Int) -> String? { names.isEmpty ? nil : names[column] }
}
