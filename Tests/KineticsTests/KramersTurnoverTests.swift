// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

@Suite struct KramersTurnoverTests {
  /// The laws of f = (x² − 1)² from −1 over 0.
  private func turnover(_ friction: Double, temperature: Double = 1.0 / 6) throws -> KramersTurnover {
    let well = QuarticWell()
    let overdamped = try ExactPassage(potential: well, temperature: temperature).moments(
      from: .point([-1]), to: .above(1))
    let step = 1e-4
    var partition = 0.0
    for index in 0..<40000 {
      let x = -4 + (Double(index) + 0.5) * step
      partition += step * exp(-well.energy(at: [x]) / temperature)
    }
    return try KramersTurnover(
      potential: well, well: [-1], saddle: [0], temperature: temperature, friction: friction,
      overdamped: overdamped.rate.value, wellFreeEnergy: -temperature * log(partition))
  }

  /// S of the barrier's orbit is 8/3, and S(E) is a complete elliptic integral; here by its limits.
  @Test func actionOfTheQuarticBarrier() throws {
    let orbit = try BarrierOrbit(potential: QuarticWell(), minimum: -1, saddle: 0)
    #expect(orbit.barrier == 1)
    #expect(agree(orbit.action, 8.0 / 3, relative: 1e-5))
    // At the bottom S = 2πE/ω, ω = √8.
    #expect(agree(orbit.actions[1] / orbit.energies[1], 2 * .pi / 8.0.squareRoot(), relative: 2e-3))
    let mirror = try BarrierOrbit(potential: QuarticWell(), minimum: 1, saddle: 0)
    #expect(agree(mirror.action, orbit.action, relative: 1e-9))
  }

  /// Υ by an integrator of another program.
  @Test(arguments: [
    (1e-4, 9.917946906e-5), (1e-2, 9.209201855e-3), (0.1, 0.07708691955), (1, 0.4429783099), (5, 0.87891012595),
    (30, 0.99989247300),
  ])
  func depopulation(loss: Double, expected: Double) {
    #expect(agree(KramersTurnover.depopulation(loss), expected, relative: 1e-9))
  }

  /// Υ → 1 − …, κ → |λ₋|/γ: at high friction the rate is that of the overdamped equation in its own time.
  @Test func highFrictionIsOverdamped() throws {
    let exact = try ExactPassage(potential: QuarticWell(), temperature: 1.0 / 6).moments(
      from: .point([-1]), to: .above(1)
    )
    .rate.value
    #expect(agree(try turnover(1000).rate.value * 1000, exact, relative: 1e-3))
    let factor = KramersFactor(unstableCurvature: 4, friction: 1e6)
    #expect(agree(factor.growthRate * 1e6, 4, relative: 1e-11))
    #expect(KramersFactor(unstableCurvature: 4, friction: 0).transmission == 1)
  }

  /// At low friction it is the rate at which energy diffuses.
  @Test func lowFrictionIsEnergyDiffusion() throws {
    let law = try turnover(1e-8)
    #expect(agree(law.rate.value, law.energyDiffusion, relative: 1e-3))
    // 1/γ of it by SciPy's rules on a grid of its own.
    #expect(agree(law.energyDiffusion / 1e-8, 0.0129678, relative: 1e-3))
  }

  /// Against direct simulation by a program of its own (BAOAB, 10⁴ passages at each friction): within ten percent at 6 θ.
  @Test(arguments: [
    (0.01, 9.972e-5), (0.03, 2.470e-4), (0.1, 5.543e-4), (0.3, 8.432e-4), (1, 8.292e-4), (3, 5.227e-4), (10, 2.019e-4),
  ])
  func simulation(friction: Double, rate: Double) throws {
    let law = try turnover(friction)
    #expect(abs(law.rate.value / rate - 1) < 0.1, "\(law.rate.value / rate)")
  }

  /// As θ → 0 the corrections for the finite barrier vanish in proportion to it.
  @Test(arguments: [0.01, 1, 20]) func correctionsVanish(friction: Double) throws {
    let errors = try [0.1, 0.05, 0.025].map { theta in
      let law = try turnover(friction, temperature: theta)
      return abs(law.leadingOrder / law.rate.value - 1)
    }
    #expect(errors[1] < 0.7 * errors[0] && errors[2] < 0.7 * errors[1], "\(errors)")
  }
}
