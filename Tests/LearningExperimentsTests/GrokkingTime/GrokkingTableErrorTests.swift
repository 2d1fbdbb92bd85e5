// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Testing

@testable import Experiments
@testable import LearningExperiments

/// What is wrong with a table is said in full, all of it, with line and column.
@Suite struct GrokkingTableErrorTests {
  /// What the user reads; empty if nothing is wrong.
  static func complaints(_ text: String, _ change: (inout GrokkingTableOptions) -> Void = { _ in }) -> String {
    complaints(Data(text.utf8), change)
  }

  static func complaints(_ data: Data, _ change: (inout GrokkingTableOptions) -> Void = { _ in }) -> String {
    var options = GrokkingTableOptions()
    change(&options)
    do throws(TableError) {
      _ = try GrokkingTable(data, name: "table.csv", options: options)
      return ""
    } catch { return error.description }
  }

  private static let template = "'ravine fit --template' prints a table to start from."

  @Test(arguments: [
    ("", "table.csv: the table is empty; \(template)"),
    ("# nothing\n\n", "table.csv: the table is empty; \(template)"),
    ("size,grokked\n", "table.csv:1:1: no run stands below the names of the columns. \(template)"),
    (
      "100,5\n200,6\n",
      "table.csv:1:1: the first line holds numbers; the names of the columns are expected there. \(template)"
    ),
    (
      "sise,groked\n1,2\n",
      """
      table.csv:1:1: no column says how large the training set is, 'size' or 'fraction'; there are 'sise', 'groked'; is 'sise' meant? Then call it 'size', or say --columns size=sise. \(template)
      table.csv:1:1: no column says when the rule was found, 'grokked'; there are 'sise', 'groked'; is 'groked' meant? Then call it 'grokked', or say --columns grokked=groked. \(template)
      """
    ),
    (
      "size,when\n1,2\n",
      "table.csv:1:1: no column says when the rule was found, 'grokked'; there are 'size', 'when'. \(template)"
    ),
    (
      "size,N,grokked\n1,2,3\n",
      "table.csv:1:6: 'N' means size, and so does 'size'; say which it is with columns, for instance --columns size=N."
    ),
  ])
  func columns(text: String, message: String) { #expect(Self.complaints(text) == message) }

  @Test func columnsThatTheUserNames() {
    #expect(
      Self.complaints("size,grokked\n1,2\n") {
        $0.columns = [.memorized: "groked", .budget: "until"]
        $0.axes = ["alpha"]
      }
        == """
        table.csv:1:1: no column is called 'groked', which is to be memorized; did you mean 'grokked'?
        table.csv:1:1: no column is called 'until', which is to be budget; there are 'size', 'grokked'.
        table.csv:1:1: no column is called 'alpha', which is to be an axis; there are 'size', 'grokked'.
        """)
    // The user's word counts more than the name.
    #expect(Self.complaints("size,N,grokked\n1,2,3\n") { $0.columns = [.size: "N"] } == "")
  }

  @Test(arguments: [
    ("100,0,-5,900,2000", "3:7: memorized is -5; a time is positive, and empty where it never came."),
    ("100,0,0,900,2000", "3:7: memorized is 0; a time is positive, and empty where it never came."),
    ("100,0,12,3000,2000", "3:10: grokked is 3000, beyond the budget of 2000."),
    ("100,0,2500,,2000", "3:7: memorized is 2500, beyond the budget of 2000."),
    ("100,0,12,soon,2000", "3:10: grokked is 'soon'; a number of steps is expected, or nothing for never."),
    ("100,0,12,1e999,2000", "3:10: grokked is '1e999'; a number of steps is expected, or nothing for never."),
    ("100,0,12,900,", "3:14: budget is empty; a number is expected."),
    ("100,0,12,900,0", "3:14: budget is 0; it must be positive."),
    ("-100,0,12,900,2000", "3:1: size is -100; it must be positive."),
    ("100.5,0,12,900,2000", "3:1: size is 100.5; rows are whole numbers."),
    (
      "0.3,0,12,900,2000",
      "3:1: size is 0.3 where other lines count rows; write all sizes as rows, or all as fractions."
    ),
    ("many,0,12,900,2000", "3:1: size is 'many'; a number is expected."),
    ("50,7,12,900,2000", "3:1: a run of this size, these axes and this seed stands here again; first in line 2."),
    ("100,0,12,900", "3:10: this line has 4 fields, the names above are 5."),
    (
      "100,0,12,5,900,2000",
      "3:16: this line has 6 fields, the names above are 5. If commas are decimal signs, separate columns by semicolons."
    ),
    (
      "100,0,12,900,\"2,5\"",
      "3:14: budget is '2,5'; a number is expected. A comma separates columns here; the decimal sign is a point."
    ),
    (
      "100,0,\"12,900,2000",
      "3:7: the quotation mark that opens here is never closed."
    ),
    ("100,0,\"12\"3,900,2000", "3:11: after a closing quotation mark a field ends; a mark inside is doubled."),
  ])
  func rows(row: String, message: String) {
    let text = "size,seed,memorized,grokked,budget\n50,7,10,800,2000\n\(row)"
    #expect(Self.complaints(text) == "table.csv:\(message)")
  }

