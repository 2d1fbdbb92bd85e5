// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics

/// Sums over the samples at one estimate of the free energies.
struct BoltzmannSums {
  /// Σₙ cₙWₖₙ for each state, 1 at the solution.
  var normalizations: [Double]
  /// Σₙ cₙWᵢₙWⱼₙ, K × K.
  var products: [Double]
  /// Σₙ cₙ ln Σⱼ NⱼaⱼBⱼₙ.
  var logDenominators = 0.0

  init(states: Int) {
    normalizations = Array(repeating: 0, count: states)
    products = Array(repeating: 0, count: states * states)
  }

  var isFinite: Bool { logDenominators.isFinite && normalizations.allSatisfy(\.isFinite) }
}

/// The solution of fᵢ = −ln Σₙ cₙe^{−uᵢ(xₙ)}/Σⱼ Nⱼe^{fⱼ − uⱼ(xₙ)}.
///
/// It is the minimum of the convex Σₙ cₙ ln Σₖ Nₖe^{fₖ − uₖ(xₙ)} − Σₖ Nₖfₖ. Newton's steps are taken as long as they
/// lower it. Where they do not, the equation itself is iterated: that lowers it always, and finds states that are far off
/// in one step. Source: M. R. Shirts and J. D. Chodera, J. Chem. Phys. 129 (2008) 124105, appendix C.
struct BennettEquations {
  let reducedPotentials: [Double]
  let states: Int
  let threads: Int

  /// No free energy moves by more than this at the end.
  private static let tolerance = 1e-11
  /// How far free energies go from where the factors were computed, so that products neither overflow nor vanish.
  private static let reach = 25.0
  /// The longest step of Newton's method, which means nothing far from the solution.
  private static let longestStep = 10.0
  private static let mostSteps = 2000
  /// Σₙ cₙWₖₙ differs from 1 by no more than this at the end.
  private static let largestResidual = 1e-6

  /// The solution and the factors there, with f₀ = 0.
  ///
  /// - Parameters:
  ///   - columns: which samples to use.
  ///   - shares: what each of them counts.
  ///   - counts: the sums of these for each state.
  ///   - start: where to begin.
  ///   - tolerance: how exactly.
  func solve(
    columns: [Int], shares: [Double], counts: [Double], from start: [Double], steps: Int = mostSteps,
    tolerance: Double = tolerance
  ) -> (freeEnergies: [Double], tiles: BoltzmannTiles, sums: BoltzmannSums)? {
    let tiles = BoltzmannTiles(counts: counts, shares: shares)
    var origin = start
    tiles.refer(to: origin, reducedPotentials, columns: columns, threads: threads)
    var current = origin
    func value(_ sums: BoltzmannSums, _ free: [Double]) -> Double {
      sums.logDenominators - zip(counts, zip(free, origin)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
    }
    func sums(at free: [Double]) -> BoltzmannSums {
      tiles.sums(at: zip(free, origin).map { exp($0 - $1) }, threads: threads)
    }
    /// Moves the origin where the products would become too large or too small.
    func refer(to free: [Double]) {
      origin = free
      tiles.refer(to: origin, reducedPotentials, columns: columns, threads: threads)
    }
    func isFar(_ free: [Double]) -> Bool { zip(free, origin).contains { abs($0 - $1) > Self.reach } }

    var here = sums(at: current)
    for _ in 0..<steps {
      guard here.isFinite else { return nil }
      var next: (free: [Double], sums: BoltzmannSums)?
      if let step = Self.newtonStep(here, counts: counts) {
        let length = step.reduce(0) { max($0, abs($1)) }
        let scale = min(1, Self.longestStep / max(length, 1e-300))
        let free = zip(current, step).map { $0 + scale * $1 }
        if isFar(free) {
          refer(to: current)
          here = sums(at: current)
        }
        let there = sums(at: free)
        if there.isFinite, value(there, free) <= value(here, current) + 1e-13 * Double(columns.count) {
          next = (free, there)
        }
        // Where weights saturate, Newton's steps vanish too; then the equation itself goes on.
        let residual = here.normalizations.reduce(0) { max($0, abs($1 - 1)) }
        if length < tolerance {
          if residual < Self.largestResidual { return finish(free, tiles, columns) }
          next = nil
        }
      }
      if next == nil {
        let free = zip(current, here.normalizations).map { $0 - log(max($1, 1e-300)) }
        let center = free[0]
        let moved = free.map { $0 - center }
        // Far steps are what this is for: the factors are computed where it leads.
        if isFar(moved) { refer(to: moved) }
        next = (moved, sums(at: moved))
      }
      guard let (free, there) = next else { return nil }
      current = free
      here = there
    }
    return finish(current, tiles, columns)
  }

  private func finish(
    _ free: [Double], _ tiles: BoltzmannTiles, _ columns: [Int]
  ) -> (freeEnergies: [Double], tiles: BoltzmannTiles, sums: BoltzmannSums)? {
    let centered = free.map { $0 - free[0] }
    tiles.refer(to: centered, reducedPotentials, columns: columns, threads: threads)
    let sums = tiles.sums(at: Array(repeating: 1, count: states), threads: threads)
    return sums.isFinite ? (centered, tiles, sums) : nil
  }

  /// −H⁺g with gₖ = Nₖ(sₖ − 1), Hᵢⱼ = Nᵢ(sᵢδᵢⱼ − NⱼGᵢⱼ), f₀ held.
  ///
  /// The matrix is scaled to 1 − √(NᵢNⱼ)Gᵢⱼ, whose eigenvalues lie between 0 and about 1; directions in which the
  /// samples carry no information are left alone.
  private static func newtonStep(_ sums: BoltzmannSums, counts: [Double]) -> [Double]? {
    let states = counts.count
    let roots = counts.map { $0.squareRoot() }
    var matrix = sums.products
    for i in 0..<states {
      for j in 0..<states { matrix[i * states + j] *= -roots[i] * roots[j] }
      matrix[i * states + i] += sums.normalizations[i]
    }
    guard let modes = SymmetricEigensystem(matrix, dimension: states) else { return nil }
    let largest = modes.values.reduce(0) { max($0, abs($1)) }
    var step = [Double](repeating: 0, count: states)
    for (mode, vector) in modes.vectors.enumerated() where modes.values[mode] > 1e-13 * largest * Double(states) {
      var force = 0.0
      for k in 0..<states { force -= vector[k] * roots[k] * (sums.normalizations[k] - 1) }
      for k in 0..<states { step[k] += force / modes.values[mode] * vector[k] / roots[k] }
    }
    let first = step[0]
    return step.map { $0 - first }
  }
}
