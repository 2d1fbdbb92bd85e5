// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import RavineLaboratory

/// x ← x − (1 − e^{−κh})/κ ∇f(x) + √(θ(1 − e^{−2κh})/κ) ξ: exact wherever f is a parabola of curvature κ.
struct ExponentialEuler: Integrator {
  /// The curvature κ > 0.
  let stiffness: Double

  var name: String { "exponential-euler" }
  var convergence: Convergence { Convergence(strong: 1, weak: 1, stationary: .order(1)) }

  func step(_ block: inout WalkerBlock, at context: StepContext) {
    let decay = exp(-stiffness * context.timeStep)
    let variance = context.temperature * (1 - decay * decay) / stiffness
    let x = block.old
    let slope = block.gradient(at: x)
    block.new.set(x, plus: (decay - 1) / stiffness, slope, plus: variance.squareRoot(), block.deviates())
  }

  static let entry = CatalogueEntry<any Integrator>(
    name: "exponential-euler", summary: "the exact step of a parabola of given curvature",
    formula: "x ← x − (1 − e^{−κh})/κ ∇f + √(θ(1 − e^{−2κh})/κ) ξ",
    parameters: [.number("stiffness", default: 1, .positive, "the curvature κ")],
    source: "the Ornstein–Uhlenbeck process",
    example: "dynamics: {integrator: exponential-euler, stiffness: 2, time-step: 0.001}"
  ) { (values) throws(Problem) in ExponentialEuler(stiffness: values.number("stiffness")) }
}
