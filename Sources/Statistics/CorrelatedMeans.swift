// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// The means of several quantities over independent samples, with the covariance between the quantities.
///
/// For instance the squared displacements of a walker at several times: walkers are independent, times are not. What is
/// kept are sums, so that memory does not grow with the samples and parts of a sample can be joined.
package struct CorrelatedMeans: Sendable, Equatable {
  /// The number of quantities T.
  package let count: Int
  /// The number of samples n.
  package private(set) var samples: Int
  /// Σ xᵢ, T numbers.
  package private(set) var sums: [Double]
  /// Σ xᵢxⱼ, T × T numbers row by row, of which those with j ≤ i are used.
  package private(set) var products: [Double]

  /// No samples yet of so many quantities.
  package init(count: Int) {
    self.count = count
    samples = 0
    sums = Array(repeating: 0, count: count)
    products = Array(repeating: 0, count: count * count)
  }

  /// Sums that were kept elsewhere.
  ///
  /// - Parameters:
  ///   - sums: T numbers.
  ///   - products: T × T numbers row by row.
  package init(samples: Int, sums: [Double], products: [Double]) {
    count = sums.count
    self.samples = samples
    self.sums = sums
    self.products = products
  }

  /// Adds one sample of T numbers.
  package mutating func add(_ sample: Span<Double>) {
    samples += 1
    let count = count
    for i in 0..<count { sums[i] += sample[i] }
    var products = products.mutableSpan
    for i in 0..<count {
      let value = sample[i]
      for j in 0...i { products[i * count + j] += value * sample[j] }
    }
  }

  /// Adds the samples of another part.
  package mutating func merge(_ other: CorrelatedMeans) {
    samples += other.samples
    for index in sums.indices { sums[index] += other.sums[index] }
    for index in products.indices { products[index] += other.products[index] }
  }

  /// The means.
  package var means: [Double] { sums.map { $0 / Double(samples) } }

  /// The covariance of the means, row by row: that of the samples over n.
  package var covariance: [[Double]] {
    let n = Double(samples)
    return (0..<count).map { i in
      (0..<count).map { j in
        (products[max(i, j) * count + min(i, j)] - sums[i] * sums[j] / n) / (n * (n - 1))
      }
    }
  }

  /// How many normal samples the variance of so many squares is worth, about: squared normal deviates have kurtosis 15, sums
  /// over times and directions less.
  package var worth: Double { 1 + Double(samples - 1) / 2 }

  /// The mean of one quantity, with its standard error and Student's interval; `nil` with fewer than two samples.
  ///
  /// - Parameter isPositive: whether the samples cannot be negative, as squares cannot; the interval is then as skew as the
  ///   mean of few of them.
  package func estimate(_ index: Int, isPositive: Bool = false) -> Estimate? {
    guard samples > 1 else { return nil }
    let n = Double(samples)
    let variance = (products[index * (count + 1)] - sums[index] * sums[index] / n) / (n * (n - 1))
    let (mean, error) = (sums[index] / n, max(0, variance).squareRoot())
    if isPositive {
      var estimate = Estimate.positiveMean(mean, standardError: error, samples: worth)
      estimate.effectiveSamples = n
      return estimate
    }
    var estimate = Estimate(mean, standardError: error, effectiveSamples: n)
    let half = gsl_cdf_tdist_Pinv((1 + estimate.level) / 2, n - 1) * error
    if half > 0 { estimate.interval = .between(mean - half, mean + half) }
    return estimate
  }

  /// Some of the quantities, in the given order.
  package func selecting(_ indices: [Int]) -> CorrelatedMeans {
    CorrelatedMeans(
      samples: samples, sums: indices.map { sums[$0] },
      products: indices.flatMap { i in indices.map { j in products[max(i, j) * count + min(i, j)] } })
  }
}
