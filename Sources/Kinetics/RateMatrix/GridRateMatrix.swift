// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Statistics

extension FokkerPlanck {
  /// The rates between cores on the grid: one committor a core, extrapolated from three grids.
  ///
  /// - Parameter cores: two at least, a cell away from each other at least.
  /// - Throws: `NotApplicable` if a core is smaller than a cell, two overlap, or nothing confines.
  package func rateMatrix(cores: [Region]) throws(NotApplicable) -> RateMatrix {
    let n = cores.count
    guard n < 100 else { throw NotApplicable("there are \(n) cores; a grid takes 99 at most") }
    var levels: [(fluxes: [Double], shares: [Double])] = []
    for grid in try grids(connecting: cores) {
      let regions = try GridRegions(cores, on: grid)
      let solver = try MetastableSolver(grid, absorbing: regions)
      let rest = [Double](repeating: 0, count: grid.place.count)
      let total = grid.root.reduce(0) { $0 + $1 * $1 }
      var fluxes: [Double] = []
      var shares: [Double] = []
      for core in 0..<n {
        let committor = try solver.solve(source: rest, values: (0..<n).map { $0 == core ? 1 : 0 })
        shares.append(zip(committor, grid.root).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / total)
        for other in 0..<core {
          fluxes.append(GridSolver.flow(of: committor, into: Int8(other), of: regions, on: grid) / total)
        }
      }
      levels.append((fluxes, shares))
    }
    func logarithm(_ values: [Double]) -> (value: Double, accuracy: Double) {
      // Cores behind others exchange nothing.
      guard values.allSatisfy({ $0 > 0 }) else { return (-.infinity, 0) }
      let estimate = Self.extrapolated(values)
      guard estimate.value > 0 else { return (log(values[values.count - 1]), 1) }
      return (log(estimate.value), estimate.accuracy ?? 0)
    }
    let shares = (0..<n).map { core in logarithm(levels.map { $0.shares[core] }) }
    var accuracies = cores.map { _ in [Double](repeating: 0, count: n) }
    var fluxes = cores.map { _ in [Double](repeating: -.infinity, count: n) }
    var next = 0
    for core in 0..<n {
      for other in 0..<core {
        let place = next
        let flux = logarithm(levels.map { $0.fluxes[place] })
        (fluxes[core][other], fluxes[other][core]) = (flux.value, flux.value)
        accuracies[core][other] = flux.accuracy + shares[core].accuracy
        accuracies[other][core] = flux.accuracy + shares[other].accuracy
        next += 1
      }
    }
    return RateMatrix(logFluxes: fluxes, logShares: shares.map(\.value), accuracies: accuracies)
  }

  /// The mean first-passage times from some points to a target, each with its accuracy; zero from within the target.
  ///
  /// - Throws: `NotApplicable` if the target is smaller than a cell, a point lies outside of the grid, or nothing confines.
  package func meanFirstPassages(from points: [[Double]], to target: Region) throws(NotApplicable) -> [Estimate] {
    var values = points.map { _ in [Double]() }
    for grid in try grids(connecting: [target], and: points, absorbing: target) {
      let times = try MetastableSolver(grid, absorbing: try GridRegions([target], on: grid))
        .solve(source: [Double](repeating: 1, count: grid.place.count))
      for (index, point) in points.enumerated() {
        guard let time = grid.interpolated(times, at: point) else {
          throw NotApplicable("the start \(point) lies outside of the grid")
        }
        values[index].append(time)
      }
    }
    return zip(points, values).map { point, values in
      target.contains(point, in: potential) ? .exact(0, accuracy: 0) : Self.extrapolated(values)
    }
  }
}
