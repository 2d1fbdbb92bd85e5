// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

/// Positions of a walker with the drift 1 at some times: the covariance of (x_s, x_t) is min(s, t).
private func driftingWalk(_ times: [Double], using generator: inout SplitMix) -> [Double] {
  var (x, now) = (0.0, 0.0)
  return times.map { time in
    x += time - now + (time - now).squareRoot() * generator.normal()
    now = time
    return x
  }
}

private func sampled(_ times: [Double], walkers: Int, using generator: inout SplitMix) -> CorrelatedMeans {
  var means = CorrelatedMeans(count: times.count)
  for _ in 0..<walkers { means.add(driftingWalk(times, using: &generator).span) }
  return means
}

struct GeneralizedFitTests {
  /// Two data with covariance ((2, 1), (1, 2)) and one mean: weights are equal by symmetry, the variance is (2 + 1)/2.
  @Test func meanOfTwoByHand() throws {
    let fit = try GeneralizedFit(design: [[1], [1]], values: [1, 3], covariance: [[2, 1], [1, 2]])
    #expect(agree(fit.coefficients[0], 2, relative: 1e-13))
    #expect(agree(fit.covariance[0][0], 1.5, relative: 1e-12))
    // (y₁ − y₂)² over its variance 2 + 2 − 2.
    #expect(agree(fit.chiSquare, 2, relative: 1e-12))
    #expect(agree(try #require(fit.pValue), erfc(1), relative: 1e-10))
    #expect(fit.shrinkage == 0)
  }

  /// With a diagonal covariance it is the weighted fit.
  @Test func uncorrelatedDataAreWeighted() throws {
    let design = (0..<5).map { [1, Double($0)] }
    let (values, errors) = ([1.0, 2.2, 2.9, 4.5, 4.9], [0.1, 0.2, 0.1, 0.3, 0.2])
    let covariance = errors.indices.map { i in errors.indices.map { i == $0 ? errors[i] * errors[i] : 0 } }
    let fit = try GeneralizedFit(design: design, values: values, covariance: covariance)
    let plain = try LinearFit(design: design, values: values, standardErrors: errors)
    for index in 0..<2 {
      #expect(agree(fit.coefficients[index], plain.coefficients[index], relative: 1e-12))
      #expect(agree(fit.covariance[index][index], plain.covariance[index][index], relative: 1e-12))
    }
    #expect(agree(try #require(fit.pValue), try #require(plain.pValue), relative: 1e-10))
  }

  /// The best that squares at these times can tell of D: increments are uncorrelated, with variances 2(t² − s²) for D = ½.
  @Test func theErrorIsTheLeastPossible() throws {
    let times = [1.0, 2, 4, 8, 16]
    let covariance = times.map { s in times.map { 2 * min(s, $0) * min(s, $0) } }
    let fit = try GeneralizedFit(design: times.map { [$0] }, values: times, covariance: covariance)
    let ends = zip([0] + times, times)
    let information = ends.reduce(0) { $0 + ($1.1 - $1.0) / (2 * ($1.1 + $1.0)) }
    #expect(agree(fit.covariance[0][0], 1 / information, relative: 1e-10))
    #expect(fit.chiSquare < 1e-20)
  }

  @Test func dataThatAreEqualDoNotWeighByTheirRounding() throws {
    var generator = SplitMix(71)
    var means = CorrelatedMeans(count: 3)
    for _ in 0..<500 {
      let x = 1 + generator.normal()
      means.add([x, 2 * x, 3 * x + 1e-9 * generator.normal()].span)
    }
    let fit = try GeneralizedFit(design: [[1], [2], [3]], means: means)
    #expect(fit.shrinkage >= 1e-6)
    expectZ(fit.coefficients[0], 1, standardError: fit.coefficient(0).standardError)
    // The three data are one: the error is that of one.
    #expect(agree(fit.coefficient(0).standardError, 1 / 500.0.squareRoot(), relative: 0.15))
  }

