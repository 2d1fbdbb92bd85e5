// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// The probability of success against a size, P(x) = 1/(1 + e^{−(x − x_c)/w}), by maximum likelihood.
///
/// Newton's method on b₀ + b₁x, which is iteratively reweighted least squares. The interval of x_c is that of the profile likelihood and may
/// be open. Where a size separates failures from successes, w → 0 fits best and x_c is only bracketed.
package struct LogisticFit: Sendable, Equatable {
  /// x_c, where half of the runs succeed. Where the data are separated: the middle of the bracket, its interval certain, its standard
  /// error the bracket's width/√12.
  package let center: Estimate
  /// w, the distance over which ln(P/(1 − P)) grows by one; negative where success falls with x; `nil` where the data are separated.
  package let width: Estimate?
  /// ln L.
  package let logLikelihood: Double
  /// Whether a size separates failures from successes.
  package let isSeparated: Bool
  /// Sentences about what the fit does not know.
  package let notes: [String]

  private let intercept: Double
  private let slope: Double
  private let covariance: [Double]

  /// P at a size with the interval of ln(P/(1 − P)); without one where the data are separated.
  package func probability(at x: Double) -> Estimate {
    guard !isSeparated else {
      let side = x < center.bounds.lowerBound ? -slope : x > center.bounds.upperBound ? slope : 0
      return Estimate(side < 0 ? 0 : side > 0 ? 1 : 0.5, standardError: 0)
    }
    let place = intercept + slope * x
    let error = (covariance[0] + 2 * x * covariance[1] + x * x * covariance[2]).squareRoot()
    let half = gsl_cdf_ugaussian_Pinv((1 + center.level) / 2) * error
    let share = Self.share(place)
    return Estimate(
      share, standardError: share * (1 - share) * error,
      interval: .between(Self.share(place - half), Self.share(place + half)), level: center.level)
  }

  /// Fits p(x) by maximum likelihood.
  ///
  /// - Parameters:
  ///   - sizes: one a run.
  ///   - succeeded: one a run.
  ///   - level: the coverage of the intervals.
  /// - Throws: `NotApplicable` if all runs succeeded or all failed, if there is one size only, or if success does not depend on it.
  package init(sizes: [Double], succeeded: [Bool], level: Double = 0.95) throws(NotApplicable) {
    guard sizes.count == succeeded.count, sizes.allSatisfy(\.isFinite), let least = sizes.min(), let most = sizes.max()
    else { throw NotApplicable("a logistic fit needs one outcome for each finite size") }
    let successes = succeeded.count { $0 }
    guard successes < sizes.count else {
      throw NotApplicable(
        "all \(sizes.count) runs succeeded: the critical size is not above \(NumberFormat.rounded(least))")
    }
    guard successes > 0 else {
      throw NotApplicable(
        "none of \(sizes.count) runs succeeded: the critical size is not below \(NumberFormat.rounded(most))")
    }
    guard most > least else { throw NotApplicable("a logistic fit needs at least two sizes") }
    if let bracket = Self.separation(sizes, succeeded) {
      isSeparated = true
      center = Estimate(
        (bracket.lower + bracket.upper) / 2, standardError: (bracket.upper - bracket.lower) / 12.0.squareRoot(),
        interval: .between(bracket.lower, bracket.upper), level: 1, effectiveSamples: Double(sizes.count))
      width = nil
      logLikelihood = bracket.logLikelihood
      (intercept, slope, covariance) = (0, bracket.rises ? 1 : -1, [0, 0, 0])
      notes = ["one size separates failures from successes: the critical size is bracketed, and its width is not seen"]
      return
    }
    isSeparated = false
    // In units of the range both coefficients are of order one.
    let range = most - least
    let data = LogisticData(sizes.map { ($0 - least) / range }, succeeded)
    guard let best = data.maximum() else { throw NotApplicable("the logistic fit does not converge") }
    let flat = data.logLikelihood(log(Double(successes) / Double(sizes.count - successes)), 0)
    let threshold = gsl_cdf_chisq_Pinv(level, 1)
    guard abs(best.slope) > 1e-9 else { throw NotApplicable("success does not depend on the size") }
    let place = -best.intercept / best.slope
    // Var(x_c) by the delta method from x_c = −b₀/b₁.
    let (v00, v01, v11) = (best.covariance[0], best.covariance[1], best.covariance[2])
    let variance = (v00 + 2 * place * v01 + place * place * v11) / (best.slope * best.slope)
    let isFlat = 2 * (best.logLikelihood - flat) <= threshold
    let lower = data.profileEnd(from: place, best, side: -1, threshold: threshold)
    let upper = data.profileEnd(from: place, best, side: 1, threshold: threshold)
    center = Estimate(
      least + range * place, standardError: range * variance.squareRoot(),
      interval: .between(lower.map { least + range * $0 } ?? -.infinity, upper.map { least + range * $0 } ?? .infinity),
      level: level, effectiveSamples: Double(sizes.count))
    let quantile = gsl_cdf_ugaussian_Pinv((1 + level) / 2) * v11.squareRoot()
    let ends = [best.slope - quantile, best.slope + quantile].map { range / $0 }.sorted()
    let crosses = abs(best.slope) <= quantile
    width = Estimate(
      range / best.slope, standardError: range * v11.squareRoot() / (best.slope * best.slope),
      interval: crosses ? nil : .between(ends[0], ends[1]), level: level, effectiveSamples: Double(sizes.count))
    logLikelihood = best.logLikelihood
    slope = best.slope / range
    intercept = best.intercept - best.slope * least / range
    covariance = [
      v00 - 2 * least / range * v01 + least * least / (range * range) * v11,
      v01 / range - least / (range * range) * v11,
      v11 / (range * range),
    ]
    var notes: [String] = []
    if isFlat { notes.append("the runs do not show that success depends on the size") }
    if best.slope < 0 { notes.append("success becomes rarer with the size") }
    if place < 0 || place > 1 { notes.append("half of the runs succeed outside of the sizes that were tried") }
    self.notes = notes
  }

  private static func share(_ place: Double) -> Double { 1 / (1 + exp(-place)) }

  /// The bracket of x_c where no overlap of failures and successes tells the width.
  private static func separation(
    _ sizes: [Double], _ succeeded: [Bool]
  ) -> (lower: Double, upper: Double, rises: Bool, logLikelihood: Double)? {
    let lost = zip(sizes, succeeded).filter { !$0.1 }.map(\.0)
    let won = zip(sizes, succeeded).filter { $0.1 }.map(\.0)
    guard let lastLost = lost.max(), let firstLost = lost.min(), let lastWon = won.max(), let firstWon = won.min()
    else {
      return nil
    }
    for (below, above, rises) in [(lastLost, firstWon, true), (lastWon, firstLost, false)] {
      if below < above { return (below, above, rises, 0) }
      // Both outcomes at one size only: it lies between its neighbors.
      guard below == above, sizes.contains(where: { $0 != below }) else { continue }
      let mixed = zip(sizes, succeeded).filter { $0.0 == below }.map(\.1)
      let share = Double(mixed.count { $0 }) / Double(mixed.count)
      let value = mixed.reduce(0.0) { $0 + log($1 ? share : 1 - share) }
      let lower = sizes.filter { $0 < below }.max() ?? below
      let upper = sizes.filter { $0 > below }.min() ?? below
      return (lower, upper, rises, value)
    }
    return nil
  }
}
