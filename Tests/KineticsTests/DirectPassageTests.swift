// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Kinetics
import Potentials
import Statistics
import Testing

/// What a guest of the engine writes: a potential, a problem, a rate.
@Suite struct DirectPassageTests {
  /// f(x) = x²/2 + 2e^{−2x²}, as an author outside of the package writes it.
  private struct SplitParabola: LinePotential {
    let window = [-3.0...3.0]
    func energy<Lane: Lanes>(_ x: Lane) -> Lane { 0.5 * x * x + 2 * Lane.exp(-2 * x * x) }
  }

  private func problem(
    to target: Region = .above(1.2), limit: Double = 1e5, timeStep: Double = 0.005
  ) -> FirstPassageProblem {
    FirstPassageProblem(
      potential: SplitParabola(), timeStep: timeStep, schedule: ConstantTemperature(0.5), target: target,
      timeLimit: limit, seed: 11)
  }

  @Test(arguments: [StartLaw.point([-0.9]), .gibbs(.interval(-2, -0.2))])
  func theRateAgreesWithQuadrature(start: StartLaw) throws {
    let rate = try problem().rate(from: start, walkers: 4096, threads: 2)
    let exact = try ExactPassage(potential: SplitParabola(), temperature: 0.5).moments(from: start, to: .above(1.2))
    // The passage times are not exactly exponential: the error of their mean is what the second moment says.
    let spread = exact.coefficientOfVariation * exact.rate.value / 4096.0.squareRoot()
    #expect(abs(rate.value - exact.rate.value) < 4 * spread)
  }

  @Test func aRateIsThatOfItsPassageTimes() throws {
    let result = try problem(limit: 50).passages(from: .point([-0.9]), walkers: 512)
    let times = PassageTimes(result)
    #expect(times.events == result.count(.arrived) && times.censored == result.count(.censored))
    #expect(try problem(limit: 50).rate(from: .point([-0.9]), walkers: 512) == times.summary().rate)
    // Within this limit the start is not forgotten.
    let early = #expect(throws: NotApplicable.self) { try problem(limit: 3).rate(from: .point([-0.9]), walkers: 512) }
    #expect(early?.reason.hasPrefix("the passage times are not exponential and ") == true)
  }

  @Test func whatIsNoRateSaysWhy() throws {
    let late = #expect(throws: NotApplicable.self) { try problem(limit: 0.01).rate(from: .point([-0.9]), walkers: 8) }
    #expect(late?.reason.hasPrefix("no walker arrived before the time limit 0.01; the rate is below ") == true)
    let long = #expect(throws: NotApplicable.self) {
      try problem(to: .above(1e300), timeStep: 50).rate(from: .point([-0.9]), walkers: 8)
    }
    #expect(long?.reason.hasSuffix("walkers diverged; the time step 50.0 is too long.") == true)
    let nowhere = #expect(throws: NotApplicable.self) {
      try problem().rate(from: .gibbs(.below(-2.5)), walkers: 8)
    }
    #expect(nowhere?.reason == "the region has no minimum to draw a Gibbs law around; start from a point.")
  }
}
