// SPDX-License-Identifier: GPL-3.0-or-later

/// Single eigenvalues of many symmetric matrices of one size, without allocating for each.
///
/// Householder's reflections make the matrix tridiagonal, Sturm's count of the negative pivots of T − x says how many
/// eigenvalues lie below x, and halving finds the one that is wanted to the last bits. It is plain arithmetic in a
/// fixed order: GSL's solver goes through BLAS, whose last bits depend on where in memory a matrix lies, and so on the threads.
final class SymmetricSpectrum {
  private let n: Int
  private let matrix: UnsafeMutablePointer<Double>
  private let reflector: UnsafeMutablePointer<Double>
  private let product: UnsafeMutablePointer<Double>
  private let diagonal: UnsafeMutablePointer<Double>
  /// Squares of the numbers beside the diagonal.
  private let squares: UnsafeMutablePointer<Double>

  init(dimension: Int) {
    n = dimension
    matrix = .allocate(capacity: n * n)
    (reflector, product) = (.allocate(capacity: n), .allocate(capacity: n))
    (diagonal, squares) = (.allocate(capacity: n), .allocate(capacity: n))
  }

  deinit {
    for memory in [matrix, reflector, product, diagonal, squares] { memory.deallocate() }
  }

  /// The eigenvalue of the given rank, from 0, in ascending order; `nil` if there is none or a number is not finite.
  func eigenvalue(_ rank: Int, of elements: [Double]) -> Double? {
    guard elements.count == n * n, (0..<n).contains(rank) else { return nil }
    elements.withUnsafeBufferPointer { from in
      if let from = from.baseAddress { matrix.update(from: from, count: elements.count) }
    }
    makeTridiagonal()
    // Gershgorin's discs hold all eigenvalues.
    var (lower, upper) = (Double.infinity, -Double.infinity)
    for index in 0..<n {
      let radius = (index > 0 ? squares[index - 1].squareRoot() : 0) + (index < n - 1 ? squares[index].squareRoot() : 0)
      lower = min(lower, diagonal[index] - radius)
      upper = max(upper, diagonal[index] + radius)
    }
    guard lower.isFinite, upper.isFinite else { return nil }
    while true {
      let middle = lower + (upper - lower) / 2
      guard middle > lower, middle < upper else { return middle }
      if countBelow(middle) > rank { upper = middle } else { lower = middle }
    }
  }

  private func countBelow(_ x: Double) -> Int {
    var count = 0
    var pivot = 1.0
    for index in 0..<n {
      pivot = diagonal[index] - x - (index > 0 ? squares[index - 1] / pivot : 0)
      if pivot == 0 { pivot = -.leastNormalMagnitude }
      if pivot < 0 { count += 1 }
    }
    return count
  }

  /// A ← HAH with H = 1 − 2vvᵀ/|v|², column by column: HAH = A − vqᵀ − qvᵀ, q = p − (vᵀp/|v|²)·v, p = 2Av/|v|².
  private func makeTridiagonal() {
    for column in 0..<max(n - 1, 0) {
      diagonal[column] = matrix[column * n + column]
      var norm = 0.0
      for row in (column + 1)..<n {
        reflector[row] = matrix[row * n + column]
        norm += reflector[row] * reflector[row]
      }
      squares[column] = norm
      let first = reflector[column + 1]
      // Already zero below the first.
      guard norm > first * first else { continue }
      let image = first > 0 ? -norm.squareRoot() : norm.squareRoot()
      reflector[column + 1] = first - image
      let length = 2 * (norm - first * image)
      var overlap = 0.0
      for row in (column + 1)..<n {
        var sum = 0.0
        for other in (column + 1)..<n { sum += matrix[row * n + other] * reflector[other] }
        product[row] = 2 * sum / length
        overlap += product[row] * reflector[row]
      }
      for row in (column + 1)..<n { product[row] -= overlap / length * reflector[row] }
      for row in (column + 1)..<n {
        for other in (column + 1)..<n {
          matrix[row * n + other] -= reflector[row] * product[other] + product[row] * reflector[other]
        }
      }
    }
    if n > 0 { diagonal[n - 1] = matrix[n * n - 1] }
  }
}