  @Test(arguments: [
    (
      "fraction,grokked\n1.5,3\n",
      "2:1: fraction is 1.5; a fraction is at most 1. If these are rows, call the column 'size'."
    ),
    ("fraction,grokked\n0,3\n", "2:1: fraction is 0; it must be positive."),
    ("size,total,grokked\n300,200,3\n", "2:1: size is 300, more than the 200 rows of the whole table."),
    ("size,total,grokked\n0.5,20.5,3\n", "2:5: total is 20.5; the rows of a table are a whole number."),
    (
      "size,grokked\n5,3\n6,\n",
      "3:3: 'grokked' says never, and nothing says until when the run was watched; give a 'budget'."
    ),
    (
      "size,memorized_after,memorized,grokked_after,grokked,budget\n5,20,10,-1,30,100\n5,0,10,200,,100\n",
      "2:9: grokked-after is -1; a time is not negative.\ntable.csv:3:8: grokked-after is 200, beyond the budget of 100."
    ),
    (
      "size,grokked_after,grokked\n5,20,10\n",
      "2:3: grokked-after is 20, later than grokked, 10."
    ),
    ("size,weight_decay,grokked\n5,1,10\n5,2,10\n5,,10\n", "4:3: 'weight_decay' is empty; a number is expected."),
  ])
  func otherRows(text: String, message: String) { #expect(Self.complaints(text) == "table.csv:\(message)") }

  @Test func allAtOnceButNotTooMany() {
    let text = "size,grokked\n" + (0..<30).map { "\($0 + 1),-1\n" }.joined()
    let lines = Self.complaints(text).split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines[0] == "table.csv:2:3: grokked is -1; a time is positive, and empty where it never came.")
    #expect(lines[20] == "table.csv: and 10 more problems.")
  }

  @Test func onlyTextInUTF8() {
    #expect(
      Self.complaints(Data("size,grokked\nä1,".utf8) + [0xE9, 0x0A])
        == "table.csv:2:4: the byte E9 is no text in UTF-8; save the table as UTF-8.")
    #expect(
      Self.complaints(Data([0xFF, 0xFE, 0x73, 0x00])) == "table.csv:1:1: this is UTF-16; save the table as UTF-8.")
    #expect(
      Self.complaints(Data("size,grokked\n".utf8) + [0x00])
        == "table.csv:2:1: the byte 00 is no text in UTF-8; save the table as UTF-8."
    )
  }

  @Test func scenarios() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString).csv").path
    try Data("size,grokked\n5,-3\n".utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    func problems(_ lines: String) -> String {
      ExperimentSupport.complaints(about: "experiment: grokking-fit\n" + lines)
    }
    #expect(
      problems("table: \(path)")
        == "bad.yaml:2:8: \(path):2:3: grokked is -3; a time is positive, and empty where it never came.")
    #expect(problems("table: /nowhere.csv") == "bad.yaml:2:8: /nowhere.csv: there is no such file.")
    #expect(
      problems("table: /tmp")
        == "bad.yaml:2:8: /tmp: this is a directory; a table of comma-separated values is expected.")
    #expect(
      problems("table: \(path)\ncolumns: {grokkd: x, size: 3}\ntotal: 0\nlikelihoods: [normal]\nlaws: 3")
        == """
        bad.yaml:3:11: unknown key 'grokkd'; did you mean 'grokked'?
        bad.yaml:3:28: size is 3; text is expected.
        bad.yaml:4:8: total is 0; a number of rows is expected.
        bad.yaml:5:15: unknown likelihoods 1 'normal'; allowed are log-normal, weibull.
        bad.yaml:6:7: laws is 3; a list of names is expected.
        """)
    #expect(
      problems("").hasPrefix("bad.yaml:1:1: 'table' is missing: a file of comma-separated values"))
  }
}
