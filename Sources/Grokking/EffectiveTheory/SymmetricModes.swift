// SPDX-License-Identifier: GPL-3.0-or-later

/// Eigenvalues, ascending, and orthonormal eigenvectors of a symmetric matrix by Jacobi's rotations.
///
/// Plain arithmetic in a fixed order, for the reason that `SymmetricSpectrum` gives.
struct SymmetricModes {
  let values: [Double]
  /// The eigenvector of each value.
  let vectors: [[Double]]

  /// So many sweeps are never needed.
  private static let mostSweeps = 60

  /// `nil` if an element is not finite or the rotations do not converge.
  init?(_ elements: [Double], dimension n: Int) {
    guard elements.count == n * n, elements.allSatisfy(\.isFinite) else { return nil }
    var a = elements
    var v = (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0 }
    let scale = a.reduce(0) { $0 + $1 * $1 }
    var rest = Double.infinity
    for _ in 0..<Self.mostSweeps {
      rest = 0
      for i in 0..<n { for j in 0..<i { rest += 2 * a[i * n + j] * a[i * n + j] } }
      if rest <= 1e-32 * scale { break }
      for i in 0..<n {
        for j in (i + 1)..<max(n, i + 1) where a[i * n + j] != 0 {
          // The smaller of the two angles that make the element vanish.
          let half = (a[j * n + j] - a[i * n + i]) / (2 * a[i * n + j])
          let tangent = (half < 0 ? -1 : 1) / (abs(half) + (half * half + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          let sine = tangent * cosine
          for k in 0..<n {
            let (x, y) = (a[k * n + i], a[k * n + j])
            a[k * n + i] = cosine * x - sine * y
            a[k * n + j] = sine * x + cosine * y
            let (p, q) = (v[k * n + i], v[k * n + j])
            v[k * n + i] = cosine * p - sine * q
            v[k * n + j] = sine * p + cosine * q
          }
          for k in 0..<n {
            let (x, y) = (a[i * n + k], a[j * n + k])
            a[i * n + k] = cosine * x - sine * y
            a[j * n + k] = sine * x + cosine * y
          }
        }
      }
    }
    guard rest <= 1e-28 * scale else { return nil }
    let order = (0..<n).sorted { a[$0 * n + $0] < a[$1 * n + $1] }
    values = order.map { a[$0 * n + $0] }
    vectors = order.map { column in (0..<n).map { v[$0 * n + column] } }
  }
}
