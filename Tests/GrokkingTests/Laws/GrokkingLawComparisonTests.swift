// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics
import TestSupport
import Testing

@Suite struct GrokkingLawComparisonTests {
  @Test func aSweepOverSizesIsDecided() throws {
    var generator = SplitMix(4)
    let runs = try KnownLaw.all[3].runs(&generator)
    let start = ContinuousClock.now
    let comparison = GrokkingLawComparison(runs, family: .size, replicates: 200, simulations: 100, using: &generator)
    print("64 runs, 200 replicates, 100 simulations: \(ContinuousClock.now - start)")
    #expect(comparison.laws.tenable.contains { $0.fit.law.name == "critical-size" }, "\(comparison.laws.verdict)")
    #expect(comparison.laws.rejected.contains { $0.fit.law.role == .constant })
    #expect(comparison.laws.standings.contains { $0.fit.law.role == .saturated })
    // λ₃ is not known here: refused once, with the reason.
    let refused = comparison.laws.unfitted.filter { $0.name.hasPrefix("effective-theory") }
    #expect(refused.count == 2 && refused.allSatisfy { $0.reason.reason == "the runs have no axis 'lambda-3'" })
    #expect(comparison.notes.isEmpty)
  }

  /// Runs without memorization cannot relate both times; they are counted, not forgotten.
  @Test func relationsLeaveOutRunsWithoutMemorization() throws {
    var generator = SplitMix(6)
    var runs = try KnownLaw.all[9].runs(&generator)
    runs[3].memorization = nil
    runs[5].memorization = BracketedTime(after: 100, seenAt: nil)
    let comparison = GrokkingLawComparison(
      runs, family: .relation, replicates: 0, simulations: 0, using: &generator)
    #expect(comparison.runs.count == 62)
    #expect(comparison.notes.first == "2 of 64 runs are left out: they have no memorization time")
    let square = try #require(comparison.test("time-square", within: "time-power", distribution: .logNormal))
    #expect(square.pValue > 1e-4)
    let proportional = try #require(
      comparison.test("time-proportional", within: "time-power", distribution: .logNormal))
    #expect(proportional.pValue < 1e-6)
    #expect(comparison.test("time-power", within: "time-square", distribution: .logNormal) == nil)
  }

  /// Runs of the same training set count as one draw if there are enough training sets, and are said to be fixed if not.
  @Test func sharedTrainingSets() throws {
    var generator = SplitMix(9)
    var known = KnownLaw.all[0]
    known.design = { _ in
      (0..<6).flatMap { k in (0..<8).map { blank(100 + 50 * Double(k), data: $0 / 4, model: $0) } }
    }
    let many = GrokkingLawComparison(
      try known.runs(&generator), family: .size, replicates: 0, simulations: 0, using: &generator)
    #expect(many.notes.isEmpty)
    known.design = { _ in (0..<6).flatMap { k in (0..<8).map { blank(100 + 50 * Double(k), model: $0) } } }
    let few = GrokkingLawComparison(
      try known.runs(&generator), family: .size, replicates: 0, simulations: 0, using: &generator)
    #expect(
      few.notes == [
        "the runs share 6 training sets, too few to tell how these scatter: errors hold for these training sets"
      ])
  }

  /// The claim on speed: a thousand replicates of all laws with both distributions.
  @Test(.long, arguments: [8, 125]) func aThousandReplicatesTakeSeconds(seeds: Int) throws {
    var generator = SplitMix(4)
    var known = KnownLaw.all[3]
    known.design = { _ in
      sizes(seeds: seeds).map { run in
        var run = run
        run.axes["lambda-3"] = run.size / 400
        return run
      }
    }
    let runs = try known.runs(&generator)
    let start = clock()
    let plain = GrokkingLawComparison(runs, family: .size, replicates: 0, simulations: 0, using: &generator)
    let fits = clock()
    _ = GrokkingLawComparison(runs, family: .size, replicates: 1000, simulations: 0, using: &generator)
    let draws = clock()
    _ = GrokkingLawComparison(runs, family: .size, replicates: 0, simulations: 400, using: &generator)
    func seconds(_ from: Int, _ to: Int) -> Double { Double(to - from) / Double(CLOCKS_PER_SEC) }
    print(
      "\(runs.count) runs, \(plain.laws.standings.count) fits: \(seconds(start, fits)) s, with 1000 replicates "
        + "\(seconds(fits, draws)) s, with 400 simulations \(seconds(draws, clock())) s of processor time")
    #expect(seconds(fits, draws) < 20)
  }
}
