// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Potentials
public import Statistics

extension FokkerPlanck {
  /// The ensemble's shares in regions as time goes on: ∂u/∂t = θ div[e^{−βf} grad(u e^{βf})].
  ///
  /// TR–BDF2 steps (Bank et al., IEEE Trans. CAD 4 (1985) 436), second order and damping whatever is too fast for a step;
  /// probability is conserved exactly. Two grids with steps h, Δt and h/2, Δt/2 are extrapolated together.
  ///
  /// - Parameters:
  ///   - regions: whose shares are wanted.
  ///   - start: the law at time zero.
  ///   - times: ascending, positive.
  ///   - steps: steps from one time to the next on the coarser grid.
  /// - Returns: for each time one share a region, with an absolute error of `accuracy` times the share.
  /// - Throws: `NotApplicable` if the start lies outside of the grid or nothing confines.
  public func shares(of regions: [Region], from start: StartLaw, at times: [Double], steps: Int = 32)
    throws(NotApplicable) -> [[Estimate]]
  {
    let rows = try evolution(connecting: regions, from: start, at: times, steps: steps) { grid in
      let coverages = regions.map { GridRegions.coverage(of: $0, on: grid) }
      return { mass in coverages.map { coverage in zip(coverage, mass).reduce(0) { $0 + $1.0 * $1.1 } } }
    }
    return rows.map { $0.map(Self.asShare) }
  }

  /// A probability: what extrapolation puts below zero or above one lies at that end, and the rest is part of its error.
  static func asShare(_ estimate: Estimate) -> Estimate {
    let share = min(max(estimate.value, 0), 1)
    guard share != estimate.value else { return estimate }
    let error = abs(estimate.value) * (estimate.accuracy ?? 0) + abs(estimate.value - share)
    return .exact(share, accuracy: error / max(share, .leastNormalMagnitude))
  }

  /// Functions of the ensemble's law at the times, extrapolated from two grids.
  ///
  /// - Parameter measure: for a grid, what to compute of the probabilities of its cells.
  func evolution(
    connecting regions: [Region], from start: StartLaw, at times: [Double], steps: Int,
    measure: (EnergyGrid) -> ([Double]) -> [Double]
  ) throws(NotApplicable) -> [[Estimate]] {
    var points: [[Double]] = []
    var connected = regions
    switch start {
    case .point(let point): points.append(point)
    case .gibbs(let region): connected.append(region)
    }
    let grids = try grids(connecting: connected, and: points)
    let coarse = try Self.evolved(from: start, at: times, steps: steps, on: grids[0], measure(grids[0]))
    let fine = try Self.evolved(from: start, at: times, steps: 2 * steps, on: grids[1], measure(grids[1]))
    return zip(coarse, fine).map { rows in
      zip(rows.0, rows.1).map { coarse, fine in
        let value = (4 * fine - coarse) / 3
        return .exact(value, accuracy: abs(value - fine) / max(abs(value), .leastNormalMagnitude) + Self.rounding)
      }
    }
  }

  private static func evolved(
    from start: StartLaw, at times: [Double], steps: Int, on grid: EnergyGrid, _ measure: ([Double]) -> [Double]
  ) throws(NotApplicable) -> [[Double]] {
    var ratio = try initialRatio(start, on: grid)
    var now = 0.0
    var rows: [[Double]] = []
    var stepper: ReversibleStepper?
    for time in times {
      let width = (time - now) / Double(steps)
      guard width > 0 else { throw NotApplicable("the times of an evolution must ascend from zero") }
      if stepper.map({ abs($0.width - width) > 1e-12 * width }) ?? true {
        stepper = try ReversibleStepper(grid, width: width)
      }
      for _ in 0..<steps { if let stepper { ratio = try stepper.step(ratio) } }
      now = time
      rows.append(measure(ratio.indices.map { ratio[$0] * grid.root[$0] * grid.root[$0] }))
    }
    return rows
  }

  /// The density over the Gibbs weight at the start, normalized.
  private static func initialRatio(_ start: StartLaw, on grid: EnergyGrid) throws(NotApplicable) -> [Double] {
    var ratio: [Double]
    switch start {
    case .gibbs(let region): ratio = GridRegions.coverage(of: region, on: grid)
    case .point(let point):
      ratio = [Double](repeating: 0, count: grid.place.count)
      guard let stencil = grid.stencil(at: point) else {
        throw NotApplicable("the start \(point) lies outside of the grid")
      }
      for (cell, weight) in stencil { ratio[cell] += weight / (grid.root[cell] * grid.root[cell]) }
    }
    var total = 0.0
    for cell in ratio.indices { total += ratio[cell] * grid.root[cell] * grid.root[cell] }
    guard total > 0 else { throw NotApplicable("the start lies outside of the grid or is smaller than a cell") }
    return ratio.map { $0 / total }
  }
}

/// One TR–BDF2 step of ∂r/∂t = Lr for the ratio r of a density to the Gibbs law.
///
/// With γ = 2 − √2 both stages share the matrix 2/(γΔt) − L.
private struct ReversibleStepper {
  let width: Double
  private let grid: EnergyGrid
  private let solver: GridSolver
  private let shift: Double

  private static let gamma = 2 - 2.0.squareRoot()

  init(_ grid: EnergyGrid, width: Double) throws(NotApplicable) {
    self.grid = grid
    self.width = width
    shift = 2 / (Self.gamma * width)
    solver = try GridSolver(grid, absorbing: nil, shift: shift)
  }

  func step(_ ratio: [Double]) throws(NotApplicable) -> [Double] {
    let gamma = Self.gamma
    var source = generated(ratio)
    for cell in source.indices { source[cell] += shift * ratio[cell] }
    let middle = try solver.solve(source)
    let forward = shift / (gamma * (2 - gamma))
    let backward = forward * (1 - gamma) * (1 - gamma)
    for cell in source.indices { source[cell] = forward * middle[cell] - backward * ratio[cell] }
    return try solver.solve(source)
  }

  /// L r.
  private func generated(_ ratio: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: ratio.count)
    for face in grid.faces {
      let (first, second) = (Int(face.first), Int(face.second))
      let difference = ratio[second] - ratio[first]
      result[first] += face.rate * grid.root[second] / grid.root[first] * difference
      result[second] -= face.rate * grid.root[first] / grid.root[second] * difference
    }
    return result
  }
}
