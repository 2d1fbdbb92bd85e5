// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics
import TestSupport
import Testing

/// What verdicts on synthetic tables name: the law that made the table, one that contains it, a wrong one, or none.
@Suite struct LawVerdictTests {
  /// How many verdicts were of each kind.
  private struct Tally {
    var (right, wider, wrong, undecided) = (0, 0, 0, 0)
    var words: [String: Int] = [:]
    var count: Int { right + wider + wrong + undecided }

    mutating func add(_ comparison: GrokkingLawComparison, truth: TimeLaw) {
      let name: String? =
        switch comparison.laws.decision {
        case .decided(let name): name
        case .constant: TimeLaw.constantName
        case .undecided, .none: nil
        }
      words[name ?? "undecided", default: 0] += 1
      guard let name else { return undecided += 1 }
      if name == truth.name {
        right += 1
      } else if GrokkingLaw.named(name)?.law.contained[truth.name] != nil {
        wider += 1
      } else {
        wrong += 1
      }
    }
  }

  /// A table of so many runs at up to eight sizes, the given share of them censored by one budget.
  private static func table(
    _ known: KnownLaw, runs count: Int, censored share: Double, _ generator: inout SplitMix
  ) throws -> [GrokkingRun] {
    var known = known
    let places = min(8, count)
    known.budget = .infinity
    known.design = { _ in
      (0..<count).map { blank(100 + 280 * Double($0 % places) / Double(places - 1), data: $0 / places) }
    }
    var runs = try known.runs(&generator, exactly: true)
    let times = runs.compactMap(\.grokking.upper).sorted()
    let budget = share > 0 ? times[Int(Double(count) * (1 - share))] * (1 - 1e-9) : .infinity
    for index in runs.indices {
      runs[index].budget = budget
      guard let time = runs[index].grokking.upper else { continue }
      if time > budget { runs[index].grokking = BracketedTime(after: budget, seenAt: nil) }
    }
    return runs
  }

  private static func tally(
    _ known: KnownLaw, truth: TimeLaw? = nil, runs: Int, censored: Double, tables: Int, seed: UInt64
  ) throws -> Tally {
    var generator = SplitMix(seed)
    var tally = Tally()
    for _ in 0..<tables {
      let comparison = GrokkingLawComparison(
        try table(known, runs: runs, censored: censored, &generator), family: .size, replicates: 0, simulations: 0,
        using: &generator)
      tally.add(comparison, truth: truth ?? known.law.law)
    }
    return tally
  }

  /// The laws of the size, each with a course that differs from its neighbors' by more than its scatter hides.
  private static let laws: [KnownLaw] = [
    KnownLaw(law: .exponential, coefficients: [11, 0.012], main: 1),
    KnownLaw(law: .exponentialWithFloor, coefficients: [11.5, 0.025, 500], main: 2, sigma: 0.3),
    KnownLaw(law: .power, coefficients: [20, 2.3], main: 1),
    KnownLaw(law: .criticalSize, coefficients: [14, 1.3, 85], main: 2),
    KnownLaw(law: .criticalSizeWithFloor, coefficients: [15.5, 1.8, 85, 400], main: 3, sigma: 0.2),
  ]

  /// Those, and a time that depends on nothing: an exponential law that does not fall.
  private static let truths: [(known: KnownLaw, law: TimeLaw)] =
    [(KnownLaw(law: .exponential, coefficients: [7, 0], main: 0), .constant)] + laws.map { ($0, $0.law.law) }

  /// At most one verdict in twenty names a wrong law, in every cell: the count may lie four standard errors above that.
  private static func check(_ tally: Tally, _ what: String) {
    let limit = 0.05 * Double(tally.count) + 4 * (0.05 * 0.95 * Double(tally.count)).squareRoot()
    #expect(Double(tally.wrong) <= limit, "\(what): \(tally.words)")
  }

  /// Few, and a decent number of runs.
  @Test(arguments: [4, 16, 64]) func wrongLawsAreSeldomNamed(runs: Int) throws {
    for (index, (known, law)) in Self.truths.enumerated() {
      let tally = try Self.tally(
        known, truth: law, runs: runs, censored: 0.2, tables: 20, seed: UInt64(100 * runs + index))
      Self.check(tally, "\(law.name), \(runs) runs")
    }
  }

  /// Many runs of an exponential law, and of one with a critical size, are told apart.
  @Test func manyRunsDecide() throws {
    for index in [0, 3] {
      let tally = try Self.tally(Self.laws[index], runs: 256, censored: 0, tables: 10, seed: UInt64(index))
      #expect(tally.right + tally.wider >= 5, "\(Self.laws[index]): \(tally.words)")
    }
  }

  /// The whole table of verdicts.
  @Test(.long, arguments: [4, 8, 16, 64, 256], [0, 0.2, 0.5])
  func tableOfVerdicts(runs: Int, censored: Double) throws {
    for (index, (known, law)) in Self.truths.enumerated() {
      let tally = try Self.tally(
        known, truth: law, runs: runs, censored: censored, tables: 200,
        seed: UInt64(1000 * runs + 100 * index) + UInt64(10 * censored))
      print(
        "verdicts | \(law.name) | \(runs) | \(Int(100 * censored)) % | right \(tally.right) | wider \(tally.wider) | "
          + "wrong \(tally.wrong) | undecided \(tally.undecided) | \(tally.words.sorted { $0.value > $1.value })")
      #expect(tally.wrong <= 10, "\(law.name), \(runs) runs, \(censored) censored: \(tally.words)")
    }
  }
}
