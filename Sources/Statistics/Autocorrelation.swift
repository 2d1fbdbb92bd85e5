// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// How correlated the successive values of a stationary series are.
public struct Autocorrelation: Sendable, Equatable {
  /// 1 + 2Σρ(t) over lags t ≥ 1, in units of the sampling interval: 1 for independent values.
  public let integratedTime: Double
  /// Its standard error, τ√(2(2W + 1)/n) for a window of W lags.
  public let integratedTimeError: Double
  /// n/τ, the number of independent values that the series is worth.
  public let effectiveSamples: Double
  /// The mean with an error that knows of the correlation.
  public let mean: Estimate

  /// Sokal's automatic windowing: the sum ends at the first lag W ≥ 5τ(W).
  ///
  /// A series whose window would exceed 400 lags is averaged in pairs first, as often as needed, which leaves the
  /// variance of the mean what it is and keeps the cost linear in n. The interval is Student's with n/τ − 1 degrees of
  /// freedom. Source: A. Sokal, Monte Carlo Methods in Statistical Mechanics (1996), section 3.
  ///
  /// - Parameters:
  ///   - series: equally spaced values of a stationary process.
  ///   - level: the coverage of the mean's interval.
  /// - Throws: `NotApplicable` if the values are not finite, all equal, or fewer than fifty correlation times.
  public init(of series: [Double], level: Double = 0.95) throws(NotApplicable) {
    guard series.count >= 50, series.allSatisfy(\.isFinite) else {
      throw NotApplicable("an autocorrelation time needs at least 50 finite values")
    }
    let count = Double(series.count)
    let mean = series.reduce(0, +) / count
    var deviations = series.map { $0 - mean }
    let variance = deviations.reduce(0) { $0 + $1 * $1 } / count
    guard variance > 0 else { throw NotApplicable("all values of the series are equal") }

    var pairing = 1.0
    var (time, window) = Self.windowed(deviations)
    while window == nil, deviations.count >= 100 {
      deviations = stride(from: 0, to: deviations.count - 1, by: 2).map { (deviations[$0] + deviations[$0 + 1]) / 2 }
      pairing *= 2
      (time, window) = Self.windowed(deviations)
    }
    let coarseVariance = deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)
    let integrated = max(time, 1e-3) * pairing * coarseVariance / variance
    guard let window, count >= 50 * integrated else {
      throw NotApplicable("the series is shorter than 50 of its correlation times")
    }
    integratedTime = integrated
    integratedTimeError = integrated * (2 * (2 * Double(window) + 1) * pairing / count).squareRoot()
    effectiveSamples = count / integrated
    // The sum of deviations from the sample mean misses the mean's own variance: n − τ instead of n.
    let error = (variance * integrated / (count - integrated)).squareRoot()
    let quantile = gsl_cdf_tdist_Pinv((1 + level) / 2, effectiveSamples - 1)
    self.mean = Estimate(
      mean, standardError: error, interval: .between(mean - quantile * error, mean + quantile * error), level: level,
      effectiveSamples: effectiveSamples)
  }

  /// 1 + 2Σρ up to Sokal's window; no window if it would exceed 400 lags or a tenth of the series.
  private static func windowed(_ deviations: [Double]) -> (time: Double, window: Int?) {
    let count = deviations.count
    let zero = deviations.reduce(0) { $0 + $1 * $1 } / Double(count)
    guard zero > 0 else { return (1, 0) }
    var time = 1.0
    for lag in 1...max(1, min(400, count / 4)) {
      var product = 0.0
      for index in 0..<(count - lag) { product += deviations[index] * deviations[index + lag] }
      time += 2 * product / Double(count - lag) / zero
      if Double(lag) >= 5 * time { return (time, lag) }
    }
    return (time, nil)
  }
}
