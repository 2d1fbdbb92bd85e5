// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

/// Comparisons of several contenders on the same walkers.
struct PairedComparisonTests {
  /// Outcomes of walkers that share half of their luck: contender k has mean `shifts[k]`.
  static func outcomes(_ shifts: [Double], walkers: Int, seed: UInt64) -> [[Double]] {
    var generator = SplitMix(seed)
    var rows = shifts.map { _ in [Double]() }
    for _ in 0..<walkers {
      let shared = generator.normal()
      for (k, shift) in shifts.enumerated() { rows[k].append(shift + shared + generator.normal()) }
    }
    return rows
  }

  @Test("two contenders are Student's paired test")
  func twoContenders() throws {
    var generator = SplitMix(1)
    let rows = Self.outcomes([0.3, 0], walkers: 17, seed: 5)
    let comparison = try PairedComparison(outcomes: rows, using: &generator)
    let paired = try #require(mean(of: zip(rows[0], rows[1]).map { $0 - $1 }))
    let found = try #require(comparison.difference(0, 1)?.estimate)
    #expect(agree(found.value, paired.value, relative: 1e-12))
    #expect(agree(found.standardError, paired.standardError, relative: 1e-12))
    #expect(agree(found.bounds.lowerBound, paired.bounds.lowerBound, relative: 1e-9))
    #expect(agree(found.bounds.upperBound, paired.bounds.upperBound, relative: 1e-9))
    #expect(comparison.difference(1, 0)?.estimate.value == -found.value)
  }

  /// For independent contenders with many samples the quantile of the studentized range over √2 is tabulated: q(.05; 4, ∞) = 3.633.
  @Test("many contenders are Tukey's range")
  func tukey() throws {
    var generator = SplitMix(2)
    var noise = SplitMix(3)
    let rows = (0..<4).map { _ in (0..<4000).map { _ in noise.normal() } }
    let comparison = try PairedComparison(outcomes: rows, using: &generator)
    #expect(agree(comparison.criticalValue, 3.633 / 2.0.squareRoot(), relative: 0.02))
  }

  @Test("equal contenders cannot be told apart")
  func equal() throws {
    var generator = SplitMix(2)
    let row = Self.outcomes([0], walkers: 50, seed: 8)[0]
    let comparison = try PairedComparison(outcomes: [row, row, row.map { $0 + 1 }], using: &generator)
    let same = try #require(comparison.difference(0, 1))
    #expect(same.estimate.value == 0 && same.estimate.standardError == 0 && same.disagreements == 0)
    #expect(same.estimate.bounds == 0...0 && !same.isDecided)
    // Always one more: no spread, and yet another.
    #expect(try #require(comparison.difference(2, 0)).isDecided)
    let ranking = Ranking(comparison)
    #expect(ranking.order == [2, 0, 1])
    #expect(ranking.ranks == [2...3, 2...3, 1...1])
    #expect(ranking.groups == [[0, 1]])
    #expect(ranking.leaders == [2])
    #expect(Ranking(comparison, largestFirst: false).ranks == [1...2, 1...2, 3...3])
  }

  /// n walkers without a single disagreement bound the probability of one: (1 − p)ⁿ = a quarter of the error that is allowed.
  @Test("equal outcomes of 0 and 1 leave room for what was not seen")
  func rareDisagreements() throws {
    var generator = SplitMix(2)
    let row = (0..<100).map { Double($0 % 2) }
    let comparison = try PairedComparison(outcomes: [row, row], using: &generator)
    let bounds = try #require(comparison.difference(0, 1)).estimate.bounds
    #expect(agree(bounds.upperBound, 1 - pow(0.0125, 1.0 / 100), relative: 1e-6))
    #expect(bounds.lowerBound == -bounds.upperBound)
  }

  @Test("groups overlap where the middle one cannot be told from either end")
  func overlappingGroups() throws {
    var generator = SplitMix(4)
    // Differences of exactly an eighth and a quarter, with standard errors of .08: c·s is about .19.
    let noise = Self.outcomes([0, 0, 0], walkers: 300, seed: 11)
    let outcomes = zip(noise, [0.25, 0.125, 0]).map { row, shift in
      let mean = row.reduce(0, +) / Double(row.count)
      return row.map { $0 - mean + shift }
    }
    let comparison = try PairedComparison(outcomes: outcomes, using: &generator)
    let ranking = Ranking(comparison)
    #expect(ranking.order == [0, 1, 2])
    #expect(ranking.groups == [[0, 1], [1, 2]])
    #expect(ranking.ranks == [1...2, 1...3, 2...3])
  }

  @Test("what cannot be compared says why")
  func bad() {
    var generator = SplitMix(1)
    #expect(throws: NotApplicable("a comparison takes two contenders and two walkers at least")) {
      try PairedComparison(outcomes: [[1, 2, 3]], using: &generator)
    }
    #expect(throws: NotApplicable("a comparison takes one finite outcome of every walker for every contender")) {
      try PairedComparison(outcomes: [[1, 2, 3], [1, 2]], using: &generator)
    }
    #expect(throws: NotApplicable("a comparison takes one finite outcome of every walker for every contender")) {
      try PairedComparison(outcomes: [[1, .nan], [1, 2]], using: &generator)
    }
  }

  /// How often all intervals of a comparison cover their truths, in standard deviations of the binomial law below the level.
  static func coverage(repetitions: Int, _ make: (UInt64) -> [[Double]], truth: [Double]) throws -> (Double, Double) {
    var covered = 0
    for repetition in 0..<repetitions {
      var generator = SplitMix(900_000 + UInt64(repetition))
      let comparison = try PairedComparison(outcomes: make(UInt64(repetition)), using: &generator)
      let all = comparison.differences.allSatisfy {
        $0.estimate.bounds.contains(truth[$0.first] - truth[$0.second])
      }
      covered += all ? 1 : 0
    }
    return (Double(covered) / Double(repetitions), binomialZ(covered, of: repetitions, probability: 0.95))
  }

  @Test("simultaneous intervals cover all differences at once", .long)
  func familyWiseCoverage() throws {
    let shifts = [0, 0.1, 0.1, 0.5, 2]
    for walkers in [12, 200] {
      let (share, z) = try Self.coverage(
        repetitions: 1000, { Self.outcomes(shifts, walkers: walkers, seed: $0) }, truth: shifts)
      // With few walkers a bound: more than the level is allowed.
      let holds = walkers < PairedComparison.fewSamples ? z > -4 : abs(z) < 4
      #expect(holds, "\(walkers) walkers: covered \(share), z = \(z)")
      print("family-wise coverage, normal, \(walkers) walkers: \(share)")
    }
  }

  /// Successes with common luck: walker w succeeds with contender k if its number lies below p_k, blurred.
  @Test("and of probabilities", .long)
  func familyWiseCoverageOfProbabilities() throws {
    let levels = [0.02, 0.03, 0.4, 0.45]
    func make(_ seed: UInt64) -> [[Double]] {
      var generator = SplitMix(seed)
      var rows = levels.map { _ in [Double]() }
      for _ in 0..<1000 {
        let shared = generator.uniform()
        for (k, level) in levels.enumerated() {
          let luck = generator.uniform() < 0.5 ? shared : generator.uniform()
          rows[k].append(luck < level ? 1 : 0)
        }
      }
      return rows
    }
    let (share, z) = try Self.coverage(repetitions: 1000, make, truth: levels)
    print("family-wise coverage, probabilities: \(share)")
    // The few disagreements of rare successes are judged by a bound: more than the level is allowed.
    #expect(z > -4, "covered \(share), z = \(z)")
  }
}
