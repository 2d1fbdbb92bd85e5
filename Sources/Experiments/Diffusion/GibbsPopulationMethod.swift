// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Runs
import Settings
import Statistics
import Thermodynamics

/// Where the walkers end if they are given all the time in the world: the Gibbs law, by quadrature.
struct GibbsPopulationMethod: ExperimentMethod {
  let name = "gibbs"
  let summary = "shares of the wells in the stationary law, by quadrature, in up to three dimensions"
  let formula = "p = ∫_well e^{−βf} / Σ ∫ e^{−βf}"

  func objection(to point: DiffusionPoint) -> String? {
    guard point.walk.temperature != nil else { return "needs a constant temperature" }
    guard point.potential.dimension <= 3 else {
      return "is for at most three dimensions and the potential has \(point.potential.dimension)"
    }
    guard point.walk.landscape.wells.count > 1 else { return "needs two wells at least" }
    guard point.potential.window(above: point.walk.schedule.temperature(at: 0) * 10) != nil else {
      return "needs a potential that confines; this one has no stationary law"
    }
    return nil
  }

  func parts(of point: DiffusionPoint) -> [MethodPart] { [MethodPart(label: "", cost: 1e7, steps: 0)] }

  func perform(part: Int, of point: DiffusionPoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.walk.temperature else { return Quantity.dataset([]) }
    let populations: [Quantity]
    do throws(NotApplicable) {
      populations = try WellPopulations.quadrature(
        point.potential, wells: point.walk.landscape.wells, temperature: temperature
      ).map { Quantity("final-population", $0.share, unit: "1", at: Record([("well", .text($0.well))])) }
    } catch let reason {
      populations = [Quantity("final-population", nil, unit: "1", notes: ["not applicable: \(reason)"])]
    }
    return Quantity.dataset(populations)
  }
}

/// The shares of wells in the stationary law.
enum WellPopulations {
  /// Each well's share of all wells together, by quadrature.
  static func quadrature(_ potential: any Potential, wells: [Well], temperature: Double) throws(NotApplicable) -> [(
    well: String, share: Estimate
  )] {
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
