// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness
import TestSupport
import Testing

@testable import Dynamics

/// Many independent walkers on the harmonic well, long enough to be stationary.
func harmonicEnsemble(
  _ integrator: any Integrator, timeStep: Double, count: Int, steps: Int, curvature: Double = 1,
  temperature: Double = 1, seed: UInt64
) throws -> Ensemble {
  var ensemble = try Ensemble(
    potential: HarmonicLandscape(curvature: curvature), integrator: integrator, timeStep: timeStep,
    schedule: ConstantTemperature(temperature), starts: Array(repeating: 0, count: count), walkers: 0..<UInt32(count),
    seed: seed)
  ensemble.run(steps: steps, threads: 2)
  return ensemble
}

@Suite struct OverdampedLawTests {
  static let laws: [(any Integrator, @Sendable (Double) -> Double)] = [
    (EulerMaruyama(), { 1 / (1 - $0 / 2) }),
    (LeimkuhlerMatthews(), { _ in 1 }),
    (StochasticHeun(), { (1 - $0 / 2) / (1 - $0 / 2 + $0 * $0 / 4) }),
    (MetropolisAdjustedLangevin(), { _ in 1 }),
    (StochasticGradientLangevin(), { 1 / (1 - $0 / 2) }),
    // x ← (1 − u + u²/2)x + √(2θh)((1 − u/2)ξ₁ − u/(2√3) ξ₂)
    (
      StochasticRungeKutta(),
      { u in
        let decay = 1 - u + u * u / 2
        let (first, second) = (1 - u / 2, u / 12.0.squareRoot())
        return 2 * u * (first * first + second * second) / (1 - decay * decay)
      }
    ),
  ]

  /// Variance × βk as a function of u = hk.
  @Test(arguments: OverdampedLawTests.laws.indices, [0.1, 0.5, 1])
  func stationaryVariance(index: Int, u: Double) throws {
    let (integrator, law) = Self.laws[index]
    let (curvature, temperature) = (4.0, 0.5)
    let ensemble = try harmonicEnsemble(
      integrator, timeStep: u / curvature, count: 200_000, steps: Int(12 / u), curvature: curvature,
      temperature: temperature, seed: UInt64(index))
    let (mean, error) = meanAndError(ensemble.walkers.positions.map { $0 * $0 * curvature / temperature })
    expectZ(mean, law(u), standardError: error, "\(integrator.name) at u = \(u)")
  }

  @Test(arguments: [0.1, 0.5, 1]) func lagOneCorrelationOfLeimkuhlerMatthews(u: Double) throws {
    var ensemble = try harmonicEnsemble(
      LeimkuhlerMatthews(), timeStep: u, count: 200_000, steps: Int(12 / u), seed: 3)
    let before = ensemble.walkers.positions
    ensemble.run(steps: 1)
    let (mean, error) = meanAndError(zip(before, ensemble.walkers.positions).map { $0 * $1 })
    expectZ(mean, 1 - u / 2, standardError: error, "u = \(u)")
  }

  /// ⟨Δx²⟩ = 2θ(t − h/2).
  @Test func freeFlightOfLeimkuhlerMatthews() throws {
    let (h, θ, n) = (0.1, 0.7, 200_000)
    var ensemble = try Ensemble(
      potential: FlatLandscape(), integrator: LeimkuhlerMatthews(), timeStep: h, schedule: ConstantTemperature(θ),
      starts: Array(repeating: 0, count: n), walkers: 0..<UInt32(n), seed: 4)
    for t in [h, 2 * h, 10 * h] {
      ensemble.run(steps: Int((t / h).rounded()) - Int(ensemble.step))
      let (mean, error) = meanAndError(ensemble.walkers.positions.map { $0 * $0 })
      expectZ(mean, 2 * θ * (t - h / 2), standardError: error, "t = \(t)")
    }
  }

  /// Acceptance in the stationary state, and the state stays what it is.
  @Test(arguments: [(0.1, 0.99288), (0.5, 0.92083), (1, 0.78365)])
  func acceptanceOfMetropolis(u: Double, exact: Double) throws {
    let n = 400_000
    var stream = RandomStream(StreamName(seed: 1, task: 0, purpose: .test), walker: 0)
    let starts = (0..<n).map { _ in stream.normal() }
    var ensemble = try Ensemble(
      potential: HarmonicLandscape(), integrator: MetropolisAdjustedLangevin(), timeStep: u,
      schedule: ConstantTemperature(1), starts: starts, walkers: 0..<UInt32(n), seed: 9)
    ensemble.run(steps: 1)
    let accepted = zip(starts, ensemble.walkers.positions).count { $0 != $1 }
    let rate = Double(accepted) / Double(n)
    expectZ(rate, exact, standardError: (exact * (1 - exact) / Double(n)).squareRoot(), "acceptance at u = \(u)")
    let (mean, error) = meanAndError(ensemble.walkers.positions.map { $0 * $0 })
    expectZ(mean, 1, standardError: error, "⟨x²⟩ after a step at u = \(u)")
  }

  /// On the double well, where the proposal is far from exact, MALA has the exact ⟨x²⟩ and ⟨f⟩.
  @Test func metropolisOnTheDoubleWell() throws {
    let (θ, n) = (0.5, 100_000)
    let potential = try DoubleWell()
    let exact = BoltzmannAverage(potential, temperature: θ)
    var ensemble = try Ensemble(
      potential: potential, integrator: MetropolisAdjustedLangevin(), timeStep: 0.15, schedule: ConstantTemperature(θ),
      starts: (0..<n).map { $0 % 2 == 0 ? -1 : 1 }, walkers: 0..<UInt32(n), seed: 10)
    ensemble.run(steps: 150, threads: 2)
    let (square, squareError) = meanAndError(ensemble.walkers.positions.map { $0 * $0 })
    expectZ(square, exact { $0 * $0 }, standardError: squareError, "⟨x²⟩")
    let (energy, energyError) = meanAndError(ensemble.walkers.positions.map { potential.energy(at: [$0]) })
    expectZ(energy, exact { potential.energy(at: [$0]) }, standardError: energyError, "⟨f⟩")
  }
}
