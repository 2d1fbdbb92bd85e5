// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// The motion of embeddings down the gradient of ℓ_eff = ℓ₀/Z₀, solved exactly.
///
/// With M = AᵀA/|P₀(D)|, ℓ₀ = Σ_d E_dᵀME_d over the dimensions d and Z₀ = Σ|E_k|² the gradient is
///
///     dE/dt = −(2/Z₀)·M E + (2ℓ₀/Z₀²)·E,
///
/// Rayleigh's quotient on the sphere Z₀ = const. Its solution is E(t) = c(t)·e^{−Ht}E(0), H = 2M/Z₀, with the c(t) that
/// keeps Z₀; so it is the linear flow Ṙ = −HR of the paper's equation (9), scaled at each time, and what is
/// standardized is the same for both. M·1 = 0, so C = ΣE_k only takes part in the scaling: dC/dt = (2ℓ₀/Z₀²)·C. It is
/// conserved only where it is zero to begin with.
package struct EffectiveFlow: Sendable {
  /// Where it starts: a row for each symbol.
  package let start: Representation
  /// Z₀ = Σ|E_k|², conserved.
  package let squaredNorm: Double
  /// The eigenvalues of H, ascending: the rates.
  package let rates: [Double]
  private let matrix: [Double]
  private let vectors: [[Double]]
  /// The part of the start along each eigenvector, for each dimension: [mode][dimension].
  private let amplitudes: [[Double]]
  /// Modes that the start has.
  private let slowest: Double

  /// The flow from a representation.
  ///
  /// - Parameters:
  ///   - averagedGram: M, symbols × symbols, as `GrowingTrainingSet.averagedGram` gives it.
  ///   - start: E(0); centered, or else C grows.
  /// - Throws: `NotApplicable` if the sizes do not fit, all embeddings are zero, or a number is not finite.
  package init(_ averagedGram: [Double], from start: Representation) throws(NotApplicable) {
    let n = start.symbols
    guard averagedGram.count == n * n else {
      throw NotApplicable("\(n) embedded symbols do not fit a matrix of \(averagedGram.count) numbers")
    }
    let square = start.values.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { throw NotApplicable("all embeddings are zero, which is the trivial solution") }
    guard let system = SymmetricModes(averagedGram, dimension: n) else {
      throw NotApplicable("the eigenvectors do not converge")
    }
    self.start = start
    squaredNorm = square
    matrix = averagedGram
    vectors = system.vectors
    let largest = max(system.values.last ?? 0, 0)
    // The null space is exact; what rotations leave there is rounding.
    rates = system.values.map { abs($0) < 1e-12 * largest ? 0 : 2 * $0 / square }
    amplitudes = system.vectors.map { vector in
      (0..<start.width).map { dimension in
        (0..<n).reduce(0) { $0 + vector[$1] * start.values[$1 * start.width + dimension] }
      }
    }
    slowest = zip(rates, amplitudes).first { $1.contains { $0 * $0 > 1e-24 * square } }?.0 ?? 0
  }

  /// E(t) of the gradient flow of ℓ_eff, Z₀ conserved.
  package func embedding(at time: Double) -> [Double] {
    let linear = solution(at: time, lessRate: slowest)
    let square = linear.reduce(0) { $0 + $1 * $1 }
    let scale = (squaredNorm / square).squareRoot()
    return linear.map { $0 * scale }
  }

  /// R(t) = Σ aᵢvᵢe^{−λᵢt}, the paper's equation (9) with Z₀ held in H.
  package func linearEmbedding(at time: Double) -> [Double] { solution(at: time, lessRate: 0) }

  private func solution(at time: Double, lessRate shift: Double) -> [Double] {
    let (n, width) = (start.symbols, start.width)
    var result = [Double](repeating: 0, count: n * width)
    for (mode, vector) in vectors.enumerated() {
      let decay = exp((shift - rates[mode]) * time)
      guard decay > 0 else { continue }
      for dimension in 0..<width {
        let part = amplitudes[mode][dimension] * decay
        for symbol in 0..<n { result[symbol * width + dimension] += part * vector[symbol] }
      }
    }
    return result
  }

  /// ℓ₀ of embeddings.
  package func parallelogramLoss(of embedding: [Double]) -> Double {
    let pull = pull(on: embedding)
    return zip(embedding, pull).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// dE/dt of embeddings, with their own Z₀.
  package func velocity(of embedding: [Double]) -> [Double] {
    let pull = pull(on: embedding)
    let square = embedding.reduce(0) { $0 + $1 * $1 }
    let loss = zip(embedding, pull).reduce(0) { $0 + $1.0 * $1.1 }
    return zip(embedding, pull).map { 2 * loss / (square * square) * $0 - 2 / square * $1 }
  }

  /// M E, dimension by dimension.
  private func pull(on embedding: [Double]) -> [Double] {
    let (n, width) = (start.symbols, start.width)
    var result = [Double](repeating: 0, count: n * width)
    for symbol in 0..<n {
      for other in 0..<n where matrix[symbol * n + other] != 0 {
        for dimension in 0..<width {
          result[symbol * width + dimension] += matrix[symbol * n + other] * embedding[other * width + dimension]
        }
      }
    }
    return result
  }
}
