// SPDX-License-Identifier: GPL-3.0-or-later

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

  /// The mean of one quantity, with its standard error and the normal interval; `nil` with fewer than two samples.
  package func estimate(_ index: Int) -> Estimate? {
    guard samples > 1 else { return nil }
    let n = Double(samples)
    let variance = (products[index * (count + 1)] - sums[index] * sums[index] / n) / (n * (n - 1))
    return Estimate(sums[index] / n, standardError: max(0, variance).squareRoot(), effectiveSamples: n)
  }

  /// Some of the quantities, in the given order.
  package func selecting(_ indices: [Int]) -> CorrelatedMeans {
    CorrelatedMeans(
      samples: samples, sums: indices.map { sums[$0] },
      products: indices.flatMap { i in indices.map { j in products[max(i, j) * count + min(i, j)] } })
  }
}
