// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Predictor and corrector with the same deviate:
///
///     x̃ = x − h∇f(x) + √(2θh) ξ,   x ← x − h/2 (∇f(x) + ∇f(x̃)) + √(2θh) ξ
///
/// Of second order at constant temperature, where the noise is additive. On the harmonic well with u = hk the stationary variance is
/// (1 − u/2)/(1 − u/2 + u²/4)/(βk). The predictor may lie beyond a wall; the potential must have a gradient there.
public struct StochasticHeun: Integrator, Equatable {
  /// The scheme has no coefficients.
  public init() {}

  /// The name in a scenario.
  public var name: String { "stochastic-heun" }
  /// Second order, but for the path.
  public var convergence: Convergence { Convergence(strong: 1, weak: 2, stationary: .order(2)) }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let h = context.timeStep
    let amplitude = (2 * context.temperature * h).squareRoot()
    let (x, noise) = (block.old, block.deviates())
    let gradient = block.gradient(at: x)
    let predictor = block.scratch
    predictor.set(x, plus: -h, gradient, plus: amplitude, noise)
    block.gradient(at: predictor, into: block.secondScratch)
    block.new.set(x, plus: -h / 2, gradient, plus: -h / 2, block.secondScratch, plus: amplitude, noise)
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Integrator>(
    name: "stochastic-heun", summary: "overdamped predictor–corrector, two gradients a step",
    formula: "x̃ = x − h∇f(x) + √(2θh) ξ;  x ← x − h/2 (∇f(x) + ∇f(x̃)) + √(2θh) ξ",
    source: "Kloeden and Platen 1992; harmonic well: variance × βk = (1 − u/2)/(1 − u/2 + u²/4), u = hk",
    example: "dynamics: {integrator: stochastic-heun, time-step: 0.01}"
  ) { (_) throws(Problem) in StochasticHeun() }
}
