// SPDX-License-Identifier: GPL-3.0-or-later
import RavineLaboratory

/// x ← x − h∇f/(1 + h|∇f|) + √(2θh) ξ, coordinate by coordinate: no move along the gradient is longer than 1,
/// so that walkers survive where the potential is steeper than the time step allows.
struct TamedEuler: Integrator {
  var name: String { "tamed-euler" }
  var convergence: Convergence { Convergence(strong: 1, weak: 1, stationary: .order(1)) }

  func step(_ block: inout WalkerBlock, at context: StepContext) {
    let h = context.timeStep
    let x = block.old
    let slope = block.gradient(at: x)
    for index in 0..<slope.count { slope[index] /= 1 + h * abs(slope[index]) }
    block.new.set(x, plus: -h, slope, plus: (2 * context.temperature * h).squareRoot(), block.deviates())
  }

  static let entry = CatalogueEntry<any Integrator>(
    name: "tamed-euler", summary: "Euler–Maruyama with bounded moves along the gradient",
    formula: "x ← x − h∇f/(1 + h|∇f|) + √(2θh) ξ", source: "Brosse, Durmus, Moulines and Sabanis 2019",
    example: "dynamics: {integrator: tamed-euler, time-step: 0.001}"
  ) { (_) throws(Problem) in TamedEuler() }
}
