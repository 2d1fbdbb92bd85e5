// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// Several contenders that were tried on the same walkers: which of them differ?
///
/// All differences of two means at once. With common random numbers the outcomes of a walker are correlated over the
/// contenders, and what counts is the spread of the differences walker by walker. The intervals hold *simultaneously*: with
/// probability `level` all of them cover their truths. Their half-width is c·s_ij, s_ij the standard error of a difference,
/// with c the quantile of max |t_ij| over all pairs under the estimated joint covariance of the means (a multivariate t law,
/// found by drawing from it); with two contenders that is Student's paired interval, and with fewer than `fewSamples` walkers Student's
/// at Bonferroni's level, at least as wide as promised. Where the outcomes are 0 or 1
/// and fewer than `fewDisagreements` walkers tell two contenders apart, the normal law is no guide, and the interval comes from those of
/// Clopper and Pearson for the two kinds of disagreement, each at Bonferroni's level: at least as wide as promised.
///
/// T. Hothorn, F. Bretz and P. Westfall, Biometrical J. 50 (2008) 346.
public struct PairedComparison: Sendable, Equatable {
  /// The difference of two contenders.
  public struct Difference: Sendable, Equatable {
    /// The index of the first contender.
    public let first: Int
    /// The index of the second contender.
    public let second: Int
    /// Mean of the first less mean of the second, with its simultaneous interval.
    public let estimate: Estimate
    /// How many walkers have different outcomes with the two.
    public let disagreements: Int
    /// Whether zero lies outside of the interval.
    public var isDecided: Bool { !estimate.bounds.contains(0) }
  }

  /// The mean outcome of each contender, with its own interval (not simultaneous).
  public let means: [Estimate]
  /// All pairs i < j, the first contender slowest.
  public let differences: [Difference]
  /// c: how many standard errors a simultaneous interval reaches.
  public let criticalValue: Double
  /// The simultaneous coverage of the intervals.
  public let level: Double
  /// How many walkers there are.
  public let samples: Int

  /// Disagreements below which outcomes of 0 and 1 are not judged by the normal law.
  package static let fewDisagreements = 20
  /// Samples below which Bonferroni's bound takes the place of the joint law: that law gives all differences one common estimate of
  /// the spread, where each has its own (with 12 samples and five contenders its intervals held in 91.6 % of the cases only).
  package static let fewSamples = 200
  /// Draws from the joint law of the differences: the quantile is known to about a percent.
  private static let draws = 20_000

  /// Compares contenders.
  ///
  /// - Parameters:
  ///   - outcomes: for each contender one finite number a walker, in the same order of the walkers.
  ///   - level: the simultaneous coverage.
  ///   - generator: where the draws from the joint law come from.
  /// - Throws: `NotApplicable` with fewer than two contenders or walkers, lists of different length, or numbers that are not finite.
  public init(
    outcomes: [[Double]], level: Double = 0.95, using generator: inout some RandomNumberGenerator
  ) throws(NotApplicable) {
    guard outcomes.count > 1, let samples = outcomes.first?.count, samples > 1 else {
      throw NotApplicable("a comparison takes two contenders and two walkers at least")
    }
    guard outcomes.allSatisfy({ $0.count == samples && $0.allSatisfy(\.isFinite) }) else {
      throw NotApplicable("a comparison takes one finite outcome of every walker for every contender")
    }
    let count = outcomes.count
    self.level = level
    self.samples = samples
    means = outcomes.compactMap { mean(of: $0, level: level) }
    let covariance = Self.covariance(outcomes, means.map(\.value))
    let pairs = (0..<count).flatMap { i in (i + 1..<count).map { (i, $0) } }
    let isBinary = outcomes.allSatisfy { $0.allSatisfy { $0 == 0 || $0 == 1 } }
    let errors = pairs.map { i, j in
      Self.standardError(outcomes[i], outcomes[j])
    }
    let critical = Self.criticalValue(
      covariance, pairs: pairs, errors: errors, samples: samples, level: level, using: &generator)
    criticalValue = critical
    let values = means.map(\.value)
    differences = zip(pairs, errors).map { pair, error in
      let (x, y) = (outcomes[pair.0], outcomes[pair.1])
      let difference = values[pair.0] - values[pair.1]
      let disagreements = x.indices.count { x[$0] != y[$0] }
      var interval = ClosedRange.between(difference - critical * error, difference + critical * error)
      if isBinary, disagreements < Self.fewDisagreements {
        interval = Self.exact(x, y, level: 1 - (1 - level) / Double(pairs.count))
      }
      return Difference(
        first: pair.0, second: pair.1,
        estimate: Estimate(
          difference, standardError: error, interval: interval, level: level, effectiveSamples: Double(samples)),
        disagreements: disagreements)
    }
  }

