// SPDX-License-Identifier: GPL-3.0-or-later

/// Makes all singular values of a matrix about one: with X = UΣVᵀ, the result is U φ(φ(…(Σ/|X|)))Vᵀ with
///
///     φ(s) = 3.4445s − 4.7750s³ + 2.0315s⁵
///
/// and the Frobenius norm |X|. Five rounds bring values between 0.003 and 1 to between 0.68 and 1.14 (Jordan et al. 2024, "Muon: An
/// optimizer for hidden layers in neural networks").
enum NewtonSchulz {
  static let coefficients = (3.4445, -4.7750, 2.0315)
  /// What is added to the norm, so that the zero matrix stays zero.
  static let epsilon = 1e-7

  /// The orthogonalization of a matrix, in place.
  ///
  /// - Parameters:
  ///   - x: rows × columns, row-major.
  ///   - first: room for as many numbers.
  ///   - second: room for as many again.
  static func orthogonalize<R: Real>(
    _ x: UnsafeMutablePointer<R>, rows: Int, columns: Int, rounds: Int, first: UnsafeMutablePointer<R>,
    second: UnsafeMutablePointer<R>
  ) {
    let (a, b, c) = coefficients
    let count = rows * columns
    let n = min(rows, columns)
    R.combine(0, x, 1 / (R.sumOfSquares(x, count: count).squareRoot() + epsilon), x, count: count)
    let isWide = rows <= columns
    for _ in 0..<rounds {
      // S = XXᵀ, or XᵀX where that is smaller; both have the same eigenvalues but for zeros.
      R.multiply(
        n, n, max(rows, columns), 1, x, transposed: !isWide, lda: columns, x, transposed: isWide, ldb: columns, 0,
        first,
        ldc: n)
      // P = bS + cS².
      second.update(from: first, count: n * n)
      R.multiply(n, n, n, c, first, transposed: false, lda: n, first, transposed: false, ldb: n, b, second, ldc: n)
      // X ← aX + PX, or aX + XP.
      first.update(from: x, count: count)
      if isWide {
        R.multiply(
          rows, columns, n, 1, second, transposed: false, lda: n, first, transposed: false, ldb: columns, a, x,
          ldc: columns)
      } else {
        R.multiply(
          rows, columns, n, 1, first, transposed: false, lda: columns, second, transposed: false, ldb: n, a, x,
          ldc: columns)
      }
    }
  }
}
