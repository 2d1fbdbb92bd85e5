// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct ProportionTests {
  /// Where an event was never or always seen the interval of Clopper and Pearson is a root: (α/2)^(1/n).
  @Test(arguments: [1, 3, 10, 50]) func extremesAreRoots(samples: Int) throws {
    let root = pow(0.025, 1 / Double(samples))
    let always = try #require(proportion(of: samples, in: samples))
    #expect(always.value == 1 && always.standardError == 0)
    #expect(agree(always.bounds.lowerBound, root, relative: 1e-9) && always.bounds.upperBound == 1)
    let never = try #require(proportion(of: 0, in: samples))
    #expect(never.bounds.lowerBound == 0 && agree(never.bounds.upperBound, 1 - root, relative: 1e-9))
  }

  /// The ends are where the tail probabilities of the binomial law are α/2.
  @Test func theTailsOfTheBinomialLaw() throws {
    let (events, samples) = (7, 20)
    let interval = try #require(proportion(of: events, in: samples)).bounds
    func probability(_ range: ClosedRange<Int>, _ p: Double) -> Double {
      range.reduce(0) { sum, k in
        let ways = (0..<k).reduce(1.0) { $0 * Double(samples - $1) / Double($1 + 1) }
        return sum + ways * pow(p, Double(k)) * pow(1 - p, Double(samples - k))
      }
    }
    #expect(agree(probability(events...samples, interval.lowerBound), 0.025, relative: 1e-8))
    #expect(agree(probability(0...events, interval.upperBound), 0.025, relative: 1e-8))
  }

  @Test func senselessCountsHaveNone() {
    #expect(proportion(of: 0, in: 0) == nil)
    #expect(proportion(of: 3, in: 2) == nil)
    #expect(proportion(of: -1, in: 2) == nil)
  }
}

@Suite struct SurvivalQuantileTests {
  @Test func theMedianOfCompleteTimesIsTheMiddleOne() {
    let times = PassageTimes(times: [5, 1, 3, 2, 4], arrived: Array(repeating: true, count: 5))
    #expect(times.survivalCurve().quantile().value == 3)
    #expect(times.survivalCurve().quantile(0.2).value == 1)
  }

  @Test func aMedianThatIsNotReachedHasNoValue() {
    let times = PassageTimes(times: [10, 20, 50, 50, 50], arrived: [true, true, false, false, false])
    let median = times.survivalCurve().quantile()
    #expect(median.value == nil && median.upper == nil)
  }

  /// The interval covers the true median of exponential times, a third of them censored, at its level.
  @Test func theIntervalCoversTheMedian() {
    var generator = SplitMix(20261121)
    let runs = 400
    var covered = 0
    for _ in 0..<runs {
      let times = (0..<40).map { _ in generator.exponential() }
      let limits = (0..<40).map { _ in 2 * generator.exponential() }
      let data = PassageTimes(
        times: zip(times, limits).map(min), arrived: zip(times, limits).map { $0 <= $1 })
      let median = data.survivalCurve().quantile()
      if median.lower ?? 0 <= log(2), log(2) <= median.upper ?? .infinity { covered += 1 }
    }
    // The steps of the curve make the interval a little too wide.
    let share = Double(covered) / Double(runs)
    let error = (0.95 * 0.05 / Double(runs)).squareRoot()
    #expect(share > 0.95 - 4 * error && share < 0.95 + 4 * error, "\(share)")
  }
}
