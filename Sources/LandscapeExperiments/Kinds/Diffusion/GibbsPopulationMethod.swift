// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Potentials
import Runs
import Settings
import Statistics

/// Where the walkers end if they are given all the time in the world: the Gibbs law, by quadrature.
struct GibbsPopulationMethod: ExperimentMethod {
  let name = "gibbs"
  let title = "Gibbs"
  let summary = "shares of the wells in the stationary law, by quadrature, in up to three dimensions"
  let formula = "p = ∫_well e^{−βf} / Σ ∫ e^{−βf}"
  let standing = MethodStanding.computed(rank: 10)

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

  func parts(of point: DiffusionPoint) -> [MethodPart] { [MethodPart(cost: 1e7, steps: 0)] }

  func perform(part: Int, of point: DiffusionPoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.walk.temperature else { return Dataset(findings: []) }
    do throws(NotApplicable) {
      let populations = try WellPopulations.quadrature(
        point.potential, wells: point.walk.landscape.wells, temperature: temperature)
      return Dataset(
        findings: populations.map {
          Finding("final-population", $0.share, unit: "1", at: Record([("well", .text($0.well))]))
        })
    } catch {
      return Dataset(findings: [Finding("final-population", nil, unit: "1", notes: ["not applicable: \(error)"])])
    }
  }
}
