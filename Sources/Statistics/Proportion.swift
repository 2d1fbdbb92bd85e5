// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// The probability of an event that was seen so many times, with the interval of Clopper and Pearson.
///
/// The interval comes from the quantiles of the beta law and covers the truth with at least the level, also where the
/// event was seen never or always (C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404).
///
/// - Parameters:
///   - events: how often the event was seen.
///   - samples: how many independent trials there were.
///   - level: the least coverage of the interval.
/// - Returns: `nil` without trials, or when the counts make no sense.
package func proportion(of events: Int, in samples: Int, level: Double = 0.95) -> Estimate? {
  guard samples > 0, (0...samples).contains(events) else { return nil }
  let count = Double(samples)
  let seen = Double(events)
  let tail = (1 - level) / 2
  let lower = events == 0 ? 0 : betaQuantile(tail, seen, count - seen + 1)
  let upper = events == samples ? 1 : betaQuantile(1 - tail, seen + 1, count - seen)
  let share = seen / count
  return Estimate(
    share, standardError: (share * (1 - share) / count).squareRoot(), interval: .between(lower, upper), level: level,
    effectiveSamples: count)
}

/// The quantile of the beta law; by halving where GSL's iteration does not converge, as with 4960 events of 5000.
private func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
  GSLStatus.prepare()
  let quantile = gsl_cdf_beta_Pinv(probability, a, b)
  if quantile.isFinite { return quantile }
  var (lower, upper) = (0.0, 1.0)
  while true {
    let middle = lower + (upper - lower) / 2
    guard middle > lower, middle < upper else { return middle }
    if gsl_cdf_beta_P(middle, a, b) < probability { lower = middle } else { upper = middle }
  }
}
