// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// The backward equation on a grid with absorbing cells: committors and mean exit times.
///
/// The generator L is made symmetric by the square root of the Gibbs law, √ρ L 1/√ρ; what CHOLMOD factors has entries
/// of order θ/h² however unequal the weights are.
struct GridSolver {
  let grid: EnergyGrid
  /// The number of each kept cell among the unknowns, or −1 where absorbed.
  private let unknown: [Int32]
  /// The kept cell of each unknown.
  private let cells: [Int32]
  private let factor: SparseCholesky

  /// Factors the operator.
  ///
  /// - Parameters:
  ///   - grid: the cells.
  ///   - regions: absorbing regions with exact edges.
  ///   - pins: single cells that absorb as well.
  ///   - shift: added to −L, for the implicit steps of the time evolution.
  init(_ grid: EnergyGrid, absorbing regions: GridRegions?, pins: [Int] = [], shift: Double = 0) throws(NotApplicable) {
    self.grid = grid
    let total = grid.place.count
    var unknown = [Int32](repeating: -1, count: total)
    var cells: [Int32] = []
    for cell in 0..<total where !pins.contains(cell) && (regions.map { $0.label[cell] < 0 } ?? true) {
      unknown[cell] = Int32(cells.count)
      cells.append(Int32(cell))
    }
    var diagonal = [Double](repeating: shift, count: cells.count)
    var elements: [SparseCholesky.Element] = []
    elements.reserveCapacity(grid.faces.count)
    for face in grid.faces {
      let (first, second) = (Int(face.first), Int(face.second))
      // The two leaving rates differ from the symmetric one by the ratio of the roots.
      let (i, j) = (unknown[first], unknown[second])
      let throughRegion = regions.map { $0.label[first] >= 0 || $0.label[second] >= 0 } ?? false
      if throughRegion { continue }
      if i >= 0 { diagonal[Int(i)] += face.rate * grid.root[second] / grid.root[first] }
      if j >= 0 { diagonal[Int(j)] += face.rate * grid.root[first] / grid.root[second] }
      if i >= 0, j >= 0 { elements.append(SparseCholesky.Element(row: i, column: j, value: -face.rate)) }
    }
    for passage in regions?.passages ?? [] where unknown[Int(passage.cell)] >= 0 {
      diagonal[Int(unknown[Int(passage.cell)])] += passage.rate
    }
    // A cell whose neighbors were all left out stands alone; nothing reaches it.
    for index in diagonal.indices where diagonal[index] == 0 { diagonal[index] = 1 }
    self.unknown = unknown
    self.cells = cells
    factor = try SparseCholesky(diagonal: diagonal, elements: elements)
  }

  /// Solves (shift − L)u = source in all cells that absorb nothing; zero in the others.
  ///
  /// - Parameter source: one number a kept cell; rates into absorbing cells times their values belong to it.
  func solve(_ source: [Double]) throws(NotApplicable) -> [Double] {
    let right = cells.map { source[Int($0)] * grid.root[Int($0)] }
    let scaled = try factor.solve(right)
    var solution = [Double](repeating: 0, count: grid.place.count)
    for (index, cell) in cells.enumerated() { solution[Int(cell)] = scaled[index] / grid.root[Int(cell)] }
    return solution
  }

  /// The flow Σ w u into a region where u is zero, without e^{−βf₀}/Z: a sum of positive terms.
  static func flow(of u: [Double], into region: Int8, of regions: GridRegions, on grid: EnergyGrid) -> Double {
    var sum = 0.0
    for passage in regions.passages where passage.region == region {
      let cell = Int(passage.cell)
      sum += passage.rate * grid.root[cell] * grid.root[cell] * u[cell]
    }
    return sum
  }
}
