// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The exact coefficient at long times on circles and in valleys whose walls repeat themselves.
struct LifsonJacksonMethod: ExperimentMethod {
  let name = "lifson-jackson"
  let summary = "exact long-time coefficient on circles and along valleys whose walls repeat themselves"
  let formula = "D = θ/(⟨e^{−βA}⟩⟨e^{βA}⟩) over a period, A = f or (θ/2)(d − 1) ln k(s)"

  func objection(to point: DiffusionPoint) -> String? {
    guard let temperature = point.walk.temperature else { return "needs a constant temperature" }
    guard point.walk.integrator.isOverdamped else { return "is for overdamped dynamics" }
    do { _ = try EffectiveDiffusion.lifsonJackson(point.potential, temperature: temperature) } catch {
      return "has no answer: \(error)"
    }
    return nil
  }

  func parts(of point: DiffusionPoint) -> [MethodPart] { [MethodPart(label: "", cost: 1e5, steps: 0)] }

  func perform(part: Int, of point: DiffusionPoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.walk.temperature else { return Quantity.dataset([]) }
    let coefficient = try EffectiveDiffusion.lifsonJackson(point.potential, temperature: temperature)
    return Quantity.dataset([
      Quantity(
        "diffusion-coefficient", coefficient, unit: "length²/time",
        at: Record([("direction", .text(point.principalDirection))]))
    ])
  }
}
