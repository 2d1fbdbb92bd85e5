// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// SGHMC: underdamped dynamics with a gradient from part of the data,
///
///     q ← q + αp,   p ← p − αg(q) − αγp + √(2(γ − γ̂)θα) ξ
///
/// with the friction γ and an estimate γ̂ of what the gradient's own noise puts in: γ̂ = α·var(g)/(2θ). The momentum in
/// the friction is that of before the kick.
public struct StochasticGradientHamiltonian: Integrator, Equatable {
  /// γ ≥ 0.
  public var friction: Double
  /// γ̂, between 0 and γ.
  public var noiseEstimate: Double
  /// How the steps shrink.
  public var decay: StepDecay

  /// A scheme.
  ///
  /// - Throws: a problem at `noise-estimate` when it exceeds the friction.
  public init(friction: Double = 1, noiseEstimate: Double = 0, decay: StepDecay = StepDecay()) throws(Problem) {
    guard noiseEstimate <= friction else {
      throw Problem(
        "noise-estimate is \(noiseEstimate.shortest); it must not exceed the friction, \(friction.shortest).",
        at: "noise-estimate")
    }
    self.friction = friction
    self.noiseEstimate = noiseEstimate
    self.decay = decay
  }

  /// The name in a scenario.
  public var name: String { "sghmc" }
  /// Gradients come from mini-batches where the potential has them.
  public var takesNoisyGradients: Bool { true }
  /// The momentum belongs to the state.
  public var isOverdamped: Bool { false }
  /// γ.
  public var momentumFriction: Double? { friction }
  /// The momentum.
  public var memory: [CarriedState] { [.momentum] }
  /// Weak order 1, with exact gradients and constant steps.
  public var convergence: Convergence { Convergence(weak: 1, stationary: .order(1)) }
  /// Whether the steps do not shrink.
  public var hasConstantStep: Bool { decay.isNone }
  /// αₖ/h.
  public func stepFactor(at step: UInt64) -> Double { decay.factor(at: step) }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let α = context.timeStep
    let (q, p) = (block.new, block.memory(0))
    q.set(block.old, plus: α, p)
    let gradient = block.noisyGradient(at: q, step: context.step)
    p.set(
      1 - α * friction, p, plus: -α, gradient,
      plus: (2 * (friction - noiseEstimate) * context.temperature * α).squareRoot(), block.deviates())
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Integrator>(
    name: "sghmc", summary: "stochastic gradient Hamiltonian Monte Carlo: momenta, mini-batch gradients",
    formula: "q ← q + αp;  p ← p − αg(q) − αγp + √(2(γ − γ̂)θα) ξ",
    parameters: [
      .number("friction", default: 1, .nonNegative, "γ, 1/time").measured(in: .rate),
      .number("noise-estimate", default: 0, .nonNegative, "γ̂, friction already paid for by the gradient's noise"),
    ] + StepDecay.parameters,
    source: "Chen, Fox and Guestrin 2014",
    example: "dynamics: {integrator: {kind: sghmc, friction: 1}, time-step: 0.01}"
  ) { (values) throws(Problem) in
    try StochasticGradientHamiltonian(
      friction: values.number("friction"), noiseEstimate: values.number("noise-estimate"), decay: StepDecay(values))
  }
}
