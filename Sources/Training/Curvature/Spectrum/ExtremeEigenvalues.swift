// SPDX-License-Identifier: GPL-3.0-or-later
package import Randomness

/// The largest and the smallest eigenvalues of a symmetric matrix, with multiplicities, and how far off each may be.
///
/// A Krylov space holds one vector of each eigenspace. So what has converged is locked, and the recurrence begins again with
/// a new random vector in the complement, until nothing there reaches beyond what is known: an eigenvalue of multiplicity
/// three is found three times.
package struct ExtremeEigenvalues: Sendable {
  /// An eigenvalue λ with a unit vector x.
  package struct Pair: Sendable {
    /// λ = xᵀ A x.
    package var value: Double
    /// |A x − λ x|: an eigenvalue of A is at most this far from λ.
    package var residual: Double
    /// x.
    package var vector: [Double]
  }

  /// The largest, descending.
  package private(set) var top: [Pair] = []
  /// The smallest, ascending.
  package private(set) var bottom: [Pair] = []
  /// How many products with the matrix were made.
  package private(set) var products = 0
  /// Whether the largest have converged and nothing was found beyond them.
  package private(set) var topIsComplete = false
  /// Whether the smallest have.
  package private(set) var bottomIsComplete = false

  /// The residual, in parts of the largest |λ|, at which an eigenvalue has converged.
  package static let tolerance = 1e-9

  /// What a search takes at most, in bytes.
  package static func bytes(dimension: Int, count: Int, steps: Int) -> Int {
    LanczosRecurrence.bytes(dimension: dimension, capacity: min(steps + 2 * count, dimension))
      + 8 * dimension * 4 * count
  }

  /// Searches for `count` eigenvalues at each end.
  ///
  /// - Parameters:
  ///   - steps: the most vectors of a recurrence; an end for which they do not suffice is not complete.
  ///   - stream: names the random starts.
  ///   - isOver: asked between products; the search then ends with what it has.
  package init(
    of matrix: some SymmetricOperator, count: Int, steps: Int, stream: StreamName, isOver: () -> Bool = { false }
  ) {
    let dimension = matrix.dimension
    let count = min(count, dimension)
    guard count > 0 else { return }
    let recurrence = LanczosRecurrence(dimension: dimension, capacity: min(steps + 2 * count, dimension))
    var ends = [RitzEnd(sign: 1, count: count), RitzEnd(sign: -1, count: count)]
    var known: [RitzVector] = []
    // A round that is not the last finds one more at one of the ends at least.
    for round in 0...UInt32(2 * count + 2) where !ends.allSatisfy(\.isOver) {
      var random = RandomStream(stream, walker: round)
      let start = (0..<dimension).map { _ in random.normal() }
      guard recurrence.begin(with: start, orthogonalTo: known.map(\.vector)) else {
        for number in ends.indices { ends[number].isComplete = true }
        break
      }
      for number in ends.indices { ends[number].limit(known) }
      var ritz = RitzValues(recurrence)
      var goal = min(2 * count + 12, steps)
      while !isOver() {
        recurrence.run(to: goal, of: matrix, isOver: isOver)
        ritz = RitzValues(recurrence)
        if ends.allSatisfy({ $0.isOver || $0.isDecided(ritz) }) || recurrence.isExhausted || goal >= steps { break }
        goal = min(goal + max(goal / 4, 4), steps)
      }
      products += recurrence.steps
      let chosen = Set(ends.flatMap { $0.isOver ? [] : $0.chosen(ritz) })
      for number in ends.indices where !ends[number].isOver {
        ends[number].isComplete = ends[number].isBarren(ritz)
        ends[number].hasGivenUp = !ends[number].isDecided(ritz) && !recurrence.isExhausted
      }
      known += chosen.sorted().map { RitzVector(value: ritz.values[$0], vector: ritz.vector($0, of: recurrence)) }
      known.sort { $0.value > $1.value }
      if known.count > 2 * count { known = Array(known.prefix(count) + known.suffix(count)) }
      if isOver() { break }
    }
    top = pairs(known.prefix(count), of: matrix)
    bottom = pairs(known.suffix(count).reversed(), of: matrix)
    let size = (top + bottom).map { abs($0.value) }.max() ?? 0
    func hasConverged(_ pairs: [Pair]) -> Bool { pairs.allSatisfy { $0.residual <= 10 * Self.tolerance * size } }
    topIsComplete = ends[0].isComplete && hasConverged(top)
    bottomIsComplete = ends[1].isComplete && hasConverged(bottom)
  }

  private mutating func pairs(_ found: some Sequence<RitzVector>, of matrix: some SymmetricOperator) -> [Pair] {
    found.map { ritz in
      products += 1
      let image = matrix.times(ritz.vector)
      let value = zip(image, ritz.vector).reduce(0) { $0 + $1.0 * $1.1 }
      let square = zip(image, ritz.vector).reduce(0.0) { sum, pair in
        let difference = pair.0 - value * pair.1
        return sum + difference * difference
      }
      return Pair(value: value, residual: square.squareRoot(), vector: ritz.vector)
    }
  }
}

