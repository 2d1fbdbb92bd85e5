// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// The difference of two shares over pairs: how many more of the second of each pair have a property.
///
/// The mean over sets of pairs, with the interval of Bonett and Price: one set that speaks for either side is added to the
/// others, so that few sets that all agree do not promise certainty (J. Educ. Behav. Stat. 37 (2012) 479).
///
/// - Parameters:
///   - differences: that of each independent set, between −1 and 1.
///   - level: the coverage of the interval.
/// - Returns: `nil` without any.
package func pairedShareDifference(_ differences: [Double], level: Double = 0.95) -> Estimate? {
  guard !differences.isEmpty else { return nil }
  let all = differences + [1, -1]
  let count = Double(all.count)
  let middle = all.reduce(0, +) / count
  let square = all.reduce(0) { $0 + $1 * $1 } / count
  let error = max(square - middle * middle, 0).squareRoot() / count.squareRoot()
  let half = gsl_cdf_ugaussian_Pinv((1 + level) / 2) * error
  return Estimate(
    differences.reduce(0, +) / Double(differences.count), standardError: error,
    interval: .between(max(-1, middle - half), min(1, middle + half)), level: level,
    effectiveSamples: Double(differences.count))
}
