// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// SRA1 for additive noise.
///
/// With I₁ = √h ξ₁, I₁₀ = (h/2)(I₁ + √(h/3) ξ₂) and b = √(2θ):
///
///     x̃ = x − ¾h∇f(x) + (3/2) b(t + h) I₁₀/h
///     x ← x − h (⅓∇f(x) + ⅔∇f(x̃)) + b(t + h) I₁ + (b(t) − b(t + h)) I₁₀/h
///
/// The temperature may change smoothly with time.
public struct StochasticRungeKutta: Integrator, Equatable {
  /// The scheme has no coefficients.
  public init() {}

  /// The name in a scenario.
  public var name: String { "stochastic-runge-kutta" }
  /// The second deviate raises the strong order by a half.
  public var convergence: Convergence { Convergence(strong: 1.5, weak: 2, stationary: .order(2)) }
  /// Two deviates per coordinate.
  public func deviates(dimension: Int) -> Int { 2 * dimension }

  /// The real stability limit of the drift: 1 − u + u²/2 leaves [−1, 1] at u = 2.
  public func stableTimeStep(curvature: Double) -> Double { 2 / curvature }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let h = context.timeStep
    let (before, after) = ((2 * context.temperature).squareRoot(), (2 * context.temperatureAfter).squareRoot())
    let (x, first, second) = (block.old, block.deviates(0), block.deviates(1))
    let gradient = block.gradient(at: x)
    // I₁₀/h = √h/2 ξ₁ + √(h/12) ξ₂
    let (alongFirst, alongSecond) = (h.squareRoot() / 2, (h / 12).squareRoot())
    let stage = block.scratch
    stage.set(
      x, plus: -0.75 * h, gradient, plus: 1.5 * after * alongFirst, first, plus: 1.5 * after * alongSecond, second)
    block.gradient(at: stage, into: block.secondScratch)
    let new = block.new
    let mixed = before - after
    new.set(x, plus: -h / 3, gradient, plus: -2 * h / 3, block.secondScratch)
    new.set(
      new, plus: after * h.squareRoot() + mixed * alongFirst, first, plus: mixed * alongSecond, second)
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Integrator>(
    name: "stochastic-runge-kutta",
    summary: "overdamped, strong order 1.5: two gradients and two deviates a step (SRA1)",
    formula: "x̃ = x − ¾h∇f(x) + (3/2) b I₁₀/h;  x ← x − h (⅓∇f(x) + ⅔∇f(x̃)) + b I₁,  b = √(2θ)",
    source: "Rößler 2010, doi:10.1137/09076636X, scheme SRA1",
    example: "dynamics: {integrator: stochastic-runge-kutta, time-step: 0.01}"
  ) { (_) throws(Problem) in StochasticRungeKutta() }
}
