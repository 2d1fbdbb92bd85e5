// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials

/// Diffusion on a line as a reversible chain on equal cells, with ln D and βf as splines through a few knots.
///
/// From cell i to i + 1 walkers go at the rate D/Δ² e^{−(f_{i+1} − f_i)/2}, D at the edge between (Bicout and Szabo, J. Chem.
/// Phys. 109, 2325 (1998)); the transition matrix after a lag is e^{τR}. The parameters are βf at its knots but one, which is
/// zero, and ln D at its knots.
struct ReversibleLattice {
  let cells: Int
  let width: Double
  let lower: Double
  /// Values at the cells of the splines through βf, and at the edges of those through ln D: one row a knot.
  let energyBasis: SplineBasisRows
  let diffusionBasis: SplineBasisRows
  /// The knot whose βf is zero.
  let gauge: Int

  init(range: ClosedRange<Double>, cells: Int, energyKnots: Int, diffusionKnots: Int, gauge place: Double) {
    self.cells = cells
    lower = range.lowerBound
    let width = (range.upperBound - range.lowerBound) / Double(cells)
    self.width = width
    let lower = lower
    energyBasis = SplineBasisRows(
      range: range, knots: energyKnots, at: (0..<cells).map { lower + (Double($0) + 0.5) * width })
    diffusionBasis = SplineBasisRows(
      range: range, knots: diffusionKnots, at: (1..<cells).map { lower + Double($0) * width })
    let knots = energyBasis.knots
    gauge = knots.indices.min { abs(knots[$0] - place) < abs(knots[$1] - place) } ?? 0
  }

  /// βf at its knots but one, then ln D.
  var parameterCount: Int { energyBasis.knots.count - 1 + diffusionBasis.knots.count }

  /// The place of a knot of βf among the parameters; `nil` for the one that is zero.
  func place(ofEnergy knot: Int) -> Int? { knot == gauge ? nil : (knot < gauge ? knot : knot - 1) }

  /// The place of a knot of ln D among the parameters.
  func place(ofDiffusion knot: Int) -> Int { energyBasis.knots.count - 1 + knot }

  /// The cell of a place; places beyond the ends belong to the last cells.
  func cell(of x: Double) -> Int { min(max(Int((x - lower) / width), 0), cells - 1) }

  /// What a set of parameters makes of the lattice.
  struct State {
    /// βf of the cells.
    var energies: [Double]
    /// D/Δ² at the edges.
    var conductances: [Double]
    /// Eigenvalues and eigenvectors of the symmetric generator; vector k is the row k.
    var values: [Double]
    var vectors: [Double]
  }

  /// `nil` where the eigenvalues cannot be found.
  func state(_ parameters: [Double]) -> State? {
    var energies = [Double](repeating: 0, count: cells)
    for knot in energyBasis.knots.indices {
      guard let place = place(ofEnergy: knot) else { continue }
      for i in 0..<cells { energies[i] += parameters[place] * energyBasis.rows[knot][i] }
    }
    var logarithms = [Double](repeating: 0, count: cells - 1)
    for knot in diffusionBasis.knots.indices {
      let value = parameters[place(ofDiffusion: knot)]
      for i in 0..<cells - 1 { logarithms[i] += value * diffusionBasis.rows[knot][i] }
    }
    let conductances = logarithms.map { exp($0) / (width * width) }
    var matrix = [Double](repeating: 0, count: cells * cells)
    for i in 0..<cells - 1 {
      let slope = (energies[i + 1] - energies[i]) / 2
      matrix[i * cells + i + 1] = conductances[i]
      matrix[(i + 1) * cells + i] = conductances[i]
      matrix[i * cells + i] -= conductances[i] * exp(-slope)
      matrix[(i + 1) * cells + i + 1] -= conductances[i] * exp(slope)
    }
    guard let system = SymmetricEigensystem(matrix, dimension: cells) else { return nil }
    return State(
      energies: energies, conductances: conductances, values: system.values, vectors: system.vectors.flatMap { $0 })
  }

  /// e^{τS}, the transition matrix made symmetric by the root of the stationary law.
  func propagator(_ state: State, lag: Double) -> [Double] {
    let decay = state.values.map { exp(lag * min($0, 0)) }
    var result = [Double](repeating: 0, count: cells * cells)
    for k in 0..<cells where decay[k] > 1e-14 {
      for i in 0..<cells {
        let weight = decay[k] * state.vectors[k * cells + i]
        for j in 0..<cells { result[i * cells + j] += weight * state.vectors[k * cells + j] }
      }
    }
    return result
  }

  /// Far from where anybody gets in a lag rounding leaves nothing; there the chance counts as this and does not change.
  static let leastChance = 1e-12

  /// The probability to go from cell i to cell j in a lag.
  func transitions(_ state: State, lag: Double) -> [Double] {
    var result = propagator(state, lag: lag)
    for i in 0..<cells {
      for j in 0..<cells {
        result[i * cells + j] = max(
          result[i * cells + j] * exp(-(state.energies[j] - state.energies[i]) / 2), Self.leastChance)
      }
    }
    return result
  }
}

/// The cardinal functions of natural cubic splines through equidistant knots: each is one at its own knot and zero at the others.
struct SplineBasisRows {
  let knots: [Double]
  /// One row a knot, one column a place.
  let rows: [[Double]]

  init(range: ClosedRange<Double>, knots count: Int, at places: [Double]) {
    let knots = (0..<count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1)
    }
    self.knots = knots
    rows = Self.rows(knots, places)
  }

  /// The values of all of them at other places.
  static func rows(_ knots: [Double], _ places: [Double]) -> [[Double]] {
    let n = knots.count
    let h = (knots[n - 1] - knots[0]) / Double(n - 1)
    return knots.indices.map { own in
      let second = secondDerivatives(of: own, n, h)
      return places.map { x in
        let cell = min(max(Int((x - knots[0]) / h), 0), n - 2)
        let b = min(max((x - knots[cell]) / h, 0), 1)
        let a = 1 - b
        let linear = (cell == own ? a : 0) + (cell + 1 == own ? b : 0)
        return linear + ((a * a * a - a) * second[cell] + (b * b * b - b) * second[cell + 1]) * h * h / 6
      }
    }
  }

  /// The second derivatives at the knots of the spline that is one at one of them, zero at the ends; by elimination.
  private static func secondDerivatives(of own: Int, _ n: Int, _ h: Double) -> [Double] {
    var (upper, right) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    func value(_ k: Int) -> Double { k == own ? 1 : 0 }
    for k in 1..<max(n - 1, 1) {
      let load = 6 * (value(k + 1) - 2 * value(k) + value(k - 1)) / (h * h)
      let pivot = 4 - upper[k - 1]
      upper[k] = 1 / pivot
      right[k] = (load - right[k - 1]) / pivot
    }
    for k in stride(from: n - 2, through: 1, by: -1) { right[k] -= upper[k] * right[k + 1] }
    return right
  }
}
