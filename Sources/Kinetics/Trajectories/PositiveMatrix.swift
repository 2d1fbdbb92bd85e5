// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The Cholesky factor of a small symmetric matrix.
struct PositiveMatrix {
  private let n: Int
  private var factor: [Double]
  private let scale: [Double]

  /// `nil` if the matrix, given row by row, is not positive definite to rounding.
  init?(_ matrix: [Double], dimension n: Int) {
    self.n = n
    factor = matrix
    let roots = (0..<n).map { matrix[$0 * n + $0].squareRoot() }
    guard roots.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    scale = roots
    for i in 0..<n {
      for j in 0...i {
        var sum = matrix[i * n + j] / (roots[i] * roots[j])
        for k in 0..<j { sum -= factor[i * n + k] * factor[j * n + k] }
        if i == j {
          guard sum > 1e-14 else { return nil }
          factor[i * n + i] = sum.squareRoot()
        } else {
          factor[i * n + j] = sum / factor[j * n + j]
        }
      }
    }
  }

  /// The solution of A x = b.
  func solve(_ right: [Double]) -> [Double] {
    var x = zip(right, scale).map { $0 / $1 }
    for i in 0..<n {
      for k in 0..<i { x[i] -= factor[i * n + k] * x[k] }
      x[i] /= factor[i * n + i]
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      for k in (i + 1)..<max(n, i + 1) { x[i] -= factor[k * n + i] * x[k] }
      x[i] /= factor[i * n + i]
    }
    return zip(x, scale).map { $0 / $1 }
  }

  /// A⁻¹, row by row.
  var inverse: [Double] {
    var result = [Double](repeating: 0, count: n * n)
    for column in 0..<n {
      let x = solve((0..<n).map { $0 == column ? 1 : 0 })
      for row in 0..<n { result[row * n + column] = x[row] }
    }
    return result
  }
}
