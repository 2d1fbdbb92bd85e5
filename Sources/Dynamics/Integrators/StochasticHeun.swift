// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Predictor and corrector with the same deviate:
///
///     x̃ = x − h∇f(x) + √(2θh) ξ,   x ← x − h/2 (∇f(x) + ∇f(x̃)) + √(2θh) ξ
///
/// Of second order at constant temperature, where the noise is additive. On the harmonic well with u = hk the stationary variance is
/// (1 − u/2)/(1 − u/2 + u²/4)/(βk). The predictor may lie beyond a wall; the potential must have a gradient there.
///
/// Where the mobility μ differs from place to place the scheme is that of Stratonovich's equation, a = −μ∇f + ½θ∇μ and
/// b = √(2θμ): x̃ = x + ha(x) + √h b(x) ξ, x ← x + h/2 (a(x) + a(x̃)) + √h/2 (b(x) + b(x̃)) ξ; of weak order 1, since the
/// noise is no longer additive.
public struct StochasticHeun: Integrator, Equatable {
  /// Whether the mobility differs from place to place.
  private let isMultiplicative: Bool

  /// The scheme has no coefficients.
  public init() { isMultiplicative = false }

  private init(isMultiplicative: Bool) { self.isMultiplicative = isMultiplicative }

  /// The name in a scenario.
  public var name: String { "stochastic-heun" }
  /// Second order, but for the path and for noise that is not additive.
  public var convergence: Convergence {
    isMultiplicative
      ? Convergence(strong: 0.5, weak: 1, stationary: .order(1))
      : Convergence(strong: 1, weak: 2, stationary: .order(2))
  }
  /// Stratonovich's equation is what it discretizes.
  public var forVaryingMobility: (any Integrator)? { StochasticHeun(isMultiplicative: true) }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let h = context.timeStep
    if block.mobility != nil {
      multiplicativeStep(&block, at: context)
      return
    }
    let amplitude = (2 * context.temperature * h).squareRoot()
    let (x, noise) = (block.old, block.deviates())
    let gradient = block.gradient(at: x)
    let predictor = block.scratch
    predictor.set(x, plus: -h, gradient, plus: amplitude, noise)
    block.gradient(at: predictor, into: block.secondScratch)
    block.new.set(x, plus: -h / 2, gradient, plus: -h / 2, block.secondScratch, plus: amplitude, noise)
  }

  private func multiplicativeStep(_ block: inout WalkerBlock, at context: StepContext) {
    let (h, θ) = (context.timeStep, context.temperature)
    let (x, new, noise, predictor) = (block.old, block.new, block.deviates(), block.scratch)
    let (n, d) = (block.walkers, block.dimension)
    let (gradient, before) = (block.gradient(at: x), block.motionAtStart())
    for c in 0..<d {
      for w in 0..<n {
        let (i, μ) = (c * n + w, before.mobility[w])
        predictor[i] = x[i] + h * (θ * before.slope[i] / 2 - μ * gradient[i]) + (2 * θ * μ * h).squareRoot() * noise[i]
      }
    }
    let slopeAfter = block.secondScratch
    block.gradient(at: predictor, into: slopeAfter)
    let after = block.motion(at: predictor)
    for c in 0..<d {
      for w in 0..<n {
        let (i, μ, ν) = (c * n + w, before.mobility[w], after.mobility[w])
        let drift = θ * (before.slope[i] + after.slope[i]) / 2 - μ * gradient[i] - ν * slopeAfter[i]
        let spread = (2 * θ * μ * h).squareRoot() + (2 * θ * ν * h).squareRoot()
        new[i] = x[i] + h / 2 * drift + spread / 2 * noise[i]
      }
    }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Integrator>(
    name: "stochastic-heun", summary: "overdamped predictor–corrector, two gradients a step",
    formula: "x̃ = x − h∇f(x) + √(2θh) ξ;  x ← x − h/2 (∇f(x) + ∇f(x̃)) + √(2θh) ξ",
    source: "Kloeden and Platen 1992; harmonic well: variance × βk = (1 − u/2)/(1 − u/2 + u²/4), u = hk",
    example: "dynamics: {integrator: stochastic-heun, time-step: 0.01}"
  ) { (_) throws(Problem) in StochasticHeun() }
}
