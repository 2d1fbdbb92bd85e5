// SPDX-License-Identifier: GPL-3.0-or-later
public import Potentials
public import Statistics

/// Transition-path theory on a grid: committor, reactive flux and rate between two regions.
public struct FokkerPlanckTransition: Sendable {
  /// ν = (βZ)⁻¹ ∫|∇q|² e^{−βf}, the mean number of transitions from A to B in a unit of time.
  public let reactiveFlux: Estimate
  /// ρ_A = ∫(1 − q)ρ, the share of time in which A was the last of the two to be visited.
  public let reactantShare: Estimate
  /// k_AB = ν/ρ_A.
  public let rate: Estimate
  /// The committor on the finest grid, for figures.
  package let map: GridMap
  private let grids: [EnergyGrid]
  private let committors: [[Double]]

  init(_ equation: FokkerPlanck, from reactant: Region, to product: Region) throws(NotApplicable) {
    var fluxes: [Double] = []
    var shares: [Double] = []
    var rates: [Double] = []
    var committors: [[Double]] = []
    grids = try equation.grids(connecting: [reactant, product])
    for grid in grids {
      let regions = try GridRegions([reactant, product], on: grid)
      let solver = try MetastableSolver(grid, absorbing: regions)
      let committor = try solver.solve(source: [Double](repeating: 0, count: grid.place.count), values: [0, 1])
      var partition = 0.0
      var share = 0.0
      for cell in committor.indices {
        let weight = grid.root[cell] * grid.root[cell]
        partition += weight
        share += weight * (1 - committor[cell])
      }
      let flux = GridSolver.flow(of: committor, into: 0, of: regions, on: grid)
      guard flux > 0 else { throw NotApplicable("no way leads from one region to the other") }
      fluxes.append(flux / partition)
      shares.append(share / partition)
      rates.append(flux / share)
      committors.append(committor)
    }
    reactiveFlux = FokkerPlanck.extrapolated(fluxes)
    reactantShare = FokkerPlanck.extrapolated(shares)
    rate = FokkerPlanck.extrapolated(rates)
    self.committors = committors
    map = GridMap(grids[grids.count - 1], committors[committors.count - 1])
  }

  /// q(x), the probability to reach B before A from a point.
  ///
  /// - Throws: `NotApplicable` if the point lies outside of the grid.
  public func committor(at point: [Double]) throws(NotApplicable) -> Estimate {
    var values: [Double] = []
    for (grid, committor) in zip(grids, committors) {
      guard let value = grid.interpolated(committor, at: point) else {
        throw NotApplicable("the point \(point) lies outside of the grid")
      }
      values.append(value)
    }
    return FokkerPlanck.extrapolated(values)
  }
}

extension FokkerPlanck {
  /// Solves for the committor between two regions and what follows from it.
  ///
  /// - Parameters:
  ///   - reactant: A.
  ///   - product: B, at least a cell away from A.
  /// - Throws: `NotApplicable` if a region is smaller than a cell, they overlap, or nothing confines.
  public func transition(from reactant: Region, to product: Region) throws(NotApplicable) -> FokkerPlanckTransition {
    try FokkerPlanckTransition(self, from: reactant, to: product)
  }
}
