// SPDX-License-Identifier: GPL-3.0-or-later
import Kinetics
import Runs
import Statistics

/// The Eyring–Kramers law from the Hessians at the minimum and the saddles.
struct EyringKramersMethod: RateMethod {
  let name = "eyring-kramers"
  let summary = "the harmonic law from the Hessians at the minimum and the saddles, with its validity"
  let formula = "k = Σ (|λ₋|/2π) √(det H(a)/|det H(s)|) e^{−β(f(s) − f(a))}"

  func objection(to point: EscapeRatePoint) -> String? {
    point.needsLandscape ?? point.needsConstantTemperature
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(label: "", cost: 1e5)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature else { return Quantity.dataset([]) }
    do {
      let law = try point.eyringKramers(temperature: temperature)
      return Quantity.dataset([
        Quantity("escape-rate", law.rate, unit: "1/time", notes: law.notes),
        Quantity("barrier", .exact(law.barrier, accuracy: 1e-9), unit: "energy"),
      ])
    } catch let reason as NotApplicable { return Quantity.dataset([.none(because: reason)]) }
  }
}
