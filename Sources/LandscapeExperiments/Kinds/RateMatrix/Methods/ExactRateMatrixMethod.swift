// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Kinetics
import Potentials
import Runs
import Statistics

/// Rates, times and populations by quadrature in one dimension; relaxation times from the generator on the grid.
struct ExactRateMatrixMethod: ExperimentMethod {
  let name = "exact"
  let title = "quadrature"
  let summary = "quadrature of committors and mean first-passage times between all wells, in one dimension"
  let formula = "k_ij = ν_ij/π_i, ν_ij = 1/(βZ ∫e^{βf}/μ) over the gap, π_i = ∫q_i ρ; τ_ij = ∫∫ e^{β(f(y) − f(z))}/D(y)"
  let standing = MethodStanding.computed(rank: 10)

  /// The grid gives so many relaxation times at most.
  private static let mostModes = 6

  func objection(to point: RateMatrixPoint) -> String? {
    point.potential.dimension == 1
      ? nil : "is for one dimension and the potential has \(point.potential.dimension)"
  }

  func parts(of point: RateMatrixPoint) -> [MethodPart] { [MethodPart(cost: 1e7 * Double(point.wells.count))] }

  func perform(part: Int, of point: RateMatrixPoint, in context: TaskContext) throws -> Dataset {
    let cores = point.wells.map(\.core)
    do {
      let matrix = try RateMatrix.exact(point.potential, cores: cores, temperature: point.temperature)
      let passage = try ExactPassage(potential: point.potential, temperature: point.temperature)
      var times: [[Estimate]] = []
      for start in point.wells {
        var row: [Estimate] = []
        for target in point.wells {
          try context.checkCancellation()
          row.append(
            start.name == target.name
              ? .exact(0, accuracy: 0) : try passage.moments(from: .point(start.minimum), to: target.core).mean)
        }
        times.append(row)
      }
      var result = RateMatrixFindings(names: point.names, matrix: matrix, times: times)
      do throws(NotApplicable) {
        result.relaxation = try FokkerPlanck(potential: point.potential, temperature: point.temperature)
          .relaxationRates(count: min(point.wells.count - 1, Self.mostModes)).map(\.inverse)
      } catch { result.notes.append("no relaxation times of the equation: \(error)") }
      return Dataset(findings: result.findings)
    } catch let reason as NotApplicable {
      return Dataset(findings: RateMatrixFindings.none(because: reason))
    }
  }
}
