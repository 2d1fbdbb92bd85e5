// SPDX-License-Identifier: GPL-3.0-or-later

/// A table in a text file: fields separated by commas, semicolons or tabs, as `DelimitedTextReader` reads them, all rows
/// at once. Where rows are needed only one after the other, the reader itself takes less memory.
package struct DelimitedText: Sendable {
  /// What stands between two delimiters.
  package struct Field: Sendable, Equatable {
    /// The text without quotation marks and surrounding blanks.
    package var text: String
    /// Where it begins, in bytes from the beginning of the file.
    package var start: Int
  }

  /// The fields of a line, or of several where a quoted field holds the end of a line.
  package struct Row: Sendable, Equatable {
    /// The first line, counted from one.
    package var line: Int
    /// Where the line begins, in bytes from the beginning of the file.
    package var start: Int
    /// The fields from left to right; a line with n delimiters has n + 1.
    package var fields: [Field]
  }

  /// The rows in the order of the file, the one with the names first if there is one.
  package let rows: [Row]
  /// What is wrong with quotation marks.
  package let problems: [TableProblem]
  private let reader: DelimitedTextReader

  /// Reads all rows of a text.
  ///
  /// - Throws: where the bytes are not a text in UTF-8.
  package init(_ bytes: [UInt8]) throws(TableProblem) {
    var reader = try DelimitedTextReader(bytes)
    var rows: [Row] = []
    while let row = reader.next() { rows.append(row) }
    self.rows = rows
    self.reader = reader
    problems = reader.problems
  }

  /// Whether a comma can be the decimal sign, because something else separates fields.
  package var allowsDecimalComma: Bool { reader.allowsDecimalComma }

  /// The column of a field in its row, counted in characters from one.
  package func column(of field: Field, in row: Row) -> Int { reader.column(of: field, in: row) }
}
