// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// SGLD preconditioned by a running mean of the squared gradient, coordinate by coordinate:
///
///     V ← aV + (1 − a) g²,   G = 1/(ε + √V),   x ← x − αₖ G g + √(2θαₖ G) ξ
///
/// The term with the derivative of G is left out, as its authors do: the stationary law is biased by O(1 − a). At the
/// first step V is g² itself, so that no coordinate starts with a step of αₖ/ε.
public struct PreconditionedLangevin: Integrator, Equatable {
  /// a, between 0 and 1.
  public var memoryOfSquares: Double
  /// ε > 0, in units of the gradient.
  public var floor: Double
  /// How the steps shrink.
  public var decay: StepDecay

  /// A scheme, by default with its authors' coefficients.
  public init(memoryOfSquares: Double = 0.99, floor: Double = 1e-5, decay: StepDecay = StepDecay()) {
    self.memoryOfSquares = memoryOfSquares
    self.floor = floor
    self.decay = decay
  }

  /// The name in a scenario.
  public var name: String { "preconditioned-sgld" }
  /// Gradients come from mini-batches where the potential has them.
  public var takesNoisyGradients: Bool { true }
  /// V, the mean of the squared gradient.
  public var memory: [CarriedState] { [.average] }
  /// The bath differs from place to place: no Brownian bridge of variance 2θh.
  public var path: PathBetweenSteps { .smooth }
  /// Whether the steps do not shrink.
  public var hasConstantStep: Bool { decay.isNone }
  /// αₖ/h.
  public func stepFactor(at step: UInt64) -> Double { decay.factor(at: step) }

  /// The steps G g grow without bound as g → 0.
  public var lackAtZeroTemperature: String? { "stable step" }

  /// With G = 1/√V and g ≈ λx the step is stable while αλ < 2√V; no step is stable near a minimum at θ = 0.
  public func stableTimeStep(curvature: Double) -> Double { 2 * floor / curvature }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let α = context.timeStep
    let a = context.step == 0 ? 0 : memoryOfSquares
    let (x, new, squares, noise) = (block.old, block.new, block.memory(0), block.deviates())
    let gradient = block.noisyGradient(at: x, step: context.step)
    for i in 0..<x.count {
      let g = gradient[i]
      squares[i] = a * squares[i] + (1 - a) * g * g
      let scale = 1 / (floor + squares[i].squareRoot())
      new[i] = x[i] - α * scale * g + (2 * context.temperature * α * scale).squareRoot() * noise[i]
    }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Integrator>(
    name: "preconditioned-sgld", summary: "SGLD with a step per coordinate from the size of its gradients",
    formula: "V ← aV + (1 − a)g²;  G = 1/(ε + √V);  x ← x − αₖ G g + √(2θαₖ G) ξ",
    parameters: [
      .number("memory-of-squares", default: 0.99, .between(0, 1), "a, weight of the past in the mean of squares"),
      .number("floor", default: 1e-5, .positive, "ε, smallest size of a gradient"),
    ] + StepDecay.parameters,
    source: "Li, Chen, Carlson and Carin 2016, doi:10.1609/aaai.v30i1.10200",
    example: "dynamics: {integrator: preconditioned-sgld, time-step: 0.001}"
  ) { (values) throws(Problem) in
    PreconditionedLangevin(
      memoryOfSquares: values.number("memory-of-squares"), floor: values.number("floor"), decay: StepDecay(values))
  }
}
