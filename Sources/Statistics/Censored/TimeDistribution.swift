// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// How times scatter about their median: ln t = μ + σε with a standard law of ε whose median is zero.
///
/// μ is the logarithm of the *median* for both laws, so that predicted medians compare without conversion.
package enum TimeDistribution: String, Sendable, Equatable, CaseIterable {
  /// ε normal: times whose logarithm is the sum of many small influences.
  case logNormal = "log-normal"
  /// ε = G − ln ln 2 with P(G > g) = exp(−e^g), the law of smallest extremes: a hazard ∝ t^{1/σ − 1}; exponential times at σ = 1.
  case weibull

  /// ln ln 2, the median of the law of smallest extremes.
  static let extremeMedian = log(log(2.0))

  /// P(ε > z).
  package func survival(_ z: Double) -> Double {
    switch self {
    case .logNormal: 0.5 * erfc(z * 0.5.squareRoot())
    case .weibull: exp(-exp(z + Self.extremeMedian))
    }
  }

  /// The z with P(ε ≤ z) = share; zero for one half.
  package func quantile(_ share: Double) -> Double {
    switch self {
    case .logNormal: gsl_cdf_ugaussian_Pinv(share)
    case .weibull: log(-log1p(-share)) - Self.extremeMedian
    }
  }

  /// The logarithm of the density of ε with its first and second derivative.
  @inline(__always)
  func logarithmicDensity(_ z: Double) -> (value: Double, slope: Double, curvature: Double) {
    switch self {
    case .logNormal:
      return (-0.5 * z * z - 0.918_938_533_204_672_74, -z, -1)
    case .weibull:
      let hazard = exp(z + Self.extremeMedian)
      return (z + Self.extremeMedian - hazard, 1 - hazard, -hazard)
    }
  }

  /// ln P(ε > z), also where the probability underflows.
  func logarithmicSurvival(_ z: Double) -> Double {
    switch self {
    case .logNormal: z < 5 ? log(survival(z)) : gsl_sf_log_erfc(z * 0.5.squareRoot()) - log(2)
    case .weibull: -exp(z + Self.extremeMedian)
    }
  }

  /// ln P(ε ≤ z), also where the probability underflows.
  func logarithmicProbability(_ z: Double) -> Double {
    switch self {
    case .logNormal: logarithmicSurvival(-z)
    case .weibull:
      // P = 1 − e^{−e^w} → e^w in the lower tail.
      z + Self.extremeMedian < -30 ? z + Self.extremeMedian : log(-expm1(-exp(z + Self.extremeMedian)))
    }
  }

  /// ln P(lower < ε ≤ upper); −∞ and ∞ are ends, too.
  func logarithmicProbability(from lower: Double, to upper: Double) -> Double {
    if upper == .infinity { return lower == -.infinity ? 0 : logarithmicSurvival(lower) }
    if lower == -.infinity { return logarithmicProbability(upper) }
    // Each tail is taken from its own side, where its probabilities are small numbers and not differences from one.
    let (large, small) =
      lower > 0
      ? (logarithmicSurvival(lower), logarithmicSurvival(upper))
      : (logarithmicProbability(upper), logarithmicProbability(lower))
    return large + log(-expm1(small - large))
  }
}
