// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import TestSupport
import Testing

@testable import Dynamics

/// Walkers that leave the domain of f are lost, whatever the scheme; none goes on where f has no value or beyond a pole.
@Suite struct LostWalkerTests {
  private static let schemes: [any Integrator] = {
    let words = ["BAOAB", "OBABO"].compactMap { try? Splitting($0) as any Integrator }
    return [EulerMaruyama(), StochasticHeun(), LeimkuhlerMatthews(), StochasticRungeKutta()] + words
  }()

  @Test(arguments: ["-0.5*log(r)", "0.02/r", "-0.3*log(abs(r))", "0.5*sqrt(r)", "0.001/r^2", "r^1.5"], 0..<6)
  func noneIsBeyond(formula: String, scheme: Int) throws {
    let integrator = Self.schemes[scheme]
    let potential = try ExpressionPotential(
      formula + " + r^2", coordinates: ["r"], window: [0.01...3])
    var ensemble = try Ensemble(
      potential: potential, integrator: integrator, timeStep: 0.01, schedule: ConstantTemperature(1),
      starts: [Double](repeating: 0.3, count: 500), walkers: 0..<500, seed: 3)
    for _ in 0..<20 {
      ensemble.run(steps: 20)
      let walkers = ensemble.walkers
      let beyond = (0..<walkers.count).filter { walkers.positions[$0] < 0 }.map { walkers.identifiers[$0] }
      // Until the force is asked for where f has no value.
      ensemble.run(steps: 2)
      #expect(Set(beyond).isDisjoint(with: ensemble.walkers.identifiers))
    }
    // Momenta of the underdamped schemes carry few over the narrow poles.
    #expect(scheme > 3 || ensemble.divergences.count > 100)
    #expect(ensemble.walkers.count + ensemble.divergences.count == 500)
    // The reason is near where they were last seen; momenta may come from far.
    guard scheme <= 3 else { return }
    #expect(
      ensemble.divergences.allSatisfy { potential.gap(near: $0.position, within: 0.6) != nil || $0.position[0] > 3 })
  }

  /// Proposals beyond the domain are rejected: MALA keeps to it and samples the law of the half-line.
  @Test func proposalsStay() throws {
    let potential = try ExpressionPotential("-log(r) + r^2/2", coordinates: ["r"], window: [0.01...4])
    var ensemble = try Ensemble(
      potential: potential, integrator: MetropolisAdjustedLangevin(), timeStep: 0.2, schedule: ConstantTemperature(1),
      starts: [Double](repeating: 1, count: 4000), walkers: 0..<4000, seed: 3)
    ensemble.run(steps: 400)
    #expect(ensemble.divergences.isEmpty)
    let positions = ensemble.walkers.positions
    #expect(positions.allSatisfy { $0 > 0 })
    // r e^{−r²/2}: ⟨r²⟩ = 2.
    let (mean, error) = meanAndError(positions.map { $0 * $0 })
    expectZ(mean, 2, standardError: error, "⟨r²⟩")
  }

  /// Beside a singular wall between mirrors a step that is too long is seen, not folded away.
  @Test func thrownBetweenMirrors() throws {
    let potential = try ExpressionPotential(
      "12*(r^-12 - r^-6)", coordinates: ["r"], boundaries: [.reflecting(lower: 0, upper: 5)])
    var ensemble = try Ensemble(
      potential: potential, timeStep: 0.02, schedule: ConstantTemperature(1),
      starts: [Double](repeating: 1.12, count: 100), walkers: 0..<100, seed: 1)
    ensemble.run(steps: 300)
    #expect(ensemble.divergences.count > 50)
  }

  /// Free flight on a small circle may go around many times in a step.
  @Test func noiseGoesAround() throws {
    var ensemble = try Ensemble(
      potential: FlatLandscape(boundaries: [.periodic(0...0.01), .reflecting(lower: 0, upper: 0.01)]), timeStep: 1,
      schedule: ConstantTemperature(1), starts: [Double](repeating: 0.005, count: 2000), walkers: 0..<1000, seed: 1)
    ensemble.run(steps: 50)
    #expect(ensemble.divergences.isEmpty)
  }
}
