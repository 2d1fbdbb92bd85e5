// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// Where a run lies relative to a fitted law.
package struct StandardizedResidual: Sendable, Equatable {
  /// (ln t − μ)/σ, with the logarithm's middle for an interval; at the bound for a run never seen, whose residual is larger; −∞
  /// where the law says that it never happens.
  package let value: Double
  /// Whether it is only a lower bound.
  package let isCensored: Bool
}

extension CensoredFit {
  /// σ̂ of maximum likelihood, with which probabilities are predicted.
  var likelihoodScale: Double { exp(optimum.point[law.coefficients.count]) }

  /// μ at a covariate vector; ∞ where it never happens.
  package func location(at x: [Double]) -> Double {
    var gradient = [Double](repeating: 0, count: law.coefficients.count)
    return law.location(x, coefficients.map(\.value), &gradient)
  }

  /// The median time at a covariate vector, with the interval of the fitted law: symmetric in ln t, by the delta method.
  ///
  /// - Returns: `nil` where the law says that it never happens.
  package func median(at x: [Double]) -> Estimate? {
    var gradient = [Double](repeating: 0, count: law.coefficients.count)
    let place = law.location(x, coefficients.map(\.value), &gradient)
    guard place.isFinite, place < 700 else { return nil }
    let row = gradient.indices.map { gradient[$0] * likelihood.rate($0, optimum.point[$0]) } + [0]
    let error = spread.variance(of: row).squareRoot()
    let half = gsl_cdf_tdist_Pinv((1 + level) / 2, Double(spread.freedom)) * error
    return Estimate(
      exp(place), standardError: exp(place) * error, interval: .between(exp(place - half), exp(place + half)),
      level: level, effectiveSamples: Double(seen))
  }

  /// The time by which a share of the runs has done it.
  package func quantile(_ share: Double, at x: [Double]) -> Double {
    exp(location(at: x) + likelihoodScale * distribution.quantile(share))
  }

  /// The share of runs that have done it by a time; zero where it never happens.
  package func probability(by time: Double, at x: [Double]) -> Double {
    let place = location(at: x)
    return place < .infinity ? 1 - distribution.survival((log(time) - place) / likelihoodScale) : 0
  }

  /// One a run, in their order.
  package var residuals: [StandardizedResidual] {
    zip(times, covariates).map { time, x in
      StandardizedResidual(value: (time.logarithm - location(at: x)) / likelihoodScale, isCensored: time.isCensored)
    }
  }
}
