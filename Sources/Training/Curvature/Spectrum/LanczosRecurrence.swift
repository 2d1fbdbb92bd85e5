// SPDX-License-Identifier: GPL-3.0-or-later

/// The recurrence of Lanczos: orthonormal q₁, q₂, … with A q_j = β_{j−1} q_{j−1} + α_j q_j + β_j q_{j+1}.
///
/// Each vector is made orthogonal to all before it, twice, so that none is found again (full reorthogonalization: Parlett,
/// "The Symmetric Eigenvalue Problem", chapter 13). The tridiagonal matrix of α and β is A in the space of the q; its
/// eigenvalues are Ritz values.
final class LanczosRecurrence {
  let dimension: Int
  /// The most vectors.
  let capacity: Int
  /// How many vectors at the beginning are given: what follows is orthogonal to them, and they are no part of α and β.
  private(set) var locked = 0
  /// α₁ … α_k.
  private(set) var diagonal: [Double] = []
  /// β₁ … β_k; the last one is left over.
  private(set) var offDiagonal: [Double] = []
  /// Whether the space of the vectors is left by no product: then the Ritz values are eigenvalues.
  private(set) var isExhausted = false
  /// The largest |α| + |β|, by which smallness is judged.
  private(set) var size = 0.0

  /// The length of what the start had in the complement of the locked vectors.
  private(set) var startLength = 0.0

  private let vectors: UnsafeMutablePointer<Double>
  private let products: UnsafeMutablePointer<Double>
  private let arena = Arena()

  /// How many bytes are taken.
  static func bytes(dimension: Int, capacity: Int) -> Int { 8 * dimension * (capacity + 2) }

  /// - Parameter capacity: the most vectors, the locked ones included.
  init(dimension: Int, capacity: Int) {
    self.dimension = dimension
    self.capacity = capacity
    vectors = arena.allocate(Double.self, count: (capacity + 1) * dimension)
    products = arena.allocate(Double.self, count: capacity + 1)
  }

  /// How many steps were made.
  var steps: Int { diagonal.count }

  private func vector(_ number: Int) -> UnsafeMutablePointer<Double> { vectors + number * dimension }

  /// Begins with a vector in the complement of some others.
  ///
  /// - Returns: whether anything of the vector is left there.
  func begin(with start: [Double], orthogonalTo others: [[Double]] = []) -> Bool {
    locked = min(others.count, capacity)
    (diagonal, offDiagonal, isExhausted, size) = ([], [], false, 0)
    for (number, other) in others.prefix(locked).enumerated() { vector(number).update(from: other, count: dimension) }
    let first = vector(locked)
    first.update(from: start, count: dimension)
    let before = Double.sumOfSquares(first, count: dimension).squareRoot()
    for _ in 0..<2 { orthogonalize(first, count: locked) }
    let length = Double.sumOfSquares(first, count: dimension).squareRoot()
    startLength = length
    guard length > 1e-10 * before, locked < dimension, length.isFinite else { return false }
    scale(first, 1 / length)
    return true
  }

  /// Makes steps until there are so many; returns early once nothing new is found.
  func run(to count: Int, of matrix: some SymmetricOperator, isOver: () -> Bool = { false }) {
    while steps < count, steps + locked < capacity, !isExhausted, !isOver() {
      let last = steps + locked
      let next = vector(last + 1)
      let q = UnsafeBufferPointer(start: vector(last), count: dimension)
      let image = UnsafeMutableBufferPointer(start: next, count: dimension)
      var y = image.mutableSpan
      matrix.multiply(q.span, into: &y)
      let alpha = orthogonalize(next, count: last + 1)
      // What rounding left of the others.
      _ = orthogonalize(next, count: last + 1)
      let beta = Double.sumOfSquares(next, count: dimension).squareRoot()
      diagonal.append(alpha)
      offDiagonal.append(beta)
      size = max(size, abs(alpha) + beta)
      // NaN is no exhaustion: the eigenvalues then tell it.
      if beta <= 1e-13 * size || last + 1 == dimension {
        isExhausted = true
      } else {
        scale(next, 1 / beta)
      }
    }
  }

  /// Σ coefficient·q: a Ritz vector.
  func combination(_ coefficients: ArraySlice<Double>) -> [Double] {
    var sum = [Double](repeating: 0, count: dimension)
    sum.withUnsafeMutableBufferPointer { sum in
      guard let target = sum.baseAddress else { return }
      for (number, factor) in coefficients.enumerated() {
        Double.combine(factor, vector(locked + number), 1, target, count: dimension)
      }
    }
    return sum
  }

  /// Takes the parts along the first vectors out; returns the last one's.
  @discardableResult
  private func orthogonalize(_ y: UnsafeMutablePointer<Double>, count: Int) -> Double {
    guard count > 0 else { return 0 }
    Double.multiplyVector(vectors, rows: count, columns: dimension, y, factor: 0, into: products)
    Double.subtractTransposed(vectors, rows: count, columns: dimension, products, from: y)
    return products[count - 1]
  }

  private func scale(_ x: UnsafeMutablePointer<Double>, _ factor: Double) {
    for i in 0..<dimension { x[i] *= factor }
  }
}
