// SPDX-License-Identifier: GPL-3.0-or-later

/// L with L·Lᵀ = C of a covariance that may be singular, as when two series are equal.
struct CovarianceRoot {
  private let rows: [[Double]]

  /// The root by Cholesky's scheme; a pivot that is zero up to rounding gives a column of zeros.
  ///
  /// - Parameter covariance: symmetric and positive semidefinite.
  init(_ covariance: [[Double]]) {
    let count = covariance.count
    var rows = covariance.map { $0.map { _ in 0.0 } }
    for j in 0..<count {
      let pivot = covariance[j][j] - (0..<j).reduce(0) { $0 + rows[j][$1] * rows[j][$1] }
      guard pivot > 1e-12 * covariance[j][j] else { continue }
      rows[j][j] = pivot.squareRoot()
      for i in j + 1..<max(count, j + 1) {
        rows[i][j] = (covariance[i][j] - (0..<j).reduce(0) { $0 + rows[i][$1] * rows[j][$1] }) / rows[j][j]
      }
    }
    self.rows = rows
  }

  /// L·z.
  func applied(to normal: [Double]) -> [Double] {
    rows.indices.map { i in (0...i).reduce(0) { $0 + rows[i][$1] * normal[$1] } }
  }
}
