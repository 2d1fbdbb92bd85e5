// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// The mean of independent samples with its standard error s/√n and Student's interval.
///
/// - Parameters:
///   - samples: independent, of finite variance.
///   - level: the coverage of the interval.
/// - Returns: `nil` with fewer than two samples.
package func mean(of samples: [Double], level: Double = 0.95) -> Estimate? {
  guard samples.count > 1 else { return nil }
  let count = Double(samples.count)
  let mean = samples.reduce(0, +) / count
  let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  let error = (squares / (count - 1) / count).squareRoot()
  let quantile = gsl_cdf_tdist_Pinv((1 + level) / 2, count - 1)
  return Estimate(
    mean, standardError: error, interval: .between(mean - quantile * error, mean + quantile * error), level: level,
    effectiveSamples: count)
}

extension Estimate {
  /// The number of standard errors between two independent estimates; a computed one contributes its accuracy.
  public func z(against other: Estimate) -> Double {
    let numerical = (accuracy ?? 0) * abs(value) + (other.accuracy ?? 0) * abs(other.value)
    let variance = standardError * standardError + other.standardError * other.standardError + numerical * numerical
    return value == other.value ? 0 : (value - other.value) / variance.squareRoot()
  }

  /// 1/estimate, with the errors carried along to first order and the interval's ends inverted.
  public var inverse: Estimate {
    // An interval that holds zero has no interval of reciprocals.
    let ends = interval.flatMap { own in
      own.lowerBound * own.upperBound > 0 ? ClosedRange.between(1 / own.upperBound, 1 / own.lowerBound) : nil
    }
    return Estimate(
      1 / value, standardError: standardError / (value * value), accuracy: accuracy, interval: ends, level: level,
      effectiveSamples: effectiveSamples)
  }
}
