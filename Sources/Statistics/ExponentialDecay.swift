// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A·e^{−λt} through correlated means, by generalized least squares (Gauss and Newton's steps).
///
/// All times go in, also those at which nothing is left to be seen: leaving out what has come out small would keep what
/// has come out large, and find decays too slow.
package struct ExponentialDecay: Sendable, Equatable {
  /// λ.
  package let rate: Estimate
  /// The chance of so large a misfit if it is one exponential; `nil` with two times.
  package let pValue: Double?

  /// A mean is seen when it is so many standard errors from zero; three must be, to start from.
  private static let clearly = 5.0
  private static let mostSteps = 50

  /// A decay through means at ascending times.
  ///
  /// - Parameters:
  ///   - times: when.
  ///   - means: what decays to zero, with the covariance between the times. If there are too few samples for their
  ///     covariance, times are left out evenly.
  /// - Throws: `NotApplicable` if fewer than three times show the decay, or no exponential fits.
  package init(times: [Double], _ means: CorrelatedMeans) throws(NotApplicable) {
    let most = max(3, Int(means.samples) / GeneralizedFit.samplesPerDatum)
    let stride = max(1, (times.count + most - 1) / most)
    let chosen = times.indices.filter { $0 % stride == 0 }
    let data = means.selecting(chosen)
    let (values, covariance) = (data.means, data.covariance)
    let moments = chosen.map { times[$0] }
    let seen = values.indices.prefix {
      values[$0] * (values.first ?? 0) > 0
        && abs(values[$0]) > Self.clearly * max(covariance[$0][$0].squareRoot(), 1e-12)
    }
    guard seen.count >= 3, let last = seen.last else {
      throw NotApplicable("fewer than three times show the slow decay of the population above its noise")
    }
    var rate = log(values[0] / values[last]) / (moments[last] - moments[0])
    var amplitude = values[0] * exp(rate * moments[0])
    for _ in 0..<Self.mostSteps {
      let decayed = moments.map { exp(-rate * $0) }
      let fit = try GeneralizedFit(
        design: moments.indices.map { [decayed[$0], -amplitude * moments[$0] * decayed[$0]] },
        values: moments.indices.map { values[$0] - amplitude * decayed[$0] }, covariance: covariance,
        samples: data.samples)
      let change = fit.coefficient(1)
      guard change.value.isFinite, fit.coefficient(0).value.isFinite else { break }
      if abs(change.value) < 1e-6 * abs(rate) {
        var estimate = change
        estimate.value += rate
        estimate.interval = change.interval.flatMap { .between($0.lowerBound + rate, $0.upperBound + rate) }
        self.rate = estimate
        pValue = fit.pValue
        return
      }
      rate += change.value
      amplitude += fit.coefficient(0).value
    }
    throw NotApplicable("no exponential fits the decay of the population")
  }
}
