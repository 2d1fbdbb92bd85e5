// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
public import Statistics

extension FokkerPlanck {
  /// The spectral gap: the slowest rate λ₁ at which the ensemble approaches Gibbs.
  public func spectralGap() throws(NotApplicable) -> Estimate {
    let rates = try relaxationRates(count: 1)
    return rates[0]
  }

  /// The slowest relaxation rates λ₁ ≤ λ₂ ≤ … of −L, without the stationary zero.
  ///
  /// Inverse iteration on a few functions at once. −L is inverted with one cell pinned, which is exact for functions of
  /// mean zero up to a constant; the gap comes from the Rayleigh quotient of the inverse, whose terms are large where the gap
  /// is small, so that an exponentially small one keeps its digits.
  ///
  /// - Parameter count: how many, at most six.
  /// - Throws: `NotApplicable` if nothing confines or the iteration does not converge.
  public func relaxationRates(count: Int) throws(NotApplicable) -> [Estimate] {
    let wanted = min(max(count, 1), 6)
    var levels: [[Double]] = []
    for grid in try grids(connecting: [
      Region.box(
        lower: potential.window.map(\.lowerBound), upper: potential.window.map(\.upperBound))
    ]) {
      levels.append(try SlowModes(on: grid, count: wanted).rates)
    }
    return (0..<wanted).map { index in Self.extrapolated(levels.map { $0[index] }) }
  }
}

/// The slowest modes of relaxation on one grid.
struct SlowModes {
  /// Their rates, ascending.
  let rates: [Double]

  private static let iterations = 300
  private static let tolerance = 1e-11

  init(on grid: EnergyGrid, count: Int) throws(NotApplicable) {
    let cells = grid.place.count
    let block = min(count + 3, cells - 1)
    guard block >= count else { throw NotApplicable("the grid has too few cells for \(count) modes") }
    let solver = try MetastableSolver(grid, absorbing: nil)
    let weights = grid.root.map { $0 * $0 }
    // Starting functions: products of cosines over the grid, none of them orthogonal to a slow mode by symmetry.
    var modes = (0..<block).map { mode in
      (0..<cells).map { cell in
        zip(grid.center(cell), grid.box).enumerated().reduce(1.0) { product, axis in
          let share =
            (axis.element.0 - axis.element.1.lowerBound) / (axis.element.1.upperBound - axis.element.1.lowerBound)
          return product * (cos(.pi * (Double(mode + axis.offset) * 0.7 + 0.9) * share + 0.3) + 0.1)
        }
      }
    }
    var previous = [Double](repeating: .infinity, count: block)
    for _ in 0..<Self.iterations {
      var gap = Double.infinity
      for index in modes.indices {
        let mode = Self.centered(modes[index], weights)
        modes[index] = Self.centered(try solver.solve(source: mode), weights)
        if index == 0 { gap = Self.product(mode, mode, weights) / Self.product(mode, modes[0], weights) }
      }
      guard var values = Self.rotated(&modes, grid, weights) else {
        throw NotApplicable("the slow modes are not independent to rounding")
      }
      values[0] = gap
      let isSettled = (0..<count).allSatisfy { abs(values[$0] - previous[$0]) <= Self.tolerance * values[$0] }
      previous = values
      if isSettled {
        rates = Array(values.prefix(count))
        return
      }
    }
    throw NotApplicable("the spectral gap did not converge in \(Self.iterations) iterations")
  }

  /// Subtracts the mean under the Gibbs law.
  private static func centered(_ mode: [Double], _ weights: [Double]) -> [Double] {
    var sum = 0.0
    var total = 0.0
    for (value, weight) in zip(mode, weights) {
      sum += value * weight
      total += weight
    }
    return mode.map { $0 - sum / total }
  }

  /// Rayleigh–Ritz: makes the modes orthonormal under the Gibbs law and diagonal in Dirichlet's form.
  private static func rotated(_ modes: inout [[Double]], _ grid: EnergyGrid, _ weights: [Double]) -> [Double]? {
    let block = modes.count
    for index in 0..<block {
      modes[index] = centered(modes[index], weights)
      // Twice, because once leaves what rounding puts back.
      for _ in 0..<2 {
        for other in 0..<index {
          let overlap = product(modes[index], modes[other], weights)
          for cell in weights.indices { modes[index][cell] -= overlap * modes[other][cell] }
        }
      }
      let length = product(modes[index], modes[index], weights).squareRoot()
      guard length > 0, length.isFinite else { return nil }
      for cell in weights.indices { modes[index][cell] /= length }
    }
    var matrix = [Double](repeating: 0, count: block * block)
    for i in 0..<block {
      for j in 0...i {
        matrix[i * block + j] = dirichlet(modes[i], modes[j], grid)
        matrix[j * block + i] = matrix[i * block + j]
      }
    }
    guard let ritz = SymmetricEigensystem(matrix, dimension: block) else { return nil }
    let old = modes
    for index in 0..<block {
      for cell in weights.indices {
        var sum = 0.0
        for other in 0..<block { sum += ritz.vectors[index][other] * old[other][cell] }
        modes[index][cell] = sum
      }
    }
    return modes.map { dirichlet($0, $0, grid) / product($0, $0, weights) }
  }

  private static func product(_ a: [Double], _ b: [Double], _ weights: [Double]) -> Double {
    var sum = 0.0
    for cell in weights.indices { sum += a[cell] * b[cell] * weights[cell] }
    return sum
  }

  /// Σ w (aᵢ − aⱼ)(bᵢ − bⱼ) over the faces.
  private static func dirichlet(_ a: [Double], _ b: [Double], _ grid: EnergyGrid) -> Double {
    var sum = 0.0
    for face in grid.faces {
      let (i, j) = (Int(face.first), Int(face.second))
      sum += face.rate * grid.root[i] * grid.root[j] * (a[i] - a[j]) * (b[i] - b[j])
    }
    return sum
  }
}
