// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// Rates, times, populations and relaxation times from the Fokker–Planck equation on a grid, in one and two dimensions.
struct GridRateMatrixMethod: ExperimentMethod {
  let name = "fokker-planck"
  let title = "Fokker–Planck"
  let summary =
    "finite volumes on a grid, in one and two dimensions: committors and passage times of all wells, spectrum"
  let formula = "k_ij = ν_ij/π_i, ν_ij the flux of the committor q_i into core j, π_i = ∫q_i ρ; −Lτ = 1; −Lψ = ψ/t"
  let standing = MethodStanding.computed(rank: 20)
  let parameters = [Self.cells]

  private static let cells = Parameter.integer(
    "grid-cells", default: 0, .nonNegative,
    "cells per axis of the coarsest of three Fokker–Planck grids; 0: chosen by the method")
  private static let mostModes = 6

  func objection(to point: RateMatrixPoint) -> String? {
    point.potential.dimension <= 2
      ? nil : "is for one and two dimensions and the potential has \(point.potential.dimension)"
  }

  func parts(of point: RateMatrixPoint) -> [MethodPart] {
    [MethodPart(cost: Double(point.wells.count) * (point.potential.dimension == 1 ? 1e7 : 2e9))]
  }

  func perform(part: Int, of point: RateMatrixPoint, in context: TaskContext) throws -> Dataset {
    let cells = point.settings.integer(Self.cells.name)
    do {
      let equation = try FokkerPlanck(
        potential: point.potential, temperature: point.temperature, cells: cells > 0 ? cells : nil)
      let matrix = try equation.rateMatrix(cores: point.wells.map(\.core))
      let minima = point.wells.map(\.minimum)
      var times = minima.map { _ in [Estimate]() }
      for target in point.wells {
        try context.checkCancellation()
        let column = try equation.meanFirstPassages(from: minima, to: target.core)
        for (index, time) in column.enumerated() { times[index].append(time) }
      }
      var result = RateMatrixFindings(names: point.names, matrix: matrix, times: times)
      try context.checkCancellation()
      do throws(NotApplicable) {
        result.relaxation = try equation.relaxationRates(count: min(point.wells.count - 1, Self.mostModes)).map(
          \.inverse)
      } catch { result.notes.append("no relaxation times of the equation: \(error)") }
      return Dataset(findings: result.findings)
    } catch let reason as NotApplicable {
      return Dataset(findings: RateMatrixFindings.none(because: reason))
    }
  }
}
