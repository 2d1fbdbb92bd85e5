// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// MALA: an Euler–Maruyama proposal, accepted with the probability that makes e^{−βf} exactly stationary.
///
///     x′ = x − h∇f(x) + √(2θh) ξ
///     log α = −β(f(x′) − f(x)) − |x − x′ + h∇f(x′)|²/(4θh) + |ξ|²/2
///
/// A proposal beyond a mirror is rejected. The decision is log α > −E with an exponential deviate
/// E = (η₁² + η₂²)/2 from two more normal deviates: they come from the same stream as the noise. At θ = 0 downhill
/// proposals only are accepted.
public struct MetropolisAdjustedLangevin: Integrator, Equatable {
  /// The scheme has no coefficients.
  public init() {}

  /// The name in a scenario.
  public var name: String { "mala" }
  /// Moves are proposals.
  public var isMetropolized: Bool { true }
  /// Rejection makes the stationary law exact and breaks the path.
  public var convergence: Convergence {
    Convergence(stationary: .exact, remark: "has no path to compare with.")
  }
  /// Without noise a proposal is a descent that is rejected wherever it overshoots.
  public var lackAtZeroTemperature: String? { "noise to propose moves by" }
  /// One deviate per coordinate and two for the decision.
  public func deviates(dimension: Int) -> Int { dimension + 2 }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let (h, θ) = (context.timeStep, context.temperature)
    let (x, noise, proposal) = (block.old, block.deviates(), block.new)
    let (n, d) = (block.walkers, block.dimension)
    block.gradient(at: x, into: block.scratch)
    proposal.set(x, plus: -h, block.scratch, plus: (2 * θ * h).squareRoot(), noise)
    let (energy, energyAfter) = (block.energies(at: x, 0), block.energies(at: proposal, 1))
    let gradientAfter = block.gradient(at: proposal)
    let (first, second) = (block.deviateRow(d), block.deviateRow(d + 1))
    for w in 0..<n {
      var (back, forth) = (0.0, 0.0)
      for i in stride(from: w, to: n * d, by: n) {
        let backwards = x[i] - proposal[i] + h * gradientAfter[i]
        back += backwards * backwards
        forth += noise[i] * noise[i]
      }
      let threshold = (first[w] * first[w] + second[w] * second[w]) / 2
      // Multiplied by θ, so that it holds at θ = 0 too; false if anything is not a number.
      let accepted = energyAfter[w] - energy[w] + back / (4 * h) - θ * forth / 2 < θ * threshold
      guard !accepted || block.isBeyondMirror(proposal, walker: w) else { continue }
      for i in stride(from: w, to: n * d, by: n) { proposal[i] = x[i] }
    }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Integrator>(
    name: "mala", summary: "Metropolis-adjusted Langevin: the stationary law is exact at any time step",
    formula: "x′ = x − h∇f(x) + √(2θh) ξ, accepted with min(1, α), log α = −βΔf + log q(x′→x) − log q(x→x′)",
    source: "Roberts and Tweedie 1996; harmonic well: acceptance .99288, .92083, .78365 at hk = .1, .5, 1",
    example: "dynamics: {integrator: mala, time-step: 0.05}"
  ) { (_) throws(Problem) in MetropolisAdjustedLangevin() }
}
