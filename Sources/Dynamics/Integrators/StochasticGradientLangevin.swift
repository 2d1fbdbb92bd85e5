// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// SGLD: x ← x − αₖ gₖ + √(2θαₖ) ξ with a gradient gₖ from part of the data where the potential has one.
///
/// It is Euler–Maruyama with h = αₖ. The noise of the gradient is not corrected for: it acts as additional temperature
/// αₖ·var(g)/2 in each direction.
public struct StochasticGradientLangevin: Integrator, Equatable {
  /// How the steps shrink.
  public var decay: StepDecay

  /// A scheme, by default with constant steps.
  public init(decay: StepDecay = StepDecay()) { self.decay = decay }

  /// The name in a scenario.
  public var name: String { "sgld" }
  /// Gradients come from mini-batches where the potential has them.
  public var takesNoisyGradients: Bool { true }
  /// The deviates go into the move alone.
  public var movesByNoise: Bool { true }
  /// Those of Euler–Maruyama, with exact gradients and constant steps.
  public var convergence: Convergence { EulerMaruyama().convergence }
  /// Whether the steps do not shrink.
  public var hasConstantStep: Bool { decay.isNone }
  /// αₖ/h.
  public func stepFactor(at step: UInt64) -> Double { decay.factor(at: step) }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let α = context.timeStep
    let x = block.old
    let gradient = block.noisyGradient(at: x, step: context.step)
    block.move(x, plus: -α, gradient, noise: (2 * context.temperature * α).squareRoot(), at: context.step)
  }

  /// How the step and the temperature of other programs translate.
  package static let conventions = """
    Conventions: the step is h = αₖ, the noise N(0, 2θαₖ), the gradient that of f itself. \
    devinterp moves by (ε/2)∇ with noise √ε on U = nβL: its ε is 2h and its temperature is 1 on U (h = ε/2, θ = 1). \
    blackjax moves by h∇ with noise √(2Th): its step is h and its temperature T is θ. \
    Welling and Teh 2011 move by (ε/2)∇log p with noise N(0, ε): h = ε/2, θ = 1 on f = −log p. \
    Noise of mini-batches acts as additional temperature αₖ·var(g)/2 per direction.
    """

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Integrator>(
    name: "sgld", summary: "stochastic gradient Langevin dynamics: mini-batch gradients and shrinking steps",
    formula: "x ← x − αₖ gₖ + √(2θαₖ) ξ,  αₖ = h(1 + k/b)^−γ\n\(conventions)",
    parameters: StepDecay.parameters,
    source: "Welling and Teh 2011", example: "dynamics: {integrator: {kind: sgld, decay-power: 0.55}, time-step: 0.01}"
  ) { (values) throws(Problem) in StochasticGradientLangevin(decay: StepDecay(values)) }
}
