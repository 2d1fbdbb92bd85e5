// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Runs
import Statistics
import TestSupport
import Testing

/// The error at h that runs at h and h/2 tell, against laws that are known at every h.
@Suite struct StepErrorTests {
  private static let small = [0.02, 0.05, 0.1]

  /// ⟨x²⟩ of Euler and Maruyama's scheme in a harmonic well is 1/(1 − u/2) at u = hk; the error falls like h.
  @Test(arguments: small) func firstOrder(u: Double) {
    func variance(_ u: Double) -> Estimate { Estimate(1 / (1 - u / 2), standardError: 0) }
    let error = StepError(of: variance(u), against: variance(u / 2), order: 1)
    #expect(agree(error.value, 1 / (1 - u / 2) - 1, relative: u / 3))
    #expect(error.isSeen)
  }

  /// Heun's is (1 − u/2)/(1 − u/2 + u²/4); the error falls like h².
  @Test(arguments: small) func secondOrder(u: Double) {
    func variance(_ u: Double) -> Estimate { Estimate((1 - u / 2) / (1 - u / 2 + u * u / 4), standardError: 0) }
    let error = StepError(of: variance(u), against: variance(u / 2), order: 2)
    #expect(agree(error.value, variance(u).value - 1, relative: u))
  }

  /// A passage to a plane that is seen after whole steps takes longer as if the plane were .5826√(2θh) further away.
  @Test(arguments: small) func halfOrder(h: Double) {
    func time(_ h: Double) -> Estimate { Estimate(1 + 0.5826 * (2 * h).squareRoot(), standardError: 0) }
    let error = StepError(of: time(h), against: time(h / 2), order: 0.5)
    #expect(agree(error.value, time(h).value - 1, relative: 1e-12))
  }

  /// Scales, and shifts, with the number; the error of the error comes from both runs.
  @Test func scalingAndChance() throws {
    let (coarse, fine) = (Estimate(1.1, standardError: 0.03), Estimate(1, standardError: 0.04))
    let error = StepError(of: coarse, against: fine, order: 1)
    #expect(agree(error.value, 0.2, relative: 1e-12) && agree(error.standardError, 0.1, relative: 1e-12))
    #expect(!error.isSeen)
    #expect(error.note == "time-step error not seen: below 0.36 (95 %)")
    let scaled = StepError(of: coarse.scaled(by: 10), against: fine.scaled(by: 10), order: 1)
    #expect(agree(scaled.value, 2, relative: 1e-12) && agree(scaled.standardError, 1, relative: 1e-12))
  }

  @Test func theFindingSaysSo() throws {
    let rate = Finding("escape-rate", Estimate(1.1, standardError: 0.01))
    let checked = [rate].compared(withHalfStep: [Finding("escape-rate", Estimate(1, standardError: 0.01))], order: 1)[0]
    #expect(agree(try #require(checked.discretizationError), 0.2, relative: 1e-12))
    #expect(agree(try #require(checked.discretizationStandardError), 0.02 * 2.0.squareRoot(), relative: 1e-12))
    #expect(
      checked.notes == [
        "time-step error: the number is too large by 0.200(28), from the difference to half the step with an error of "
          + "order 1 in it"
      ])
  }

  /// The interval of the error at h holds the truth in 95 %, whichever the order.
  @Test(arguments: [0.5, 1, 2]) func coverage(order: Double) {
    var generator = SplitMix(7)
    var held = 0
    for _ in 0..<2000 {
      let coarse = Estimate(2 + 0.3 + 0.1 * generator.normal(), standardError: 0.1)
      let fine = Estimate(2 + 0.3 * pow(2, -order) + 0.1 * generator.normal(), standardError: 0.1)
      let error = StepError(of: coarse, against: fine, order: order)
      if abs(error.value - 0.3) <= 1.959964 * error.standardError { held += 1 }
    }
    #expect(abs(binomialZ(held, of: 2000, probability: 0.95)) <= 4)
  }
}
