// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import Thermodynamics

/// The shares of wells in the stationary law.
enum WellPopulations {
  /// Each well's share of all wells together, by quadrature: p = ∫_well e^{−βf} / Σ ∫ e^{−βf}.
  static func quadrature(
    _ potential: any Potential, wells: [Well], temperature: Double
  ) throws(NotApplicable) -> [(well: String, share: Estimate)] {
    var energies: [Estimate] = []
    for well in wells {
      energies.append(
        try FreeEnergy.quadrature(potential, region: well.region, temperature: temperature).freeEnergy)
    }
    let lowest = energies.map(\.value).min() ?? 0
    let weights = energies.map { exp(-($0.value - lowest) / temperature) }
    let sum = weights.reduce(0, +)
    // An error of F is a relative one of e^{−βF}; the shares add up to one whatever the errors.
    let error = energies.reduce(0) { max($0, abs($1.value) * ($1.accuracy ?? 0) / temperature) }
    return zip(wells, weights).map { well, weight in
      (well.name, .exact(weight / sum, accuracy: 2 * error * (1 - weight / sum) + 1e-12))
    }
  }
}