  /// The difference of a contender's mean and another one's, in this order.
  public func difference(_ first: Int, _ second: Int) -> Difference? {
    if let found = differences.first(where: { $0.first == first && $0.second == second }) { return found }
    return differences.first { $0.first == second && $0.second == first }.map {
      Difference(
        first: first, second: second, estimate: $0.estimate.scaled(by: -1), disagreements: $0.disagreements)
    }
  }

  /// The standard error of the mean difference; from the differences themselves, so that equal outcomes give zero.
  private static func standardError(_ x: [Double], _ y: [Double]) -> Double {
    let count = Double(x.count)
    let mean = x.indices.reduce(0) { $0 + (x[$1] - y[$1]) } / count
    let squares = x.indices.reduce(0) { $0 + (x[$1] - y[$1] - mean) * (x[$1] - y[$1] - mean) }
    return (squares / (count - 1) / count).squareRoot()
  }

  /// The covariance of the means, K × K.
  private static func covariance(_ outcomes: [[Double]], _ means: [Double]) -> [[Double]] {
    let count = Double(outcomes[0].count)
    return outcomes.indices.map { i in
      outcomes.indices.map { j in
        zip(outcomes[i], outcomes[j]).reduce(0) { $0 + ($1.0 - means[i]) * ($1.1 - means[j]) } / (count - 1) / count
      }
    }
  }

  /// The interval of P(x = 1, y = 0) − P(x = 0, y = 1) from those of the two.
  private static func exact(_ x: [Double], _ y: [Double], level: Double) -> ClosedRange<Double>? {
    let half = 1 - (1 - level) / 2
    guard
      let more = proportion(of: x.indices.count { x[$0] > y[$0] }, in: x.count, level: half)?.interval,
      let less = proportion(of: x.indices.count { x[$0] < y[$0] }, in: x.count, level: half)?.interval
    else { return nil }
    return .between(more.lowerBound - less.upperBound, more.upperBound - less.lowerBound)
  }

  /// The quantile of max |t| over the pairs whose differences vary.
  private static func criticalValue(
    _ covariance: [[Double]], pairs: [(Int, Int)], errors: [Double], samples: Int, level: Double,
    using generator: inout some RandomNumberGenerator
  ) -> Double {
    let freedom = Double(samples - 1)
    let varying = pairs.indices.filter { errors[$0] > 0 }
    guard varying.count > 1 else { return gsl_cdf_tdist_Pinv((1 + level) / 2, freedom) }
    guard samples >= fewSamples else {
      return gsl_cdf_tdist_Pinv(1 - (1 - level) / (2 * Double(varying.count)), freedom)
    }
    let root = CovarianceRoot(covariance)
    var normal = [Double](repeating: 0, count: covariance.count)
    var largest: [Double] = []
    largest.reserveCapacity(draws)
    for _ in 0..<draws {
      for i in normal.indices { normal[i] = deviate(&generator) }
      let z = root.applied(to: normal)
      let worst = varying.reduce(0.0) { max($0, abs(z[pairs[$1].0] - z[pairs[$1].1]) / errors[$1]) }
      largest.append(worst / reducedSpread(freedom, deviate(&generator)))
    }
    largest.sort()
    let place = level * Double(draws - 1)
    let below = min(Int(place), draws - 2)
    return largest[below] + (place - Double(below)) * (largest[below + 1] - largest[below])
  }

  private static func deviate(_ generator: inout some RandomNumberGenerator) -> Double {
    gsl_cdf_ugaussian_Pinv((Double(generator.next() >> 11) + 0.5) * 0x1p-53)
  }

  /// √(χ²/ν) of ν degrees of freedom, from a normal deviate: Wilson and Hilferty's cube, exact inversion for few of them.
  private static func reducedSpread(_ freedom: Double, _ normal: Double) -> Double {
    guard freedom >= 30 else {
      return (gsl_cdf_chisq_Pinv(gsl_cdf_ugaussian_P(normal), freedom) / freedom).squareRoot()
    }
    let share = 2 / (9 * freedom)
    return pow(1 - share + normal * share.squareRoot(), 1.5)
  }
}
