// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// What a test of a fitted law found.
package struct FitTest: Sendable, Equatable {
  /// The statistic.
  package let statistic: Double
  /// The probability of a statistic at least as large if the law holds.
  package let pValue: Double
  /// What was tested and how, as the part of a sentence.
  package let method: String
}

extension CensoredFit {
  /// Tests the law against one free median at each of its values, by the likelihood ratio: whether it misses their course.
  ///
  /// With d runs seen and G values 2Δ ln L is turned into F = (e^{2Δ/d} − 1)(d − G)/(G − p), which is exact for normal logarithms that
  /// are all seen. The ratio counts runs as independent.
  ///
  /// - Returns: `nil` where the values do not repeat enough: less than two runs a value, or no more values than coefficients.
  package func lackOfFitTest() -> FitTest? {
    let kept = likelihood.groups.indices.filter { likelihood.isSeen(group: $0) }.map { likelihood.groups[$0] }
    guard likelihood.groups.count > law.coefficients.count, law.role != .saturated, seen >= 2 * kept.count,
      let full = try? CensoredFit(
        times: times, covariates: covariates, law: .saturated(at: kept), distribution: distribution, level: level)
    else { return nil }
    return Self.ratioTest(
      loss: 2 * (full.logLikelihood - logLikelihood), degrees: likelihood.groups.count - law.coefficients.count,
      rest: seen - kept.count, runs: seen, method: "likelihood ratio against one median at each value")
  }

  /// Tests this law against a wider one of which it is a special case, by the likelihood ratio in the form of F as above.
  ///
  /// - Returns: `nil` unless both were fitted to the same runs with the same distribution and the other has more coefficients.
  package func likelihoodRatioTest(within wider: CensoredFit) -> FitTest? {
    let degrees = wider.law.coefficients.count - law.coefficients.count
    guard degrees > 0, wider.times == times, wider.distribution == distribution else { return nil }
    return Self.ratioTest(
      loss: 2 * (wider.logLikelihood - logLikelihood), degrees: degrees, rest: seen - wider.law.coefficients.count,
      runs: seen, method: "likelihood ratio of '\(law.name)' within '\(wider.law.name)'")
  }

  static func ratioTest(loss: Double, degrees: Int, rest: Int, runs: Int, method: String) -> FitTest? {
    guard rest > 0, loss.isFinite else { return nil }
    let ratio = expm1(max(0, loss) / Double(runs)) * Double(rest) / Double(degrees)
    return FitTest(
      statistic: max(0, loss), pValue: gsl_cdf_fdist_Q(ratio, Double(degrees), Double(rest)), method: method)
  }

  /// Tests whether the residuals follow the distribution about the law, by the statistic of Anderson and Darling.
  ///
  /// u = P(time earlier than seen) is uniform for the true law. Where only an interval or a bound is known, u is drawn uniformly from its
  /// range. What the statistic is worth is found by simulation: times drawn from the fitted law, censored where the runs were and
  /// fitted again, so that neither the fitted coefficients nor the censoring spoil the p-value.
  ///
  /// - Parameters:
  ///   - simulations: how often; the least p-value is 1/(simulations + 1).
  ///   - generator: where the draws come from.
  /// - Returns: `nil` with fewer than eight runs seen, for saturated laws, or if too many simulated data cannot be fitted.
  package func residualTest(simulations: Int = 400, using generator: inout some RandomNumberGenerator) -> FitTest? {
    guard seen >= 8, simulations > 0, law.role != .saturated else { return nil }
    let place = covariates.map { location(at: $0) }
    let observed = Self.distance(
      shares(of: times, location: place, scale: likelihoodScale, using: &generator))
    let horizons = Self.horizons(times, covariates)
    var (larger, done) = (0, 0)
    for _ in 0..<simulations {
      let drawn = zip(place, horizons).map { place, horizon in
        let time =
          place < .infinity ? exp(place + likelihoodScale * distribution.quantile(Self.uniform(&generator))) : .infinity
        return time <= horizon ? CensoredTime.exact(max(time, 1e-300)) : .censored(at: horizon)
      }
      var again = CensoredLikelihood(times: drawn, covariates: covariates, law: law, distribution: distribution)
      let available = again.seen
      guard available.runs >= Double(law.leastSeen), available.values >= law.leastValues else { continue }
      let optimum = again.follow(coefficients.map(\.value), logarithmicScale: log(likelihoodScale))
      guard optimum.value > -.infinity else { continue }
      let values = again.coefficients(at: optimum.point)
      var gradient = [Double](repeating: 0, count: values.count)
      let found = covariates.map { law.location($0, values, &gradient) }
      let statistic = Self.distance(
        shares(of: drawn, location: found, scale: exp(optimum.point[values.count]), using: &generator))
      done += 1
      if statistic >= observed { larger += 1 }
    }
    guard done * 2 >= simulations else { return nil }
    return FitTest(
      statistic: observed, pValue: Double(larger + 1) / Double(done + 1),
      method: "Anderson–Darling test of the residuals with \(done) simulations")
  }

  /// How long each run could have been seen: its own bound where it was censored, else the longest bound at the same covariates, or of
  /// all runs that is not below its time.
  private static func horizons(_ times: [CensoredTime], _ covariates: [[Double]]) -> [Double] {
    var longest: [[Double]: Double] = [:]
    var overall = 0.0
    for (time, x) in zip(times, covariates) where time.isCensored {
      longest[x] = max(longest[x] ?? 0, time.lower)
      overall = max(overall, time.lower)
    }
    return zip(times, covariates).map { time, x in
      guard let upper = time.upper else { return time.lower }
      if let near = longest[x], near >= upper { return near }
      return overall >= upper ? overall : .infinity
    }
  }

  private static func uniform(_ generator: inout some RandomNumberGenerator) -> Double {
    (Double(generator.next() >> 12) + 0.5) * 0x1p-52
  }

  /// The u of each run; runs that never do it by the law tell nothing and are left out.
  private func shares(
    of times: [CensoredTime], location: [Double], scale: Double, using generator: inout some RandomNumberGenerator
  ) -> [Double] {
    zip(times, location).compactMap { time, place in
      guard place < .infinity else { return nil }
      func share(_ value: Double) -> Double { 1 - distribution.survival((log(value) - place) / scale) }
      let low = share(time.lower)
      let high = time.upper.map(share) ?? 1
      return high > low ? low + (high - low) * Self.uniform(&generator) : low
    }
  }

  /// A² = −n − (1/n)Σ(2i − 1)(ln uᵢ + ln(1 − u₍ₙ₊₁₋ᵢ₎)).
  private static func distance(_ shares: [Double]) -> Double {
    let sorted = shares.map { min(max($0, 1e-12), 1 - 1e-12) }.sorted()
    let n = Double(sorted.count)
    let sum = sorted.indices.reduce(0.0) { sum, i in
      sum + Double(2 * i + 1) * (log(sorted[i]) + log1p(-sorted[sorted.count - 1 - i]))
    }
    return -n - sum / n
  }
}
