// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// The quadrature of first-passage times against the values of docs/physics.md and against closed forms.
struct ExactPassageTests {
  let well = QuarticWell()

  @Test(arguments: [(3.0, 26.6401), (5.0, 182.418), (8.0, 3500.03), (10.0, 25527.1)])
  func crossingTheQuarticBarrier(beta: Double, expected: Double) throws {
    let passage = try ExactPassage(potential: well, temperature: 1 / beta)
    let right = try passage.moments(from: .point([-1]), to: .above(1))
    #expect(agree(right.mean.value, expected, relative: 3e-6))
    #expect((right.mean.accuracy ?? 1) < 1e-10)
    let left = try passage.moments(from: .point([1]), to: .below(-1))
    #expect(agree(left.mean.value, right.mean.value, relative: 1e-12))
    #expect(agree(left.secondMoment.value, right.secondMoment.value, relative: 1e-11))
  }

  @Test(arguments: [(5.0, 1.21770e-3), (10.0, 1.27650e-5), (15.0, 1.13788e-7)])
  func committorBetweenTheWells(beta: Double, expected: Double) throws {
    let transition = try ExactTransition(
      potential: well, from: .interval(-1, -1), to: .interval(1, 1), temperature: 1 / beta)
    #expect(agree(try transition.committor(at: -0.9).value, expected, relative: 5e-6))
    #expect(agree(try transition.committor(at: 0).value, 0.5, relative: 1e-13))
    #expect(agree(transition.reactantShare.value, 0.5, relative: 1e-12))
  }

  /// f = 0 on [0, 1]: from a mirror at 0 the exit at 1 takes (1 − x²)/2θ, second moment from cosh; two exits x(1 − x)/2θ.
  @Test func freeDiffusion() throws {
    let flat = Flat(boundary: .reflecting(lower: 0, upper: 1))
    let theta = 0.7
    let passage = try ExactPassage(potential: flat, temperature: theta)
    let oneSided = try passage.moments(from: .point([0]), to: .above(1))
    #expect(agree(oneSided.mean.value, 1 / (2 * theta), relative: 1e-13))
    #expect(agree(oneSided.secondMoment.value, 5 / (12 * theta * theta), relative: 1e-13))
    let inside = try passage.moments(from: .point([0.3]), to: .any([.below(0.1), .above(0.9)]))
    #expect(agree(inside.mean.value, 0.2 * 0.6 / (2 * theta), relative: 1e-13))
    let averaged = try passage.moments(from: .gibbs(.interval(0, 1)), to: .above(1))
    #expect(agree(averaged.mean.value, 1 / (3 * theta), relative: 1e-13))
  }

  /// On a circle of length 1 with a target of length 0.2 the passage from opposite has two ways of length 0.4.
  @Test func circle() throws {
    let circle = Flat(boundary: .periodic(0...1))
    let passage = try ExactPassage(potential: circle, temperature: 1)
    for start in [0.5, 0.35, 0.95] {
      let moments = try passage.moments(from: .point([start]), to: .interval(0.2 - 0.1, 0.2 + 0.1))
      let arc = (start - 0.3) < 0 ? start + 0.7 : start - 0.3
      #expect(agree(moments.mean.value, arc * (0.8 - arc) / 2, relative: 1e-12))
    }
  }

  @Test func harmonicExitIsTheErrorFunctionIntegral() throws {
    // f = x²/2, θ = 1: s(b) = ∫₀ᵇ e^{y²/2} dy and τ(0 → ±b) = ∫₀ᵇ e^{y²/2} ∫₋ᵧʸ e^{−z²/2} dz dy over two sides.
    let passage = try ExactPassage(potential: Parabola(), temperature: 1)
    let both = try passage.moments(from: .point([0]), to: .any([.below(-2), .above(2)])).mean.value
    // The same by Simpson's rule on 4000 intervals of a product with the exact error function.
    let count = 4000
    let width = 2.0 / Double(count)
    let sum = (0...count).reduce(0.0) { sum, index in
      let y = Double(index) * width
      let weight = index == 0 || index == count ? 1.0 : index % 2 == 1 ? 4 : 2
      return sum + weight * exp(y * y / 2) * (Double.pi / 2).squareRoot() * erf(y / 2.0.squareRoot())
    }
    #expect(agree(both, sum * width / 3, relative: 1e-11))
  }

  /// 1/k_AB is the mean passage from the last exit of A, so with A and B single points it is the passage time itself.
  @Test(arguments: [2.0, 20, 200])
  func rateBetweenPointsIsTheInversePassageTime(beta: Double) throws {
    let tilted = QuarticWell(tilt: 0.3)
    let passage = try ExactPassage(potential: tilted, temperature: 1 / beta)
    let transition = try ExactTransition(
      potential: tilted, from: .interval(-1, -1), to: .interval(0.9, 0.9), temperature: 1 / beta)
    let there = try passage.moments(from: .point([-1]), to: .interval(0.9, 0.9)).mean.value
    #expect(agree(transition.rate.value * there, 1, relative: 1e-10))
  }

  @Test func coldWellsDoNotOverflow() throws {
    let moments = try ExactPassage(potential: well, temperature: 1.0 / 500).moments(from: .point([-1]), to: .above(1))
    // Laplace's method to the next order: τ = 2π/√(8·4) e^{β}(1 + 3θ/8 + O(θ²)), a fifth of it θ² at most.
    let laplace = 2 * Double.pi / 32.0.squareRoot() * exp(500.0)
    #expect(agree(moments.mean.value / laplace, 1 + 3.0 / 8 / 500, relative: 4e-6))
    #expect((moments.mean.accuracy ?? 1) < 1e-9)
    let uphill = try ExactPassage(potential: well, temperature: 1.0 / 300).moments(from: .point([-3]), to: .above(-1))
    #expect(uphill.mean.value > 0 && uphill.mean.value < 10)
  }

  @Test func whatHasNoNumberSaysWhy() throws {
    let passage = try ExactPassage(potential: well, temperature: 0.2)
    #expect(throws: NotApplicable("the start 1.5 lies inside the target")) {
      try passage.moments(from: .point([1.5]), to: .above(1))
    }
    let free = try ExactPassage(potential: Flat(boundary: .free), temperature: 0.2)
    #expect(throws: NotApplicable("the potential does not confine walkers towards −∞, so the mean time is infinite")) {
      try free.moments(from: .point([0]), to: .above(1))
    }
  }
}
