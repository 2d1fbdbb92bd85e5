// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation
package import Statistics

/// The mean of independent positive samples that may be skewed: Student's interval of its logarithm, ln m ± t·s/(m√n), wider
/// where the samples scatter so much that the mean is skewed, see `HeavyTail`.
///
/// - Parameters:
///   - samples: nonnegative.
///   - computed: a relative error beside that of the samples.
///   - level: the coverage of the interval.
/// - Returns: `nil` with fewer than two samples; the interval is symmetric where the mean is not positive.
package func logarithmicMean(of samples: [Double], computed: Double = 0, level: Double = 0.95) -> Estimate? {
  guard var result = mean(of: samples, level: level) else { return nil }
  guard result.value > 0 else { return result }
  let tail = HeavyTail(of: samples, level: level)
  let relative = ((result.standardError / result.value) * (result.standardError / result.value) + computed * computed)
    .squareRoot()
  let reach = gsl_cdf_tdist_Pinv((1 + level) / 2, Double(samples.count - 1)) * relative
  result.standardError = result.value * relative
  result.interval = .between(
    result.value * exp(-max(reach, tail.skew.below)), result.value * exp(max(reach, tail.skew.above)))
  return result
}
