// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

extension Estimate {
  /// A positive mean with an interval that is as skew as the mean of few positive samples is.
  ///
  /// The mean is taken to follow a gamma law of shape m = (value/error)², so that value·2m/χ² with 2m degrees of freedom
  /// has the interval's ends; exact for exponential and for squared normal samples of known shape. As the error itself is
  /// estimated from n samples, m is made smaller by the square of Student's quantile with n − 1 degrees of freedom over
  /// the normal one.
  ///
  /// - Parameters:
  ///   - value: the mean, positive; else the interval is the symmetric one.
  ///   - standardError: of the mean.
  ///   - samples: n, how many independent samples the error was estimated from.
  ///   - level: the coverage of the interval.
  package static func positiveMean(
    _ value: Double, standardError: Double, samples: Double, level: Double = 0.95
  ) -> Estimate {
    let plain = Estimate(value, standardError: standardError, level: level, effectiveSamples: samples)
    guard value > 0, standardError > 0, standardError.isFinite, samples > 1 else { return plain }
    let probability = (1 + level) / 2
    let excess = gsl_cdf_tdist_Pinv(probability, samples - 1) / gsl_cdf_ugaussian_Pinv(probability)
    let freedom = 2 * value * value / (standardError * standardError * excess * excess)
    var result = plain
    result.interval = .between(
      value * freedom / ChiSquare.quantile(probability, freedom),
      value * freedom / ChiSquare.quantile(1 - probability, freedom))
    return result
  }
}

/// Quantiles of χ².
enum ChiSquare {
  /// The quantile with many degrees of freedom too, for which GSL's inversion need not converge.
  ///
  /// Beyond 10⁴, and where GSL fails, which it does for some of more than 10³, by Wilson and Hilferty,
  /// ν(1 − 2/9ν + z√(2/9ν))³, whose relative error is below 10⁻⁶ there.
  static func quantile(_ probability: Double, _ freedom: Double) -> Double {
    GSLStatus.prepare()
    if freedom <= 1e4 {
      let quantile = gsl_cdf_chisq_Pinv(probability, freedom)
      if quantile.isFinite, quantile > 0 { return quantile }
    }
    let share = 2 / (9 * freedom)
    let root = 1 - share + gsl_cdf_ugaussian_Pinv(probability) * share.squareRoot()
    return freedom * root * root * root
  }
}
