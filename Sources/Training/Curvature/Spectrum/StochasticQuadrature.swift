// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Randomness

/// Sums over all eigenvalues of a symmetric matrix, Σ f(λ) = tr f(A), from products with random vectors.
///
/// For a vector of random signs z (Hutchinson 1990), E zᵀ f(A) z = tr f(A); and zᵀ f(A) z = |z|² Σ τᵢ² f(θᵢ) with the Ritz
/// values θ of a Lanczos recurrence from z and the first elements τ of its eigenvectors, a Gauss quadrature (Golub, Meurant
/// 1994; Ubaru, Chen, Saad 2017). The error bar is that between vectors, of which each is exact where A is diagonal.
///
/// Eigenvectors that are known are left out of the vectors, and their f(λ) added exactly: a few eigenvalues far above the others
/// would make most of the error, and of few vectors skewed ones, whose error bars hold less often than they should
/// (after Meyer et al. 2021, "Hutch++").
package struct StochasticQuadrature: Sendable {
  /// A quadrature rule: nodes and weights, which add up to the squared length of the random vector.
  struct Rule: Sendable {
    var nodes: [Double]
    var weights: [Double]
    /// How far each node may be from an eigenvalue.
    var bounds: [Double] = []

    /// The weight of nodes that may lie on either side of an end of a range.
    func weight(acrossEndsOf range: ClosedRange<Double>) -> Double {
      zip(nodes, zip(weights, bounds)).reduce(0) { sum, node in
        let (low, high) = (node.0 - node.1.1, node.0 + node.1.1)
        let isUndecided =
          low <= range.upperBound && high >= range.lowerBound
          && !(range.contains(low) && range.contains(high))
        return isUndecided ? sum + node.1.0 : sum
      }
    }

    func sum(_ f: (Double) -> Double) -> Double { zip(nodes, weights).reduce(0) { $0 + $1.1 * f($1.0) } }
  }

  /// A sum over the eigenvalues.
  package struct Sum: Sendable, Equatable {
    /// The mean over the random vectors.
    package var value: Double
    /// Between the random vectors.
    package var standardError: Double
    /// What each of them says.
    package var values: [Double]
    /// How far the sum moves when the recurrences lose their last quarter: what quadrature leaves, roughly.
    package var truncation: Double
  }

  /// How many rows the matrix has.
  package let dimension: Int
  /// How many products were made.
  package private(set) var products = 0
  /// Whether the recurrences came to their end for all vectors.
  package private(set) var isFinished = true
  /// The eigenvalues that are counted exactly.
  private let known: [Double]
  private var rules: [Rule] = []
  private var shortRules: [Rule] = []

  /// How many random vectors were taken.
  package var probes: Int { rules.count }

  /// What it takes at most, in bytes.
  package static func bytes(dimension: Int, steps: Int, known: Int = 0) -> Int {
    LanczosRecurrence.bytes(dimension: dimension, capacity: min(steps + known, dimension)) + 8 * dimension
  }

  /// Makes the rules.
  ///
  /// - Parameters:
  ///   - probes: how many random vectors; two at least for an error bar.
  ///   - steps: how many nodes a rule has.
  ///   - known: eigenvalues with their eigenvectors, which must have converged and be orthogonal.
  ///   - stream: names the random signs.
  ///   - isOver: asked between products; the rules are then fewer.
  package init(
    of matrix: some SymmetricOperator, probes: Int, steps: Int, known: [ExtremeEigenvalues.Pair] = [],
    stream: StreamName, isOver: () -> Bool = { false }
  ) {
    dimension = matrix.dimension
    self.known = known.map(\.value)
    let vectors = known.map(\.vector)
    let recurrence = LanczosRecurrence(dimension: dimension, capacity: min(steps + known.count, dimension))
    for probe in 0..<UInt32(max(probes, 0)) {
      var random = RandomStream(stream, walker: probe)
      let signs = (0..<dimension).map { _ in random.next() >> 63 == 0 ? 1.0 : -1 }
      guard recurrence.begin(with: signs, orthogonalTo: vectors) else {
        // Nothing is left beside what is known.
        rules.append(Rule(nodes: [], weights: []))
        shortRules.append(Rule(nodes: [], weights: []))
        continue
      }
      recurrence.run(to: steps, of: matrix, isOver: isOver)
      products += recurrence.steps
      guard !isOver(), let rule = Self.rule(recurrence, recurrence.steps),
        let short = Self.rule(recurrence, recurrence.isExhausted ? recurrence.steps : (3 * recurrence.steps + 3) / 4)
      else {
        isFinished = false
        break
      }
      rules.append(rule)
      shortRules.append(short)
    }
  }

  private static func rule(_ recurrence: LanczosRecurrence, _ steps: Int) -> Rule? {
    guard steps > 0 else { return nil }
    let (diagonal, off) = (recurrence.diagonal.prefix(steps), recurrence.offDiagonal.prefix(steps - 1))
    guard let found = DenseSpectrum.tridiagonal(Array(diagonal), Array(off)) else { return nil }
    let size = recurrence.startLength * recurrence.startLength
    let left = recurrence.isExhausted && steps == recurrence.steps ? 0 : recurrence.offDiagonal[steps - 1]
    return Rule(
      nodes: found.values,
      weights: (0..<steps).map { size * found.vectors[$0 * steps] * found.vectors[$0 * steps] },
      bounds: (0..<steps).map { abs(left * found.vectors[$0 * steps + steps - 1]) + 1e-13 * recurrence.size })
  }

  /// Σ f(λ); `nil` without two vectors.
  package func sum(_ f: (Double) -> Double) -> Sum? {
    guard rules.count > 1 else { return nil }
    let exact = known.reduce(0) { $0 + f($1) }
    let values = rules.map { exact + $0.sum(f) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    let short = exact + shortRules.reduce(0) { $0 + $1.sum(f) } / Double(values.count)
    return Sum(
      value: mean, standardError: (variance / Double(values.count)).squareRoot(), values: values,
      truncation: abs(mean - short))
  }

  /// Σ λ, by the first node alone, zᵀ A z: no quadrature is left out.
  package var trace: Sum? { sum { $0 } }

  /// ln det(A + damping), as Σ ln |λ + damping| over what is farther from zero than a threshold.
  package func logDeterminant(damping: Double = 0, threshold: Double) -> Sum? {
    sum { abs($0 + damping) > threshold ? log(abs($0 + damping)) : 0 }
  }

  /// How many eigenvalues are within a range.
  ///
  /// A recurrence that is too short leaves nodes near an end of the range, and says nothing of the side on which the
  /// eigenvalues are that they stand for: their weight is the sum's `truncation`.
  package func count(in range: ClosedRange<Double>) -> Sum? {
    guard var sum = sum({ range.contains($0) ? 1 : 0 }) else { return nil }
    let undecided = rules.reduce(0) { $0 + $1.weight(acrossEndsOf: range) } / Double(rules.count)
    sum.truncation = max(sum.truncation, undecided)
    return sum
  }

  /// The smallest and the largest node.
  package var range: ClosedRange<Double>? {
    let nodes = rules.flatMap(\.nodes) + known
    guard let low = nodes.min(), let high = nodes.max(), low <= high else { return nil }
    return low...high
  }

  /// The density of eigenvalues, normalized to 1, smoothed by a Gaussian, at some places.
  package func density(at places: [Double], width: Double) -> [Sum] {
    let norm = 1 / (width * (2 * Double.pi).squareRoot() * Double(dimension))
    return places.compactMap { place in
      sum { value in
        let distance = (value - place) / width
        return norm * exp(-distance * distance / 2)
      }
    }
  }
}
