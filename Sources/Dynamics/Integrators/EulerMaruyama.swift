// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// x ← x − h∇f(x) + √(2θh) ξ: the noise is additive, so that the strong order is 1 and not ½.
///
/// Where the mobility μ differs from place to place, x ← x + h(−μ∇f + θ∇μ) + √(2θμh) ξ with μ at x: strong order ½, weak order 1.
///
/// On f = kx²/2 with u = hk the stationary variance is 1/(βk(1 − u/2)).
public struct EulerMaruyama: Integrator, Equatable {
  /// The scheme has no coefficients.
  public init() {}

  /// The name in a scenario.
  public var name: String { "euler-maruyama" }

  /// The deviates go into the move alone.
  public var movesByNoise: Bool { true }
  /// It is this step.
  public var takesEulerSteps: Bool { true }
  /// First order in every sense.
  public var convergence: Convergence { Convergence(strong: 1, weak: 1, stationary: .order(1)) }

  /// Itô's equation is what it discretizes.
  public var forVaryingMobility: (any Integrator)? { self }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let h = context.timeStep
    let x = block.old
    if block.mobility != nil {
      let (gradient, motion) = (block.gradient(at: x), block.motionAtStart())
      let (θ, n, new, noise) = (context.temperature, block.walkers, block.new, block.deviates())
      for c in 0..<block.dimension {
        for w in 0..<n {
          let (i, μ) = (c * n + w, motion.mobility[w])
          new[i] = x[i] + h * (θ * motion.slope[i] - μ * gradient[i]) + (2 * θ * μ * h).squareRoot() * noise[i]
        }
      }
      return
    }
    let gradient = block.gradient(at: x)
    block.move(x, plus: -h, gradient, noise: (2 * context.temperature * h).squareRoot(), at: context.step)
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Integrator>(
    name: "euler-maruyama", summary: "the simplest overdamped scheme, strong and weak order 1",
    formula: "x ← x − h∇f(x) + √(2θh) ξ",
    source: "Maruyama 1955; harmonic well: variance × βk = 1/(1 − hk/2)",
    example: "dynamics: {integrator: euler-maruyama, time-step: 0.001}"
  ) { (_) throws(Problem) in EulerMaruyama() }
}