/// An approximate eigenvector.
private struct RitzVector {
  var value: Double
  var vector: [Double]
}

/// The eigenvalues of the tridiagonal matrix of a recurrence, and how far each may be from one of the whole matrix.
private struct RitzValues {
  /// Ascending.
  private(set) var values: [Double] = []
  /// |β_k s_k| with the last element s_k of the eigenvector of the tridiagonal matrix.
  private(set) var bounds: [Double] = []
  private(set) var size = 0.0
  private var vectors: [Double] = []

  init(_ recurrence: LanczosRecurrence) {
    let steps = recurrence.steps
    guard steps > 0,
      let found = DenseSpectrum.tridiagonal(recurrence.diagonal, Array(recurrence.offDiagonal.dropLast()))
    else { return }
    (values, vectors, size) = (found.values, found.vectors, recurrence.size)
    let beta = recurrence.isExhausted ? 0 : recurrence.offDiagonal[steps - 1]
    bounds = (0..<steps).map { abs(beta * found.vectors[$0 * steps + steps - 1]) }
  }

  func vector(_ number: Int, of recurrence: LanczosRecurrence) -> [Double] {
    recurrence.combination(vectors[number * values.count..<(number + 1) * values.count])
  }

  func hasConverged(_ number: Int) -> Bool { bounds[number] <= ExtremeEigenvalues.tolerance * size }
}

/// One end of a spectrum: with the sign 1 the largest eigenvalues, with −1 the smallest.
private struct RitzEnd {
  let sign: Double
  let count: Int
  var isComplete = false
  /// Whether the steps did not suffice.
  var hasGivenUp = false
  var isOver: Bool { isComplete || hasGivenUp }
  /// What a value has to exceed to be among those at the end; nothing as long as too few are known.
  private var limit = -Double.infinity

  init(sign: Double, count: Int) { (self.sign, self.count) = (sign, count) }

  mutating func limit(_ known: [RitzVector]) {
    let values = known.map { sign * $0.value }.sorted(by: >)
    limit = values.count < count ? -.infinity : values[count - 1]
  }

  /// The numbers of the values from this end on.
  private func order(_ ritz: RitzValues) -> [Int] {
    sign > 0 ? ritz.values.indices.reversed() : Array(ritz.values.indices)
  }

  private func reaches(_ number: Int, _ ritz: RitzValues) -> Bool {
    sign * ritz.values[number] > limit + 10 * ExtremeEigenvalues.tolerance * ritz.size
  }

  /// Whether the values that are wanted have converged, or the first that has shows that none is.
  func isDecided(_ ritz: RitzValues) -> Bool {
    let order = order(ritz).prefix(count)
    for number in order {
      if !ritz.hasConverged(number) { return false }
      if !reaches(number, ritz) { return true }
    }
    return order.count == count
  }

  /// Whether nothing in the complement of what is known reaches to this end.
  func isBarren(_ ritz: RitzValues) -> Bool {
    guard let first = order(ritz).first else { return false }
    return ritz.hasConverged(first) && !reaches(first, ritz)
  }

  /// The values to be kept: those that have converged; if it is the first round and few have, the best guesses too.
  func chosen(_ ritz: RitzValues) -> [Int] {
    let order = order(ritz).prefix(count).filter { reaches($0, ritz) }
    let converged = order.prefix { ritz.hasConverged($0) }
    return limit == -.infinity && !isDecided(ritz) ? order : Array(converged)
  }
}
