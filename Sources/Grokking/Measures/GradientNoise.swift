// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// The temperature that mini-batches give gradient descent.
///
/// A step w ← w − ηg_B has gradient noise of covariance C/B, C that of single examples' gradients. Langevin dynamics with
/// time step η has 2θη a coordinate; equal traces give θ_eff = η tr C/(2Bd). Only the trace is matched: the noise of
/// mini-batches is neither isotropic nor independent of w, and a full batch has none.
package enum GradientNoise {
  /// θ_eff = η tr C/(2Bd) with the error of the mean trace.
  ///
  /// - Parameters:
  ///   - rate: η.
  ///   - batch: B, drawn with replacement or small against the data.
  ///   - dimension: d, the number of weights.
  ///   - traces: independent estimates of tr C.
  /// - Throws: `NotApplicable` with fewer than two traces, non-finite ones, or arguments that are not positive.
  package static func temperature(
    rate: Double, batch: Int, dimension: Int, covarianceTraces traces: [Double], level: Double = 0.95
  ) throws(NotApplicable) -> Estimate {
    guard rate > 0, rate.isFinite, batch > 0, dimension > 0 else {
      throw NotApplicable("rate, batch and number of weights must be positive")
    }
    guard traces.allSatisfy(\.isFinite), let trace = mean(of: traces, level: level) else {
      throw NotApplicable("a noise temperature needs two finite covariance traces or more")
    }
    return trace.scaled(by: rate / (2 * Double(batch) * Double(dimension)))
  }

  /// tr C of single examples from the gradients of n independent batches, unbiased:
  ///
  ///     tr C = B·(N − 1)/(N − B) · n/(n − 1) · (mean |g_B|² − |mean g_B|²)
  ///
  /// - Parameters:
  ///   - squaredNorms: |g_B|² of each batch.
  ///   - squaredNormOfMean: |mean of the g_B|².
  ///   - batch: B.
  ///   - population: N, if batches are drawn without replacement from so many examples; `nil` with replacement.
  /// - Throws: `NotApplicable` with fewer than two batches, non-finite numbers, or batches that hold all examples.
  package static func covarianceTrace(
    squaredNorms: [Double], squaredNormOfMean: Double, batch: Int, population: Int? = nil
  ) throws(NotApplicable) -> Double {
    let n = Double(squaredNorms.count)
    guard n >= 2, batch > 0, (squaredNorms + [squaredNormOfMean]).allSatisfy(\.isFinite) else {
      throw NotApplicable("a covariance trace needs the finite gradients of two batches or more")
    }
    var factor = Double(batch)
    if let population {
      guard population > batch else { throw NotApplicable("a full batch has no gradient noise") }
      factor *= Double(population - 1) / Double(population - batch)
    }
    return factor * n / (n - 1) * (squaredNorms.reduce(0, +) / n - squaredNormOfMean)
  }
}
