// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct OrderStatisticsTests {
  /// The interval of the median of n samples is from the l-th to the (n + 1 − l)-th, with l of the tables.
  @Test(arguments: [(6, 1), (10, 2), (25, 8), (50, 18), (100, 40)])
  func medianIntervalsAreThoseOfTheTables(count: Int, lower: Int) throws {
    let found = try #require(quantile(0.5, of: (1...count).map(Double.init).shuffled()))
    #expect(found.interval == Double(lower)...Double(count + 1 - lower))
    #expect(found.value == Double(count + 1) / 2)
  }

  @Test func tooFewSamplesHaveNoInterval() throws {
    let found = try #require(quantile(0.5, of: [1, 2, 3, 4, 5]))
    #expect(found.value == 3 && found.interval == nil && found.standardError.isNaN)
    #expect(quantile(0.5, of: []) == nil)
    #expect(quantile(0.1, of: [.nan]) == nil)
    // Most samples are equal: the quantile is certain.
    #expect(quantile(0.5, of: Array(repeating: 0, count: 90) + Array(repeating: 1, count: 10))?.interval == 0...0)
  }

  /// Whatever the counts, the interval is there: GSL's own quantile of the beta law is not, for some of these.
  @Test func samplesMayBeInfinite() {
    #expect(quantile(0.5, of: [1, 2, .infinity])?.value == 2)
    #expect(quantile(0.5, of: [1, .infinity, .infinity])?.value == .infinity)
    #expect(quantile(0.5, of: [-.infinity, -.infinity, 3])?.value == -.infinity)
    #expect(quantile(0.5, of: [1, .infinity])?.value == .infinity)
    #expect(quantile(0.25, of: [1, 2, 3, 4, .infinity])?.value == 2)
  }

  @Test func proportionsAlwaysHaveTheirInterval() throws {
    for (events, samples) in (0...5000).map({ ($0, 5000) }) + [(9_900, 10_000), (99_990, 100_000), (1, 1_000_000)] {
      let interval = try #require(proportion(of: events, in: samples)?.interval)
      #expect(interval.contains(Double(events) / Double(samples)))
      let half = (interval.upperBound - interval.lowerBound) / 2
      let share = (Double(events) + 2) / (Double(samples) + 4)
      #expect(agree(half, 1.96 * (share * (1 - share) / Double(samples)).squareRoot(), relative: 0.35))
    }
  }

  @Test func halfPointsAreInterpolated() throws {
    // P(3) = 0.25, P(4) = 0.75.
    let found = try halfPoint(of: [3, 4, 4, .infinity])
    #expect(found.value == 3.5)
    // All at once: the probability passes one half within one number.
    let sharp = try halfPoint(of: Array(repeating: 7, count: 1000))
    #expect(sharp.value == 6.5 && abs(sharp.bounds.lowerBound - 6.5) < 0.01)
    #expect(throws: NotApplicable("it came in fewer than half of the trials")) {
      try halfPoint(of: [3, .infinity, .infinity])
    }
    #expect(throws: NotApplicable("there are no trials")) { try halfPoint(of: []) }
  }

  /// 95 % intervals hold the quantile of an exponential law, and the half point of a geometric one.
  @Test(.long) func coverage() throws {
    var noise = SplitMix(11)
    for (share, count) in [(0.5, 20), (0.1, 200), (0.9, 1000)] {
      var held = 0
      for _ in 0..<2000 {
        let samples = (0..<count).map { _ in noise.exponential() }
        if try #require(quantile(share, of: samples)).bounds.contains(-log(1 - share)) { held += 1 }
      }
      print("coverage of the quantile \(share) of \(count): \(Double(held) / 2000)")
      // Conservative by construction; the steps of the binomial law are below 4 % here.
      #expect(binomialZ(held, of: 2000, probability: 0.95) > -4)
      #expect(Double(held) / 2000 < 0.99)
    }
    // P(N) = 1 − e^{−N/10}, interpolated between whole numbers.
    let survival = exp(-0.1)
    let below = floor(log(0.5) / log(survival))
    let (from, to) = (1 - pow(survival, below), 1 - pow(survival, below + 1))
    let truth = below + (0.5 - from) / (to - from)
    var held = 0
    var scores: [Double] = []
    for _ in 0..<1000 {
      let firsts = (0..<300).map { _ in (noise.exponential() * 10).rounded(.up) }
      let found = try halfPoint(of: firsts)
      if found.bounds.contains(truth) { held += 1 }
      scores.append(found.z(against: truth))
    }
    let variance = scores.reduce(0) { $0 + $1 * $1 } / 1000
    print("coverage of the half point: \(Double(held) / 1000), z variance \(variance)")
    #expect(binomialZ(held, of: 1000, probability: 0.95) > -4)
    #expect((0.6...1.2).contains(variance))
  }
}