  @Test(arguments: [60, 1000]) func coverage(walkers: Int) throws { try coverage(walkers: walkers, repetitions: 400) }

  @Test(.long, arguments: [60, 300, 2000]) func coverageLong(walkers: Int) throws {
    try coverage(walkers: walkers, repetitions: 2000)
  }

  /// A line through a walk's correlated positions: the slope's interval holds, z has unit variance, p-values are uniform.
  private func coverage(walkers: Int, repetitions: Int) throws {
    var generator = SplitMix(72)
    let times = [1.0, 2, 4, 8, 16, 32]
    var held = 0
    var scores: [Double] = []
    var doubted = 0
    for _ in 0..<repetitions {
      let fit = try GeneralizedFit(
        design: times.map { [$0, 1] }, means: sampled(times, walkers: walkers, using: &generator))
      let slope = fit.coefficient(0)
      if try #require(slope.interval).contains(1) { held += 1 }
      scores.append(slope.z(against: 1))
      if try #require(fit.pValue) < 0.05 { doubted += 1 }
    }
    let count = Double(repetitions)
    let mean = scores.reduce(0, +) / count
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    print(
      "generalized fit, \(walkers) walkers: held \(Double(held) / count), z \(mean), \(variance); p < 5 %: \(doubted)")
    #expect(abs(binomialZ(held, of: repetitions, probability: 0.95)) <= 4)
    #expect(abs(binomialZ(doubted, of: repetitions, probability: 0.05)) <= 4)
    // Student's z has the variance ν/(ν − 2) with the walkers' degrees of freedom.
    let freedom = Double(walkers - 1 - (times.count - 2))
    #expect(abs(variance - freedom / (freedom - 2)) <= 4 * (2 / count).squareRoot(), "\(variance)")
  }

  @Test func poorDataAreRefused() {
    #expect(throws: NotApplicable("a fit of 2 coefficients to 1 values has nothing to tell its error")) {
      try GeneralizedFit(design: [[1, 2]], values: [1], covariance: [[1]])
    }
    #expect(throws: NotApplicable("a fit to correlated data needs a positive variance for each of them")) {
      try GeneralizedFit(design: [[1], [1]], values: [1, 2], covariance: [[1, 0], [0, 0]])
    }
    #expect(throws: NotApplicable("the covariance of 2 data cannot be told from 6 samples")) {
      try GeneralizedFit(design: [[1], [1]], values: [1, 2], covariance: [[1, 0], [0, 1]], samples: 6)
    }
  }

  /// Sums that are joined are the sums of all.
  @Test func partsJoin() throws {
    var generator = SplitMix(73)
    var (all, first, second) = (CorrelatedMeans(count: 2), CorrelatedMeans(count: 2), CorrelatedMeans(count: 2))
    for index in 0..<100 {
      let sample = [generator.normal(), generator.uniform()]
      all.add(sample.span)
      if index < 40 { first.add(sample.span) } else { second.add(sample.span) }
    }
    first.merge(second)
    for index in 0..<2 { #expect(agree(first.means[index], all.means[index], relative: 1e-12)) }
    #expect(agree(first.covariance[0][1], all.covariance[0][1], relative: 1e-10))
    #expect(first.selecting([1]).estimate(0)?.value == first.estimate(1)?.value)
  }
}

struct SegmentedFitTests {
  /// Two power laws that meet at x = 1, with noise that is correlated like a walk's.
  private func fit(seed: UInt64, noise: Double) throws -> SegmentedFit {
    var generator = SplitMix(seed)
    let xs = (0..<20).map { -2 + 6 * Double($0) / 19 }
    let covariance = xs.indices.map { i in xs.indices.map { j in noise * noise * Double(min(i, j) + 1) } }
    var walk = 0.0
    let values = xs.map { x in
      walk += noise * generator.normal()
      return 0.3 + 2 * x - 0.2 * log1p(exp((x - 1) / 0.2)) + walk
    }
    return try SegmentedFit(
      xs, values: values, covariance: covariance, samples: nil, breaks: 1, replicates: 60, using: &generator)
  }

