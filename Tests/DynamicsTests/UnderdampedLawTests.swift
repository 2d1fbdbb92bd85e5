// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Dynamics

@Suite struct UnderdampedLawTests {
  /// ⟨q²⟩ and ⟨p²⟩ with k = m = β = 1 against the formulas of the literature.
  @Test(arguments: [0.5, 1]) func momentsOfNamedSplittings(h: Double) throws {
    let laws: [(String, Double, Double)] = [
      ("BAOAB", 1, 1 - h * h / 4), ("OBABO", 1 / (1 - h * h / 4), 1),
    ]
    for (word, position, momentum) in laws {
      try expectMoments(try Splitting(word, friction: 1), h, position: position, momentum: momentum)
    }
  }

  /// Any word against the covariance map of its letters.
  @Test(arguments: ["ABOBA", "OABAO", "AOBOA", "BOAOB", "ABO", "BABO", "OBABOAB"]) func momentsOfAnyWord(word: String)
    throws
  {
    let (h, friction) = (0.6, 1.3)
    var scheme = LinearScheme()
    let share = { (letter: Character) in h / Double(word.count { $0 == letter }) }
    for letter in word {
      switch letter {
      case "A": scheme.then((1, share("A"), 0, 1))
      case "B": scheme.then((1, 0, -share("B"), 1))
      default:
        let decay = exp(-friction * share("O"))
        scheme.then((1, 0, 0, decay), momentumNoise: 1 - decay * decay)
      }
    }
    let exact = scheme.stationary
    try expectMoments(try Splitting(word, friction: friction), h, position: exact.qq, momentum: exact.pp)
  }

  @Test func momentsOfStochasticGradientHamiltonian() throws {
    let (h, friction) = (0.3, 0.8)
    var scheme = LinearScheme()
    scheme.then((1, h, 0, 1))
    scheme.then((1, 0, -h, 1 - h * friction), momentumNoise: 2 * friction * h)
    let exact = scheme.stationary
    let integrator = try StochasticGradientHamiltonian(friction: friction)
    try expectMoments(integrator, h, position: exact.qq, momentum: exact.pp)
  }

  /// Without a bath the energy of the leapfrog stays within O(h²) for ever.
  @Test func energyIsConservedWithoutFriction() throws {
    var ensemble = try Ensemble(
      potential: HarmonicLandscape(), integrator: try Splitting("BAOAB", friction: 0), timeStep: 0.1,
      schedule: ConstantTemperature(1), starts: Array(repeating: 1, count: 16), walkers: 0..<16, seed: 1)
    func energies(_ walkers: Walkers) -> [Double] {
      (0..<walkers.count).map {
        (pow(walkers.position(0, of: $0), 2) + pow(walkers.memory(0, 0, of: $0), 2)) / 2
      }
    }
    let before = energies(ensemble.walkers)
    ensemble.run(steps: 10_000, every: 97) { walkers, _ in
      for (now, then) in zip(energies(walkers), before) { #expect(abs(now / then - 1) < 0.1 * 0.1) }
    }
  }

  private func expectMoments(_ integrator: any Integrator, _ h: Double, position: Double, momentum: Double) throws {
    let ensemble = try harmonicEnsemble(integrator, timeStep: h, count: 200_000, steps: Int(30 / h), seed: 21)
    let walkers = ensemble.walkers
    let (q, qError) = meanAndError(walkers.positions.map { $0 * $0 })
    expectZ(q, position, standardError: qError, "⟨q²⟩ of \(integrator.name) at h = \(h)")
    let (p, pError) = meanAndError(walkers.memory.map { $0 * $0 })
    expectZ(p, momentum, standardError: pError, "⟨p²⟩ of \(integrator.name) at h = \(h)")
  }
}
