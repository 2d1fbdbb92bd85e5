// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

/// Tables of delimited values are cut into fields that know where they stand, in all the forms that programs write.
@Suite struct DelimitedTextTests {
  private func text(_ text: String) throws -> DelimitedText { try DelimitedText(Array(text.utf8)) }

  @Test(arguments: [
    ("a,b\n1,2", ["a", "b"]), ("a;b\n1;2", ["a", "b"]), ("a\tb\n1\t2", ["a", "b"]),
    // Commas between digits may be decimal signs.
    ("1,5;2,5\n3,5;4,5", ["1,5", "2,5"]), ("1,5\t2,5\t3,5", ["1,5", "2,5", "3,5"]),
    ("1,2,3\n4,5,6", ["1", "2", "3"]), ("x (a; b),y,z", ["x (a; b)", "y", "z"]),
    ("\"a;b;c;d\",e", ["a;b;c;d", "e"]), ("\t\t1", ["", "", "1"]), ("single", ["single"]),
    ("\u{FEFF}# a comment\r\n \t\r\n a , \"b \"\"c\"\"\" ,\r\n", ["a", "b \"c\"", ""]),
  ])
  func theFirstRowTellsTheDelimiter(written: String, fields: [String]) throws {
    #expect(try text(written).rows.first?.fields.map(\.text) == fields)
  }

  /// Columns are counted from the beginning of the row, also behind a field that holds the end of a line.
  @Test(arguments: ["\n", "\r\n", "\r"])
  func fieldsKnowTheirPlaces(end: String) throws {
    let read = try text("größe, zeit" + end + "# between" + end + end + "  1,\"2" + "\n" + "3\", 4" + end + "5,6")
    #expect(read.rows.map(\.line) == [1, 4, 6])
    #expect(
      read.rows.map { row in row.fields.map { read.column(of: $0, in: row) } } == [[1, 8], [3, 5, 12], [1, 3]])
    #expect(read.rows[1].fields.map(\.text) == ["1", "2\n3", "4"])
    #expect(read.problems.isEmpty && !read.allowsDecimalComma)
  }

  @Test func wrongQuotationMarksAreTold() throws {
    #expect(
      try text("a,b\n1,\"2\"3\n4,\"5").problems == [
        TableProblem(
          line: 2, column: 6, message: "after a closing quotation mark a field ends; a mark inside is doubled."),
        TableProblem(line: 3, column: 3, message: "the quotation mark that opens here is never closed."),
      ])
  }

  @Test func onlyTextInUTF8() {
    let problem = #expect(throws: TableProblem.self) { try DelimitedText(Array("a,b\nä".utf8) + [0xE9]) }
    #expect(
      problem
        == TableProblem(line: 2, column: 2, message: "the byte E9 is no text in UTF-8; save the table as UTF-8."))
  }

  /// Row by row the reader gives the same, with the problems of the rows so far.
  @Test func rowsComeOneByOne() throws {
    let written = "a,b\n1,\"2\"3\n\n4,5\n"
    var reader = try DelimitedTextReader(Array(written.utf8))
    var rows: [DelimitedText.Row] = []
    var problems: [Int] = []
    while let row = reader.next() {
      rows.append(row)
      problems.append(reader.problems.count)
    }
    #expect(try text(written).rows == rows)
    #expect(problems == [0, 1, 1])
    #expect(try text("").rows.isEmpty)
    #expect(try text("# nothing\n\n").rows.isEmpty)
  }
}