  @Test func findsTheBreak() throws {
    let found = try fit(seed: 81, noise: 0.003)
    expectZ(found.breaks[0].value, 1, standardError: found.breaks[0].standardError)
    expectZ(found.slopes[0].value, 2, standardError: found.slopes[0].standardError)
    expectZ(found.slopes[1].value, 1, standardError: found.slopes[1].standardError)
    #expect(agree(found.width, 0.2, relative: 0.3))
    #expect(agree(found.value(at: -2), 0.3 - 4, relative: 0.02))
  }

  @Test(.long) func coverage() throws {
    var held = [0, 0]
    let repetitions = 400
    for seed in 0..<repetitions {
      let found = try fit(seed: UInt64(1000 + seed), noise: 0.01)
      if try #require(found.breaks[0].interval).contains(1) { held[0] += 1 }
      if try #require(found.slopes[1].interval).contains(1) { held[1] += 1 }
    }
    print("segmented fit: break held \(held[0]), slope held \(held[1]) of \(repetitions)")
    for count in held { #expect(binomialZ(count, of: repetitions, probability: 0.95) >= -4, "\(count)") }
  }

  @Test func tooFewDataAreRefused() {
    var generator = SplitMix(82)
    #expect(throws: NotApplicable("1 breaks need 6 data at least; there are 3")) {
      try SegmentedFit(
        [0, 1, 2], values: [0, 1, 2], covariance: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], samples: nil, breaks: 1,
        using: &generator)
    }
  }
}

struct RelativeEntropyTests {
  /// Counts (3, 1) against (½, ½): ¾ ln 3/2 + ¼ ln 1/2 less the bias 1/8.
  @Test func byHand() throws {
    let estimate = try #require(relativeEntropy(counts: [3, 1], against: [0.5, 0.5]))
    #expect(agree(estimate.value, 0.75 * log(1.5) + 0.25 * log(0.5) - 0.125, relative: 1e-12))
    #expect(relativeEntropy(counts: [1, 3], against: [1, 0]) == nil)
  }

  private func counts(_ law: [Double], _ samples: Int, using generator: inout SplitMix) -> [Int] {
    var counts = law.map { _ in 0 }
    for _ in 0..<samples {
      var rest = generator.uniform()
      var bin = 0
      while bin < law.count - 1, rest > law[bin] {
        rest -= law[bin]
        bin += 1
      }
      counts[bin] += 1
    }
    return counts
  }

  /// Far from the law, and at it: no bias, an error bar that holds, p-values that are uniform.
  @Test func errorsAndChances() throws {
    var generator = SplitMix(91)
    let bins = 12
    let target = (0..<bins).map { _ in 1 / Double(bins) }
    let total = Double(bins * (bins + 1) / 2)
    for law in [(1...bins).map { Double($0) / total }, target] {
      let truth = zip(law, target).reduce(0) { $0 + $1.0 * log($1.0 / $1.1) }
      var scores: [Double] = []
      var chances: [Double] = []
      for _ in 0..<400 {
        let found = counts(law, 2000, using: &generator)
        let estimate = try #require(relativeEntropy(counts: found, against: target))
        scores.append((estimate.value - truth) / estimate.standardError)
        chances.append(try #require(likelihoodRatioTest(counts: found, against: law)).pValue)
      }
      let mean = scores.reduce(0, +) / 400
      let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
      print("relative entropy: z mean \(mean), variance \(variance)")
      #expect(abs(mean) < 4 / 20.0)
      #expect(abs(variance - 1) < 4 * (2.0 / 400).squareRoot() * 1.5)
      #expect(kolmogorovStatistic(chances) < 2.23)
    }
  }

  @Test func aWrongLawIsFound() throws {
    let test = try #require(likelihoodRatioTest(counts: [600, 400], against: [0.5, 0.5]))
    #expect(test.pValue < 1e-9)
    #expect(likelihoodRatioTest(counts: [3, 2], against: [0.5, 0.5]) == nil)
  }
}
