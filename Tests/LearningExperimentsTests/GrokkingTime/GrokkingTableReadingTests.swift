// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Testing

@testable import Experiments
@testable import LearningExperiments

/// A table from its text.
func table(_ text: String, _ options: GrokkingTableOptions = GrokkingTableOptions()) throws -> GrokkingTable {
  try GrokkingTable(Data(text.utf8), name: "table.csv", options: options)
}

/// Tables in the many ways in which people write them are the same table.
@Suite struct GrokkingTableReadingTests {
  /// Three runs as the template writes them.
  static let plain =
    "size,seed,weight_decay,memorized,grokked,budget\n100,0,0.5,12.5,900,2000\n100,1,0.5,14,,2000\n200,0,1,11,300,2000\n"

  @Test func aTableIsRead() throws {
    let read = try table(Self.plain)
    #expect(read.axes == ["optimizer.decay"])
    #expect(read.total == nil)
    #expect(!read.sizesAreFractions)
    #expect(read.notes == [])
    #expect(read.origins == ["line 2", "line 3", "line 4"])
    #expect(
      read.runs == [
        GrokkingRun(
          size: 100, axes: ["optimizer.decay": 0.5], dataSeed: 0, modelSeed: 0,
          memorization: BracketedTime(after: 12.5, seenAt: 12.5), grokking: BracketedTime(after: 900, seenAt: 900),
          budget: 2000),
        GrokkingRun(
          size: 100, axes: ["optimizer.decay": 0.5], dataSeed: 1, modelSeed: 1,
          memorization: BracketedTime(after: 14, seenAt: 14), grokking: BracketedTime(after: 2000, seenAt: nil),
          budget: 2000),
        GrokkingRun(
          size: 200, axes: ["optimizer.decay": 1], dataSeed: 0, modelSeed: 0,
          memorization: BracketedTime(after: 11, seenAt: 11), grokking: BracketedTime(after: 300, seenAt: 300),
          budget: 2000),
      ])
  }

  @Test(arguments: [
    // Other delimiters, decimal commas.
    plain.replacing(",", with: ";"), plain.replacing(",", with: "\t"),
    plain.replacing(",", with: ";").replacing("0.5", with: "0,5").replacing("12.5", with: "12,5"),
    // Other ends of lines, and none at the end; blank lines and comments shift lines, which origins tell.
    plain.replacing("\n", with: "\r\n"), plain.replacing("\n", with: "\r"), String(plain.dropLast()),
    "\u{FEFF}" + plain, plain.replacing(",", with: " , "),
    // Quotation marks.
    plain.replacing("size", with: "\"size\"").replacing("12.5", with: "\"12.5\""),
    // Never in other words.
    plain.replacing("14,,", with: "14,never,"), plain.replacing("14,,", with: "14,NaN,"),
    plain.replacing("14,,", with: "14,inf,"), plain.replacing("14,,", with: "14,-,"),
    plain.replacing("14,,", with: "14,None,"),
    // Other names, other order of their letters.
    plain.replacing(
      "size,seed,weight_decay,memorized,grokked,budget", with: "N, Seed, WD, t_mem, t-grok (steps), Max Steps"),
    plain.replacing("size,seed", with: "Train Size,data_seed").replacing("weight_decay", with: "optimizer.decay"),
    // Numbers in other forms, delimiters at the end.
    plain.replacing("2000", with: "2e3"),
    plain.replacing("2000\n", with: "2000,\n").replacing("budget\n", with: "budget\n"),
  ])
  func howeverItIsWritten(text: String) throws {
    var read = try table(text)
    // A data seed alone does not name the weights.
    for index in read.runs.indices { read.runs[index].modelSeed = read.runs[index].dataSeed }
    let expected = try table(Self.plain)
    #expect(read.runs == expected.runs)
    #expect(read.axes == expected.axes)
    #expect(read.origins == expected.origins)
  }

  @Test func commentsAndBlankLinesAreCounted() throws {
    let read = try table("# mine\n\n" + Self.plain.replacing("100,1", with: "  \n# half way\n100,1"))
    #expect(read.origins == ["line 4", "line 7", "line 8"])
  }

  @Test func fractionsBecomeRows() throws {
    let text = "train_fraction,seed,t_grok\n0.3,0,100\n0.5,0,50\n1,0,10\n"
    let unknown = try table(text)
    #expect(unknown.sizesAreFractions)
    #expect(unknown.runs.map(\.size) == [0.3, 0.5, 1])
    var options = GrokkingTableOptions()
    options.total = 529
    let known = try table(text, options)
    #expect(!known.sizesAreFractions)
    #expect(known.total == 529)
    #expect(known.runs.map(\.size) == [159, 265, 529])
    // From a column, under the name of sizes, and beside rows.
    let column = try table("size,total,grokked\n0.3,529,100\n0.5,529,50\n")
    #expect(column.total == 529)
    #expect(column.runs.map(\.size) == [159, 265])
    let both = try table("size,fraction,grokked\n159,0.300567,100\n265,0.500945,50\n")
    #expect(both.total == 529)
    #expect(both.runs.map(\.size) == [159, 265])
    // Tables of several sizes have no common total.
    let several = try table("fraction,p,total,grokked\n0.5,10,100,100\n0.5,20,400,50\n")
    #expect(several.total == nil)
    #expect(several.runs.map(\.size) == [50, 200])
    #expect(several.axes == ["p"])
  }

  @Test func bracketsOfTimes() throws {
    let read = try table(
      "size,memorized_after,memorized,grokked_after,grokked,budget\n10,5,10,90,100,1000\n10,0,10,990,,1000\n")
    #expect(read.runs[0].memorization == BracketedTime(after: 5, seenAt: 10))
    #expect(read.runs[0].grokking == BracketedTime(after: 90, seenAt: 100))
    #expect(read.runs[1].grokking == BracketedTime(after: 990, seenAt: nil))
    #expect(read.runs.map(\.dataSeed) == [0, 1])
  }

  @Test func otherColumns() throws {
    let header = "size,operation,width,alpha,lambda_3,final_loss,grokked"
    let rows = (0..<12).map { "100,x+y,128,\(Double($0 % 3) / 2),0.\($0 + 1),0.0\($0 + 1),\(100 + $0)" }
    let read = try table(([header] + rows).joined(separator: "\n"))
    #expect(read.axes == ["alpha"])
    // What never changes, or belongs to a run without being chosen, does not split the runs.
    #expect(read.covariates == ["width", "lambda-3"])
    #expect(read.runs[2].axes == ["alpha": 1, "width": 128, "lambda-3": 0.3])
    #expect(read.series.map(\.runs.count) == [4, 4, 4])
    #expect(
      read.notes == [
        "columns of words are passed over: 'operation'",
        "columns that look like results of runs are passed over: 'final_loss'; if one was chosen, name it among the axes (columns: {axes: [final_loss]})",
        "no column names the training sets; each run is taken to have one of its own",
      ])
    var options = GrokkingTableOptions()
    (options.axes, options.ignored) = (["final_loss"], ["alpha", "lambda_3", "operation"])
    let forced = try table(([header] + rows).joined(separator: "\n"), options)
    #expect(forced.axes == ["final_loss"])
    #expect(forced.covariates == ["width"])
  }

  @Test func wordsAreSeeds() throws {
    let read = try table("size,data_seed,model_seed,grokked\n10,b,3,1\n10,a,3,2\n10,b,4,3\n")
    #expect(read.runs.map(\.dataSeed) == [0, 1, 0])
    #expect(read.runs.map(\.modelSeed) == [3, 3, 4])
  }

  @Test func aTableSurvivesItsDataSet() throws {
    let read = try table(
      "fraction,alpha,lambda_3,memorized_after,memorized,grokked,budget\n0.5,1,0.25,5,10,,1000\n0.25,2,0.5,0,10,400,1000\n"
    )
    #expect(GrokkingTable(GrokkingTableDataset(table: read).dataset) == read)
    let bare = try table("size,grokked\n10,4\n")
    #expect(GrokkingTable(GrokkingTableDataset(table: bare).dataset) == bare)
  }

  @Test func theTemplateIsATable() throws {
    let read = try table(GrokkingTableFile.template)
    #expect(read.runs.count == 8)
    #expect(read.runs.count { $0.grokking.isCensored } == 1)
    #expect(read.covariates == ["optimizer.decay"])
    #expect(read.notes == [])
  }

  @Test func aHundredThousandRowsInSeconds() throws {
    var text = "size,seed,optimizer.decay,memorized,grokked,budget\n"
    for row in 0..<100_000 {
      text +=
        "\(100 + row % 10),\(row / 20),\(row % 20 < 10 ? 1 : 2),\(row % 7 + 1).5,\(row % 3 == 0 ? "" : "\(row % 1000 + 10)"),2000\n"
    }
    let clock = ContinuousClock()
    var read: GrokkingTable?
    let time = try clock.measure { read = try table(text) }
    #expect(read?.runs.count == 100_000)
    #expect(read?.series.count == 2)
    #expect(time < .seconds(20), "on a quiet machine it takes less than one")
  }
}
