// SPDX-License-Identifier: GPL-3.0-or-later
// GSL's constants are C variables; they are never written to.
@preconcurrency import CGSL

/// The linear map that makes correlated data uncorrelated with unit variance: L⁻¹ D⁻¹ with D the standard deviations and
/// L Lᵀ Cholesky's factors of the correlations, which are shrunk towards zero by 1 − λ; see `GeneralizedFit`.
package struct Whitening: Sendable, Equatable {
  /// λ.
  package let shrinkage: Double
  private let deviations: [Double]
  /// The rows of L below and on the diagonal.
  private let factor: [[Double]]

  /// The map for a covariance matrix of positive diagonal.
  ///
  /// - Parameters:
  ///   - samples: how many samples it was estimated from; `nil` if it is known, then it is shrunk only if it is singular.
  ///   - leastShrinkage: the least λ of an estimated one.
  /// - Throws: `NotApplicable` if it has no factors however much it is shrunk.
  package init(_ covariance: [[Double]], samples: Int?, leastShrinkage: Double = 1e-6) throws(NotApplicable) {
    GSLStatus.prepare()
    let count = covariance.count
    let deviations = covariance.indices.map { covariance[$0][$0].squareRoot() }
    self.deviations = deviations
    func correlation(_ i: Int, _ j: Int) -> Double { covariance[i][j] / (deviations[i] * deviations[j]) }
    var intensity = 0.0
    if let samples {
      var (uncertain, whole) = (0.0, 0.0)
      for i in 0..<count {
        for j in 0..<i {
          let square = min(1, correlation(i, j) * correlation(i, j))
          uncertain += (1 - square) * (1 - square) / Double(max(samples - 1, 1))
          whole += square
        }
      }
      intensity = whole > 0 ? min(1, max(uncertain / whole, leastShrinkage)) : 1
    }
    guard let matrix = gsl_matrix_alloc(max(count, 1), max(count, 1)) else {
      throw NotApplicable("there is not enough memory for the covariance of \(count) data")
    }
    defer { gsl_matrix_free(matrix) }
    // A matrix with a direction of no variance is shrunk further until it has factors.
    while true {
      for i in 0..<count {
        for j in 0..<count {
          gsl_matrix_set(matrix, i, j, i == j ? 1 : (1 - intensity) * correlation(max(i, j), min(i, j)))
        }
      }
      let status = gsl_linalg_cholesky_decomp1(matrix)
      let pivots = (0..<count).map { gsl_matrix_get(matrix, $0, $0) }
      if status == 0, pivots.allSatisfy({ $0 > 1e-7 }) { break }
      guard intensity < 1 else { throw NotApplicable("the covariance of the data is not finite") }
      intensity = min(1, max(10 * intensity, 1e-10))
    }
    shrinkage = intensity
    factor = (0..<count).map { i in (0...i).map { gsl_matrix_get(matrix, i, $0) } }
  }

  /// L⁻¹ D⁻¹ v.
  package func apply(_ values: [Double]) -> [Double] { solve(zip(values, deviations).map { $0 / $1 }) }

  private func solve(_ values: [Double]) -> [Double] {
    var result = values
    for i in result.indices {
      var sum = result[i]
      for j in 0..<i { sum -= factor[i][j] * result[j] }
      result[i] = sum / factor[i][i]
    }
    return result
  }

  /// The covariance that whitened data have if theirs was the given one; the unit matrix where nothing was shrunk.
  package func whitened(_ covariance: [[Double]]) -> [[Double]] {
    let rows = covariance.indices.map { i in apply(covariance.map { $0[i] }) }
    // rows[i] = L⁻¹D⁻¹ C eᵢ; once more along the other index.
    return covariance.indices.map { i in apply(rows.map { $0[i] }) }
  }

  /// D L ξ: correlated noise from independent normal deviates ξ.
  package func colored(_ deviates: [Double]) -> [Double] {
    factor.indices.map { i in
      deviations[i] * factor[i].indices.reduce(0.0) { $0 + factor[i][$1] * deviates[$1] }
    }
  }
}
