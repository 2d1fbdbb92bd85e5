// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// The coefficients of a law fitted to runs drawn anew.
///
/// For critical sizes and the like the percentiles are too close: 95 % intervals of N_c held in 84 % of 400 repetitions of eight sizes with eight
/// runs. Read the fit's own, which are those of the profile likelihood.
package struct LawBootstrap: Sendable {
  /// The coefficients and σ of each replicate that could be fitted; a coefficient that ran to its edge is ±∞ or zero there.
  package let replicates: [[Double]]
  /// Replicates that could not be fitted: too few runs seen or too few values.
  package let failed: Int
  /// The fit's coefficients with the standard deviation of the replicates and the interval of their percentiles, corrected for bias
  /// (B. Efron, J. Am. Stat. Assoc. 82 (1987) 171); σ is the last.
  package let estimates: [Estimate]
  /// ln L of each draw; `nil` where it could not be fitted.
  let logLikelihoods: [Double?]
}

extension CensoredFit {
  /// Fits the law anew to each draw.
  ///
  /// - Returns: `nil` if fewer than half of the draws could be fitted.
  package func bootstrap(_ draws: ResampledRuns) -> LawBootstrap? {
    var likelihood = likelihood
    let count = law.coefficients.count
    let values = coefficients.map(\.value)
    var replicates: [[Double]] = []
    var heights: [Double?] = []
    for counts in draws.counts {
      likelihood.weigh(runs: counts)
      let available = likelihood.seen
      var optimum: LikelihoodOptimum?
      if available.runs >= Double(law.leastSeen), available.values >= law.leastValues {
        let found = likelihood.follow(values, logarithmicScale: optimumScale)
        if found.converged, found.value > -.infinity { optimum = found }
      }
      heights.append(optimum?.value)
      guard let optimum else { continue }
      replicates.append(
        (0..<count).map { likelihood.stated($0, at: optimum.point) } + [exp(optimum.point[count])])
    }
    guard !replicates.isEmpty, replicates.count * 2 >= draws.counts.count else { return nil }
    let centers = values + [likelihoodScale]
    let estimates = centers.indices.map { index in
      Self.percentiles(
        replicates.map { $0[index] }, about: centers[index], level: level, samples: Double(seen))
    }
    return LawBootstrap(
      replicates: replicates, failed: draws.counts.count - replicates.count, estimates: estimates,
      logLikelihoods: heights)
  }

  private var optimumScale: Double { optimum.point[law.coefficients.count] }

  /// The percentile interval moved for bias; ties count half.
  private static func percentiles(
    _ values: [Double], about center: Double, level: Double, samples: Double
  ) -> Estimate {
    let sorted = values.sorted()
    let count = Double(sorted.count)
    let below = Double(sorted.count { $0 < center }) + Double(sorted.count { $0 == center }) / 2
    let bias = gsl_cdf_ugaussian_Pinv(min(max(below / count, 0.5 / count), 1 - 0.5 / count))
    func end(_ probability: Double) -> Double {
      let place = gsl_cdf_ugaussian_P(2 * bias + gsl_cdf_ugaussian_Pinv(probability)) * (count - 1)
      let index = min(max(Int(place), 0), max(sorted.count - 2, 0))
      let (low, high) = (sorted[index], sorted[min(index + 1, sorted.count - 1)])
      return low == high || !low.isFinite || !high.isFinite ? low : low + (place - Double(index)) * (high - low)
    }
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
    return Estimate(
      center, standardError: variance.isFinite ? variance.squareRoot() : .infinity,
      interval: .between(end((1 - level) / 2), end((1 + level) / 2)), level: level, effectiveSamples: samples)
  }
}

extension CensoredLikelihood {
  /// A coefficient as a replicate states it: −∞ for a limit that ran away, else its value.
  fileprivate func stated(_ index: Int, at point: [Double]) -> Double {
    isAtInfinity(index, point[index]) ? -.infinity : coefficient(index, point[index])
  }
}
