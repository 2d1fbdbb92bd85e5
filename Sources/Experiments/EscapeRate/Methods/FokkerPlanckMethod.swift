// SPDX-License-Identifier: GPL-3.0-or-later
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The Fokker–Planck equation on a grid, in one and two dimensions.
struct FokkerPlanckMethod: RateMethod {
  let name = "fokker-planck"
  let summary = "finite volumes on a grid, in one and two dimensions: rate, flux, committor, spectral gap"
  let formula = "k = 1/τ with −Lτ = 1 outside the target; ν = (βZ)⁻¹ ∫|∇q|² e^{−βf}, k_AB = ν/∫(1 − q)ρ"

  func objection(to point: EscapeRatePoint) -> String? {
    if let objection = point.needsLandscape ?? point.needsConstantTemperature { return objection }
    let dimension = point.potential.dimension
    return dimension <= 2 ? nil : "is for one and two dimensions and the potential has \(dimension)"
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] {
    [MethodPart(label: "", cost: point.potential.dimension == 1 ? 1e7 : 2e9)]
  }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature, let start = point.start.law else { return Quantity.dataset([]) }
    var quantities: [Quantity] = []
    do {
      let equation = try FokkerPlanck(
        potential: point.potential, temperature: temperature, cells: point.gridCells > 0 ? point.gridCells : nil)
      let time = try equation.meanFirstPassage(from: start, to: point.target)
      quantities = [
        Quantity("escape-rate", time.inverse, unit: "1/time"), Quantity("mean-first-passage-time", time, unit: "time"),
      ]
      try context.checkCancellation()
      if let gap = try? equation.spectralGap() { quantities.append(Quantity("spectral-gap", gap, unit: "1/time")) }
      try context.checkCancellation()
      if let reactant = point.reactant, let transition = try? equation.transition(from: reactant, to: point.target) {
        quantities += [
          Quantity("transition-rate", transition.rate, unit: "1/time"),
          Quantity("reactive-flux", transition.reactiveFlux, unit: "1/time"),
        ]
        quantities += point.committorPoints.map { place in
          Quantity("committor", try? transition.committor(at: place), unit: "1", at: Record(point: place))
        }
      }
    } catch let reason as NotApplicable { return Quantity.dataset([.none(because: reason)]) }
    return Quantity.dataset(quantities)
  }
}
