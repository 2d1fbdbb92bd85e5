// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// Chains cut in halves, one half after the other in memory; the middle value of an odd length is left out.
struct ChainHalves {
  /// The values of all halves.
  var values: [Double]
  /// The length n of a half.
  let length: Int
  /// How many halves there are.
  var count: Int { values.count / length }

  init(_ chains: [[Double]]) {
    let half = (chains.first?.count ?? 0) / 2
    length = half
    values = chains.flatMap { $0.prefix(half) + $0.suffix(half) }
  }

  /// Whether all values are the same.
  var isConstant: Bool { values.allSatisfy { $0 == values[0] } }

  /// The same with a function applied to each value.
  func map(_ transform: (Double) -> Double) -> ChainHalves {
    var result = self
    result.values = values.map(transform)
    return result
  }

  /// Each value replaced by Φ⁻¹((r − 3/8)/(S + 1/4)) of its rank r among all S, equal values by their mean rank.
  func rankNormalized() -> ChainHalves {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var result = self
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      let rank = Double(first + 1 + end) / 2
      let score = gsl_cdf_ugaussian_Pinv((rank - 0.375) / (Double(order.count) + 0.25))
      for place in first..<end { result.values[order[place]] = score }
      first = end
    }
    return result
  }

  /// √(V/W) of the halves' pooled variance V = W(n − 1)/n + B/n over the mean variance W within them.
  func potentialScaleReduction() -> Double {
    let variances = variances()
    return (variances.pooled / variances.within).squareRoot()
  }

  /// S/τ with τ = 1 + 2Σρ, cut off by Geyer's initial monotone sequence; at most S log₁₀ S.
  ///
  /// ρ(t) = 1 − (W − c(t))/V: halves that disagree are correlated at all lags.
  func effectiveSamples() -> Double {
    let total = Double(values.count)
    guard length >= 4 else { return total }
    let (within, pooled) = variances()
    let covariances = meanAutocovariances()
    func correlation(_ lag: Int) -> Double { lag == 0 ? 1 : 1 - (within - covariances[lag]) / pooled }
    // Sums of neighboring pairs ρ(2m) + ρ(2m + 1) are positive and fall for a reversible chain: the first that is not
    // ends the sum, and one that rises is held at the one before.
    var time = -1.0
    var last = Double.infinity
    var lag = 0
    while lag + 1 < length {
      let even = correlation(lag)
      let pair = even + correlation(lag + 1)
      // The longest lags rest on hardly any values.
      guard pair > 0, lag + 4 < length else {
        time += max(0, even)
        break
      }
      last = min(last, pair)
      time += 2 * last
      lag += 2
    }
    return total / max(time, 1 / log10(total))
  }

  /// W, the mean of the variances within halves, and V, which adds that of their means.
  private func variances() -> (within: Double, pooled: Double) {
    let n = Double(length)
    var means: [Double] = []
    var within = 0.0
    for half in 0..<count {
      let part = values[(half * length)..<((half + 1) * length)]
      // From the first value on, so that a half that stands still has no variance by rounding.
      let origin = values[half * length]
      let mean = origin + part.reduce(0) { $0 + ($1 - origin) } / n
      means.append(mean)
      within += part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    }
    within /= Double(count)
    let center = means.reduce(0, +) / Double(count)
    let between = means.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(count - 1)
    return (within, within * (n - 1) / n + between)
  }

  /// The mean over the halves of c(t) = (1/n)Σ(xᵢ − x̄)(xᵢ₊ₜ − x̄), by fast Fourier transform.
  private func meanAutocovariances() -> [Double] {
    var size = 1
    // Zeros as many as values, so that the end does not meet the beginning.
    while size < 2 * length { size *= 2 }
    var spectrum = [Double](repeating: 0, count: size)
    var series = spectrum
    let n = Double(length)
    for half in 0..<count {
      let part = values[(half * length)..<((half + 1) * length)]
      let mean = part.reduce(0, +) / n
      for (index, value) in part.enumerated() { series[index] = value - mean }
      for index in length..<size { series[index] = 0 }
      gsl_fft_real_radix2_transform(&series, 1, size)
      // Real part k and imaginary part size − k of each frequency; the two ends are real.
      spectrum[0] += series[0] * series[0]
      spectrum[size / 2] += series[size / 2] * series[size / 2]
      for k in 1..<(size / 2) { spectrum[k] += series[k] * series[k] + series[size - k] * series[size - k] }
    }
    gsl_fft_halfcomplex_radix2_inverse(&spectrum, 1, size)
    return spectrum[..<length].map { $0 / (n * Double(count)) }
  }
}
