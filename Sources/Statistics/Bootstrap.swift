// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// A statistic of independent samples with its bootstrap error and a bias-corrected, accelerated interval.
///
/// Samples are drawn anew with replacement; the interval's ends are percentiles of the replicates, moved for bias and skew
/// (BCa: B. Efron, J. Am. Stat. Assoc. 82 (1987) 171).
///
/// - Parameters:
///   - samples: independent samples of any kind.
///   - replicates: how often to draw anew; a thousand for intervals.
///   - level: the coverage of the interval.
///   - generator: where the draws come from; name its seed, and the result is reproducible.
///   - statistic: what is computed of a set of samples.
/// - Returns: `nil` with fewer than two samples or if a replicate is not finite.
package func bootstrap<Sample>(
  _ samples: [Sample], replicates: Int = 1000, level: Double = 0.95, using generator: inout some RandomNumberGenerator,
  statistic: ([Sample]) -> Double
) -> Estimate? {
  guard samples.count > 1, replicates > 1 else { return nil }
  let value = statistic(samples)
  var draw = samples
  var values: [Double] = []
  values.reserveCapacity(replicates)
  for _ in 0..<replicates {
    for index in draw.indices { draw[index] = samples[Int.random(in: 0..<samples.count, using: &generator)] }
    values.append(statistic(draw))
  }
  guard value.isFinite, values.allSatisfy(\.isFinite) else { return nil }
  values.sort()
  let mean = values.reduce(0, +) / Double(replicates)
  let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(replicates - 1)

  // Bias: how far from the median the estimate stands; ties count half.
  let below = Double(values.count { $0 < value }) + Double(values.count { $0 == value }) / 2
  let share = min(max(below / Double(replicates), 0.5 / Double(replicates)), 1 - 0.5 / Double(replicates))
  let bias = gsl_cdf_ugaussian_Pinv(share)
  let acceleration = jackknifeSkew(samples, statistic: statistic)
  func end(_ probability: Double) -> Double {
    let shifted = bias + gsl_cdf_ugaussian_Pinv(probability)
    let position = gsl_cdf_ugaussian_P(bias + shifted / (1 - acceleration * shifted)) * Double(replicates - 1)
    let index = min(max(Int(position), 0), replicates - 2)
    return values[index] + (position - Double(index)) * (values[index + 1] - values[index])
  }
  let ends = [end((1 - level) / 2), end((1 + level) / 2)]
  return Estimate(
    value, standardError: variance.squareRoot(), interval: min(ends[0], ends[1])...max(ends[0], ends[1]), level: level,
    effectiveSamples: Double(samples.count))
}

/// A sixth of the skewness of the leave-one-out values, Efron's acceleration; at most 200 groups are left out in turn.
private func jackknifeSkew<Sample>(_ samples: [Sample], statistic: ([Sample]) -> Double) -> Double {
  let groups = min(samples.count, 200)
  let values = (0..<groups).map { group in
    statistic(samples.indices.lazy.filter { $0 % groups != group }.map { samples[$0] })
  }
  let mean = values.reduce(0, +) / Double(groups)
  let second = values.reduce(0) { $0 + (mean - $1) * (mean - $1) }
  let third = values.reduce(0) { $0 + (mean - $1) * (mean - $1) * (mean - $1) }
  return second > 0 && third.isFinite ? third / (6 * second * second.squareRoot()) : 0
}
