// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// What the largest |z| of several standard normal numbers exceeds with at most a given chance, Φ⁻¹(1 − chance/2m).
///
/// Bonferroni's bound; it holds however the numbers depend on each other.
///
/// - Parameters:
///   - count: m, at least one.
///   - chance: the probability that one of them or more lies beyond.
package func familyWiseLimit(of count: Int, chance: Double) -> Double {
  gsl_cdf_ugaussian_Qinv(chance / 2 / Double(max(1, count)))
}
