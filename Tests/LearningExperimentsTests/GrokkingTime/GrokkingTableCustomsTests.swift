// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Testing

@testable import LearningExperiments

/// Customs of other programs' tables that look like something else: flags of events, and signs of thousands.
@Suite struct GrokkingTableCustomsTests {
  private static let plain = "size,seed,budget,grokked\n200,0,40000,37254\n300,0,40000,\n300,1,40000,9508\n"

  /// What a table says of its runs, the budget of those that were seen left out, which flags do not tell.
  private static func times(_ text: String) throws -> [BracketedTime] { try table(text).runs.map(\.grokking) }

  @Test(arguments: [
    // Whether and when, in two columns.
    "size,seed,steps,grokked\n200,0,37254,1\n300,0,40000,0\n300,1,9508,1\n",
    "size,seed,steps,grokked\n200,0,37254,True\n300,0,40000,False\n300,1,9508,True\n",
    "size,seed,max_steps,grokked,grokking_step\n200,0,40000,yes,37254\n300,0,40000,no,\n300,1,40000,yes,9508\n",
    "size,seed,max_steps,grokking_step,grokked\n200,0,40000,37254,1\n300,0,40000,40000,0\n300,1,40000,9508,1\n",
    // Thousands.
    "size;seed;budget;grokked\n200;0;40.000;37.254\n300;0;40.000;\n300;1;40.000;9.508\n",
    "size;seed;budget;grokked\n200;0;40,000;37,254\n300;0;40,000;\n300;1;40,000;9,508\n",
    "size,seed,budget,grokked\n200,0,\"40,000\",\"37,254\"\n300,0,\"40,000\",\n300,1,\"40,000\",\"9,508\"\n",
    "size;seed;budget;grokked\n200;0;40'000;37'254\n300;0;40 000;\n300;1;40'000;9'508\n".replacing(
      "40 000", with: "40'000"),
  ])
  func tablesMeanTheSame(text: String) throws {
    #expect(try Self.times(text) == Self.times(Self.plain))
    #expect(!(try table(text).notes.isEmpty) || text.contains("grokking_step"))
  }

  /// Numbers with decimals stay what they are, and so do counts below a thousand beside thousands.
  @Test func decimalsAreNoThousands() throws {
    let decimals = try Self.times("size;grokked\n200;37,25\n300;9,508\n")
    #expect(decimals.map(\.lower) == [37.25, 9.508])
    let small = try Self.times("size;grokked\n200;1.250\n300;850\n")
    #expect(small.map(\.lower) == [1250, 850])
    let fractions = try table("fraction;grokked\n0.250;1000\n0.500;400\n")
    #expect(fractions.runs.map(\.size) == [0.25, 0.5])
  }

  @Test func whatCannotBeKnownIsAsked() {
    #expect(
      GrokkingTableErrorTests.complaints("size,seed,steps,grokked\n200,0,40000,1\n300,0,40000,1\n").hasPrefix(
        "table.csv:1:17: 'grokked' says only whether a run grokked, and no column says when; name it with --columns grokked=NAME"
      ))
    #expect(
      GrokkingTableErrorTests.complaints("size;grokked\n200;37.254\n300;9508\n").hasPrefix(
        "table.csv:2:5: '37.254' may be thousands or a number with decimals"))
    #expect(
      GrokkingTableErrorTests.complaints("size,steps,grokked\n200,,1\n300,400,1\n300,500,1\n").hasPrefix(
        "table.csv:2:5: grokked is said to have come, but no time stands here."))
    // Times of one step are what they are if the user says so.
    #expect(
      GrokkingTableErrorTests.complaints("size,seed,grokked\n200,0,1\n300,0,1\n") { $0.columns[.grokked] = "grokked" }
        == "")
  }

  /// A flag of memorization without its times leaves them unknown.
  @Test func flagsOfMemorizationArePassedOver() throws {
    let read = try table("size,seed,memorized,steps,grokked\n200,0,1,37254,1\n300,1,1,9508,1\n")
    #expect(read.runs.allSatisfy { $0.memorization == nil })
    #expect(read.notes.contains { $0.contains("'memorized' says only whether a run memorized") })
  }
}
