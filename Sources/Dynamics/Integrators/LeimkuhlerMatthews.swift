// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// x ← x − h∇f(x) + √(θh/2)(ξₙ + ξₙ₊₁): one gradient a step, stationary averages of second order.
///
/// On the harmonic well with u = hk the stationary variance is exactly 1/(βk), the lag-one correlation 1 − u/2; in free
/// flight ⟨Δx²⟩ = 2θ(t − h/2). When the temperature changes, each deviate carries the temperature of its own time.
///
/// The positions are midpoints of the Brownian steps of y = x − √(θh/2) ξₙ: between y before and y after a step lies a
/// Brownian bridge of variance 2θh, in which first passages are tested.
public struct LeimkuhlerMatthews: Integrator, Equatable {
  /// The scheme has no coefficients.
  public init() {}

  /// The name in a scenario.
  public var name: String { "leimkuhler-matthews" }
  /// The last deviate.
  public var memory: [CarriedState] { [.deviate] }
  /// A Brownian bridge between the points y.
  public var path: PathBetweenSteps { .brownianElsewhere }
  /// ⟨Δx²⟩ = 2θ(t − h/2).
  public var freeFlightDelay: Double { 0.5 }
  /// Second order for the stationary law only; at a finite time the weak order is 1.
  public var convergence: Convergence {
    Convergence(
      strong: 0.5, weak: 1, stationary: .order(2),
      remark: "remembers half a step's noise, hence its strong order ½; its merit is the stationary law.")
  }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let h = context.timeStep
    let amplitude = (context.temperature * h / 2).squareRoot()
    let amplitudeAfter = (context.temperatureAfter * h / 2).squareRoot()
    let (x, last, next) = (block.old, block.memory(0), block.deviates())
    let gradient = block.gradient(at: x)
    block.new.set(x, plus: -h, gradient, plus: amplitude, last, plus: amplitudeAfter, next)
    if block.needsPath {
      block.scratch.set(x, plus: -amplitude, last)
      block.secondScratch.set(x, plus: -h, gradient, plus: amplitude, last)
    }
    last.set(next)
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Integrator>(
    name: "leimkuhler-matthews",
    summary: "overdamped, stationary averages of second order at the price of Euler–Maruyama",
    formula: "x ← x − h∇f(x) + √(θh/2) (ξₙ + ξₙ₊₁)",
    source: "Leimkuhler and Matthews 2013, doi:10.1093/amrx/abs010; exact stationary variance on the harmonic well",
    example: "dynamics: {integrator: leimkuhler-matthews, time-step: 0.01}"
  ) { (_) throws(Problem) in LeimkuhlerMatthews() }
}
