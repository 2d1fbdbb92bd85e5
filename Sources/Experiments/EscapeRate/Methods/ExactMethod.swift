// SPDX-License-Identifier: GPL-3.0-or-later
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// Quadrature of the mean first-passage time in one dimension.
struct ExactMethod: RateMethod {
  let name = "exact"
  let summary = "quadrature of the mean first-passage time, in one dimension and along harmonic channels"
  let formula = "k = 1/τ,  τ(x₀→b) = β ∫_{x₀}^{b} e^{βf(y)} ∫_{−∞}^{y} e^{−βf(z)} dz dy"

  func objection(to point: EscapeRatePoint) -> String? {
    if let objection = point.needsLandscape ?? point.needsConstantTemperature { return objection }
    let dimension = point.potential.dimension
    if dimension == 1 || point.potential is any ChannelPotential { return nil }
    return "is for one dimension and the potential has \(dimension)\(dimension == 2 ? "; use 'fokker-planck'" : "")"
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(label: "", cost: 1e6)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature, let start = point.start.law else { return Quantity.dataset([]) }
    var quantities: [Quantity] = []
    do {
      let passage = try ExactPassage(potential: point.potential, temperature: temperature)
      let moments = try passage.moments(from: start, to: point.target)
      quantities = [
        Quantity("escape-rate", moments.rate, unit: "1/time"),
        Quantity("mean-first-passage-time", moments.mean, unit: "time"),
      ]
    } catch { return Quantity.dataset([.none(because: error)]) }
    if let reactant = point.reactant,
      let transition = try? ExactTransition(
        potential: point.potential, from: reactant, to: point.target, temperature: temperature)
    {
      quantities += [
        Quantity("transition-rate", transition.rate, unit: "1/time"),
        Quantity("reactive-flux", transition.reactiveFlux, unit: "1/time"),
      ]
      quantities += point.committorPoints.map { place in
        Quantity("committor", try? transition.committor(at: place[0]), unit: "1", at: Record(point: place))
      }
    }
    return Quantity.dataset(quantities)
  }
}
