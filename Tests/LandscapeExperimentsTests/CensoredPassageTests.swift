// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// Rates by direct simulation where walkers are censored, or their times not exponential.
@Suite struct CensoredPassageTests {
  /// Three wells of which one lies beside the path: most walkers are still on their way, or held up, at the limit.
  private static let besideThePath = """
    experiment: escape-rate
    potential: {kind: expression, energy: "6*x^2*(x^2 - 1)^2 + 0.1*x", coordinates: [x]}
    temperature: 0.25
    from: {point: [0]}
    to: {half-space: {normal: [1], offset: 0.9}}
    dynamics: {time-step: 0.002}
    walkers: 1000
    """

  /// The hazard of the first moments says nothing of walkers that are held up in the third well.
  @Test func aWellBesideThePathIsNotForgotten() throws {
    let result = try analyzed(Self.besideThePath + "\ntime-limit: 2\nmethods: [first-passage, exact]")
    let rate = try result.found("escape-rate", by: "first-passage")
    let exact = try #require(result.found("mean-first-passage-time", by: "exact").value)
    #expect(rate.isDoubtful)
    let mean = try result.found("mean-first-passage-time", by: "first-passage")
    #expect(try #require(mean.lowerBound) < exact)
    #expect(
      result.answer.contains("cannot be told") && result.answer.contains("Not compared: first-passage (doubtful)"))
    #expect(try #require(result.tables[0].rows.first).contains { $0.hasSuffix(" (?)") })
    let restricted = try result.found("restricted-mean-time", by: "first-passage")
    #expect(restricted.at["time"]?.asNumber == 2 && (restricted.value ?? 3) < 2)
  }

  /// When nearly all have arrived the times before the limit tell the mean, and what is left counts by its own rate.
  @Test func whatIsLeftCountsByItsOwnRate() throws {
    let result = try analyzed(Self.besideThePath + "\ntime-limit: 150\nmethods: [first-passage, exact]")
    let rate = try result.found("escape-rate", by: "first-passage")
    let exact = try #require(result.found("escape-rate", by: "exact").value)
    #expect(!rate.isDoubtful && (rate.censored ?? 0) > 0)
    expectZ(rate.value ?? 0, exact, standardError: rate.standardError ?? 0)
  }

  /// Under cooling the mean time over all of time is not known at the end of the schedule.
  @Test func cooledWalkersHaveNoRateConstant() throws {
    let result = try analyzed(
      """
      experiment: escape-rate
      potential: {kind: double-well, tilt: 0.1}
      temperature: {schedule: power, from: 1, onset: 5, power: 0.5}
      from: left
      start: minimum
      to: right
      dynamics: {time-step: 0.02}
      walkers: 500
      time-limit: 100
      methods: [first-passage]
      """)
    let rate = try result.found("escape-rate", by: "first-passage")
    #expect(rate.isDoubtful)
    #expect(result.answer.contains("but it is doubtful") && result.answer.contains("neither one over the mean time"))
    let mean = try result.found("mean-first-passage-time", by: "first-passage")
    #expect(mean.value == nil && (mean.lowerBound ?? 0) > 0)
  }

  /// Halved twice, a harmonic well's energy by Euler and Maruyama's scheme tells the error at h: θ/2·(1/(1 − u/2) − 1).
  @Test func theStepErrorIsThatOfTheStatedNumber() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: expression, energy: "x^2/2", coordinates: [x]}
      temperature: 1
      dynamics: {integrator: euler-maruyama, time-step: 0.2}
      walkers: 64
      steps: 20000
      step-check: true
      methods: [sampling]
      """)
    let energy = try result.found("energy", by: "sampling")
    let coarse = 0.5 / (1 - 0.1)
    // Both runs follow the scheme's law exactly, so that the extrapolation is known beyond its first order.
    let truth = 2 * (coarse - 0.5 / (1 - 0.05))
    expectZ(
      try #require(energy.discretizationError), truth,
      standardError: try #require(energy.discretizationStandardError))
    #expect(agree(truth, coarse - 0.5, relative: 0.06))
  }

  /// Missed crossings make an error of order ½: the stated one, 3.4 times the difference, is that against quadrature.
  @Test(.long) func missedCrossings() throws {
    let result = try analyzed(
      """
      experiment: escape-rate
      potential: {kind: expression, energy: "x^2/2", coordinates: [x]}
      temperature: 1
      from: {point: [0]}
      to: {half-space: {normal: [1], offset: 1}}
      crossing: none
      walkers: 100000
      dynamics: {time-step: 0.01}
      step-check: true
      methods: [first-passage, exact]
      """)
    let rate = try result.found("escape-rate", by: "first-passage")
    let exact = try #require(result.found("escape-rate", by: "exact").value)
    let error = try #require(rate.discretizationError)
    let noise = try #require(rate.discretizationStandardError)
    // The next order of the error, h, is less than a tenth of the first here.
    let truth = exact - (rate.value ?? 0)
    #expect(abs(error - truth) < 4 * (noise + (rate.standardError ?? 0)) + 0.1 * truth)
    #expect(truth > 0 && rate.notes.contains { $0.hasPrefix("time-step error: the number is too small by ") })
  }
}
