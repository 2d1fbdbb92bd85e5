// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

/// Exponential times with rate one, censored at a limit.
private func exponentialTimes(_ count: Int, limit: Double, using generator: inout SplitMix) -> PassageTimes {
  let times = (0..<count).map { _ in generator.exponential() }
  return PassageTimes(times: times.map { min($0, limit) }, arrived: times.map { $0 < limit })
}

struct PassageTimesTests {
  @Test func rateIsEventsOverTimeAtRisk() throws {
    let times = PassageTimes(times: [1, 2, 3, 4], arrived: [true, false, true, true])
    let rate = try #require(times.rate())
    #expect(times.events == 3 && times.censored == 1 && times.timeAtRisk == 10)
    #expect(rate.value == 0.3)
    #expect(agree(rate.standardError, 0.3 / 3.0.squareRoot(), relative: 1e-15))
    #expect(rate.effectiveSamples == 3)
  }

  @Test func allCensoredIsAnUpperBoundOnly() throws {
    let times = PassageTimes(times: [5, 5, 10], arrived: [false, false, false])
    #expect(times.rate() == nil)
    #expect(times.meanTime() == nil)
    #expect(times.exponentialityTest() == nil)
    let bound = try #require(times.rateUpperBound())
    #expect(agree(bound, -log(0.05) / 20, relative: 1e-12))
  }

  /// 95 % of the intervals hold the truth, with and without censoring, for few and for many events.
  @Test(arguments: [(5, Double.infinity), (40, .infinity), (40, 0.7), (12, 0.5)])
  func intervalCoverage(count: Int, limit: Double) throws {
    try coverage(count: count, limit: limit, repetitions: 2000, seed: 11)
  }

  @Test(.long, arguments: [(3, Double.infinity), (200, 1.0), (1000, 0.2), (30, 0.3)])
  func intervalCoverageLong(count: Int, limit: Double) throws {
    try coverage(count: count, limit: limit, repetitions: 20000, seed: 12)
  }

  private func coverage(count: Int, limit: Double, repetitions: Int, seed: UInt64) throws {
    var generator = SplitMix(seed)
    var held = 0
    var meanHeld = 0
    for _ in 0..<repetitions {
      let times = exponentialTimes(count, limit: limit, using: &generator)
      if let interval = times.rate()?.interval {
        if interval.contains(1) { held += 1 }
      } else if try #require(times.rateUpperBound()) >= 1 {
        held += 1
      }
      if let mean = times.meanTime()?.interval, mean.contains(1) { meanHeld += 1 }
    }
    // Exact without censoring; Cox's interval is within 1.5 % for the few events that censoring leaves.
    let slack = limit.isFinite && Double(count) * limit < 20 ? 0.015 : 0.0
    let z = binomialZ(held, of: repetitions, probability: 0.95)
    #expect(abs(z) <= 4 + slack * Double(repetitions).squareRoot() / 0.218, "covered \(held) of \(repetitions)")
    // Student's interval of a skew law needs many samples to cover.
    if count >= 1000 { #expect(abs(binomialZ(meanHeld, of: repetitions, probability: 0.95)) <= 4) }
  }

  @Test func zScoresHaveUnitVariance() throws {
    var generator = SplitMix(3)
    var squares = 0.0
    for _ in 0..<1000 {
      let rate = try #require(exponentialTimes(500, limit: 1, using: &generator).rate())
      squares += rate.z(against: 1) * rate.z(against: 1)
    }
    // χ² with 1000 degrees of freedom has the standard deviation √2000.
    #expect(abs(squares - 1000) < 4 * 2000.0.squareRoot())
  }

  /// p is uniform under the hypothesis, whatever the censoring.
  @Test(arguments: [(60, Double.infinity), (200, 0.8), (400, 0.2)])
  func exponentialityTestIsCalibrated(count: Int, limit: Double) throws {
    var generator = SplitMix(21)
    let values = try (0..<1500).map { _ in
      try #require(exponentialTimes(count, limit: limit, using: &generator).exponentialityTest()).pValue
    }
    #expect(kolmogorovStatistic(values) < 2.23)
  }

  @Test func exponentialityTestSeesLagsAndMixtures() throws {
    var generator = SplitMix(5)
    let delayed = (0..<2000).map { _ in 0.2 + generator.exponential() }
    let mixed = (0..<2000).map { _ in generator.exponential() * (generator.uniform() < 0.5 ? 1 : 5) }
    let all = [Bool](repeating: true, count: 2000)
    let lag = try #require(PassageTimes(times: delayed, arrived: all).exponentialityTest())
    let mixture = try #require(PassageTimes(times: mixed, arrived: all).exponentialityTest())
    #expect(lag.statistic > 4 && lag.pValue < 1e-4)
    #expect(mixture.statistic < -4 && mixture.pValue < 1e-4)
  }

  @Test func survivalCurveOfATextbookExample() throws {
    // Times 1, 2+, 3, 3, 5: S = 4/5, then ·(1 − 2/3), then 0.
    let curve = PassageTimes(times: [3, 1, 2, 3, 5], arrived: [true, true, false, true, true]).survivalCurve()
    #expect(curve.times == [1, 3, 5])
    #expect(zip(curve.survival, [0.8, 0.8 / 3, 0]).allSatisfy { agree($0, $1, relative: 1e-12) })
    #expect(agree(curve.standardErrors[0], 0.8 * (1.0 / (5 * 4)).squareRoot(), relative: 1e-12))
    #expect(curve(0.5) == 1 && curve(1) == 0.8 && curve(4) == curve.survival[1] && curve(9) == 0)
  }

  @Test func survivalBandCoverage() {
    var generator = SplitMix(8)
    var held = 0
    for _ in 0..<2000 {
      let curve = exponentialTimes(100, limit: 1.5, using: &generator).survivalCurve()
      if let index = curve.times.lastIndex(where: { $0 <= 1 }) {
        if curve.lower[index] <= exp(-1), exp(-1) <= curve.upper[index] { held += 1 }
      }
    }
    // The band is asymptotic: a hundred walkers bring it to within one per cent of its level.
    #expect(abs(Double(held) / 2000 - 0.95) < 0.01 + 4 * 0.218 / 2000.0.squareRoot())
  }
}

@Suite struct ManyPassageTimesTests {
  /// With many arrivals the χ² interval is the normal one, k(1 ± 1.96/√n), up to the skewness of order 1/n.
  @Test(arguments: [4_000, 6_000, 1_000_000])
  func theIntervalIsNormalForMany(count: Int) throws {
    let times = PassageTimes(times: Array(repeating: 2, count: count), arrived: Array(repeating: true, count: count))
    let rate = try #require(times.rate())
    let interval = try #require(rate.interval)
    #expect(rate.value == 0.5)
    #expect(
      abs((interval.upperBound - interval.lowerBound) / (2 * 1.959964 * rate.standardError) - 1) < 2
        / Double(count).squareRoot())
    #expect(abs((interval.upperBound + interval.lowerBound) / 2 - rate.value) < 3 * rate.value / Double(count))
  }
}
