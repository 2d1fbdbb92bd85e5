// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Statistics

/// The ensemble's law at one time, or the stationary one, as the Fokker–Planck equation has it.
package struct EnsembleLaw: Sendable, Equatable {
  /// The probability of each bin, and last that of the places outside of all.
  package let bins: [Estimate]
  /// The probability of each region.
  package let regions: [Estimate]
  /// D(u|π) = ∫ u ln(u/π), the relative entropy to the Gibbs law: zero for the Gibbs law itself, never rising.
  package let relativeEntropy: Estimate
  /// ⟨f⟩.
  package let energy: Estimate

  /// A law of which all numbers are known.
  package init(bins: [Estimate], regions: [Estimate], relativeEntropy: Estimate, energy: Estimate) {
    self.bins = bins
    self.regions = regions
    self.relativeEntropy = relativeEntropy
    self.energy = energy
  }
}

extension FokkerPlanck {
  /// The whole law as time goes on: bins, regions, relative entropy and energy.
  ///
  /// As `shares(of:from:at:steps:)`; the accuracy of each number is the difference between the finer of two grids and the
  /// extrapolation of both. In bins the density of a cell counts as uniform over the cell.
  ///
  /// - Parameters:
  ///   - times: ascending, positive.
  ///   - steps: steps from one time to the next on the coarser grid.
  /// - Returns: one law a time, and the stationary law.
  /// - Throws: `NotApplicable` if the start lies outside of the grid or nothing confines.
  package func laws(
    bins: BinGrid, regions: [Region], from start: StartLaw, at times: [Double], steps: Int = 32
  ) throws(NotApplicable) -> (laws: [EnsembleLaw], stationary: EnsembleLaw) {
    let window = Region.box(lower: potential.window.map(\.lowerBound), upper: potential.window.map(\.upperBound))
    var stationary: [[Double]] = []
    let rows = try evolution(connecting: [window], from: start, at: times, steps: steps) { grid in
      let coverage = bins.coverage(of: grid)
      let parts = regions.map { GridRegions.coverage(of: $0, on: grid) }
      let weights = grid.root.map { $0 * $0 }
      let total = weights.reduce(0, +)
      let gibbs = weights.map { $0 / total }
      let measure: ([Double]) -> [Double] = { mass in
        var held = [Double](repeating: 0, count: bins.count + 1)
        var (entropy, energy) = (0.0, 0.0)
        for cell in mass.indices {
          for part in coverage[cell] { held[part.bin] += part.share * mass[cell] }
          // Next to a start at a point the scheme may leave tiny negative probabilities.
          if mass[cell] > 0 { entropy += mass[cell] * log(mass[cell] / gibbs[cell]) }
          energy += mass[cell] * grid.energies[cell]
        }
        held[bins.count] = max(0, 1 - held.reduce(0, +))
        let shares = parts.map { part in zip(part, mass).reduce(0) { $0 + $1.0 * $1.1 } }
        return held + shares + [entropy, energy]
      }
      stationary.append(measure(gibbs))
      return measure
    }
    func law(_ numbers: [Estimate]) -> EnsembleLaw {
      let count = bins.count + 1
      return EnsembleLaw(
        bins: numbers.prefix(count).map(Self.asShare),
        regions: numbers.dropFirst(count).prefix(regions.count).map(Self.asShare),
        relativeEntropy: numbers[count + regions.count], energy: numbers[count + regions.count + 1])
    }
    let last = zip(stationary[0], stationary[1]).map { coarse, fine in
      let value = (4 * fine - coarse) / 3
      return Estimate.exact(
        value, accuracy: abs(value - fine) / max(abs(value), .leastNormalMagnitude) + Self.rounding)
    }
    return (rows.map(law), law(last))
  }
}
