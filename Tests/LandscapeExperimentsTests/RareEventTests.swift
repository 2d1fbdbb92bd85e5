// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

extension Analysis {
  fileprivate func finding(_ quantity: String, _ method: String) -> Finding? {
    findings.first { $0.quantity == quantity && $0.method == method }
  }
}

@Suite struct RareEventTests {
  private static let sampled = ["forward-flux-sampling", "weighted-ensemble"]

  /// Over the quartic barrier at β = 8, at h and at h/2.
  private static let barrier = """
    experiment: escape-rate
    potential: {kind: double-well}
    temperature: 0.125
    from: left
    start: minimum
    to: right
    dynamics: {time-step: 0.004}
    step-check: true
    """
  /// Up the side of a harmonic well, where no barrier hides the missed crossings.
  private static let slope = """
    experiment: escape-rate
    seed: 4
    potential: {kind: expression, energy: "0.5*x^2", coordinates: [x]}
    temperature: 1
    from: {point: [0]}
    home: {half-space: {normal: [-1], offset: 0}}
    to: {half-space: {normal: [1], offset: 2.5}}
    dynamics: {time-step: 0.01}
    """

  /// Both methods agree with quadrature at β = 8, at h and at h/2, and leave their figures and results.
  @Test func theMethodsAgreeWithQuadrature() throws {
    let result = try analyzed(
      """
      \(Self.barrier)
      seed: 3
      methods: [exact, forward-flux-sampling, weighted-ensemble]
      forward-flux: {walkers: 200, rounds: 5, trials: 500, repetitions: 10}
      weighted-ensemble: {bins: 16, walkers-per-bin: 30, iterations: 300, repetitions: 10, resampling-time: 0.08}
      """)
    let exact = try #require(result.finding("escape-rate", "exact")?.value)
    for method in Self.sampled {
      let rate = try #require(result.finding("escape-rate", method))
      expectZ(rate.value ?? 0, exact, standardError: rate.standardError ?? 0, method)
      #expect(rate.samples == 10)
      #expect(rate.discretizationError != nil)
      #expect(result.tables[0].columns.contains("z, \(method)"))
      #expect(result.answer.contains(method))
    }
    let transition = try #require(result.finding("transition-rate", "exact")?.value)
    let measured = try #require(result.finding("transition-rate", "forward-flux-sampling"))
    expectZ(measured.value ?? 0, transition, standardError: measured.standardError ?? 0)
    #expect(result.figures.contains { $0.name == "forward-flux-sampling-ladder" })
    #expect(result.figures.contains { $0.name == "weighted-ensemble-flux" })
    let rates = try #require(result.results.variables.first { $0.name == "repetition_rate" })
    #expect(rates.dimensions == ["method", "repetition"])
    #expect(result.results.variables.contains { $0.name == "steady_flux_history" })
  }

  /// Splitting at h and at h/2: an error of discretization, and the climb from level to level down to the probability.
  @Test func splittingChecksTheStepAndDrawsItsClimb() throws {
    let result = try analyzed(
      """
      \(Self.barrier)
      seed: 5
      methods: [exact, adaptive-multilevel-splitting]
      splitting: {replicas: 100, repetitions: 20}
      """)
    let method = "adaptive-multilevel-splitting"
    let exact = try #require(result.finding("escape-rate", "exact")?.value)
    let rate = try #require(result.finding("escape-rate", method))
    expectZ(rate.value ?? 0, exact, standardError: rate.standardError ?? 0)
    for quantity in [
      "escape-rate", "mean-first-passage-time", "transition-rate", "transition-probability", "loop-time",
    ] {
      let finding = try #require(result.finding(quantity, method))
      let error = try #require(finding.discretizationError)
      // Two independent estimates differ, and by no more than their errors allow.
      #expect(error > 0 && error < 4 * (finding.discretizationStandardError ?? 0), "\(quantity): \(error)")
    }
    let figure = try #require(result.figures.first { $0.name == "\(method)-ladder" })
    #expect(figure.series.count { $0.style == .thinLine } == 20)
    let climb = try #require(figure.series.last)
    let probability = try #require(result.finding("transition-probability", method)?.value)
    #expect(climb.y.first == 1)
    #expect(agree(climb.y.last ?? 0, probability, relative: 1e-9))
    #expect(zip(climb.y, climb.y.dropFirst()).allSatisfy { $0 >= $1 })
  }

  /// From a start without a barrier the boundaries' shift is needed: with it the passage through a plane agrees with `exact`.
  @Test func theShiftTakesTheMissedCrossingsIn() throws {
    let result = try analyzed(
      """
      \(Self.slope)
      methods: [exact, forward-flux-sampling, weighted-ensemble]
      forward-flux: {walkers: 500, rounds: 20, trials: 4000, repetitions: 16}
      weighted-ensemble: {bins: 10, walkers-per-bin: 100, iterations: 600, repetitions: 16, resampling-time: 0.1}
      """)
    let exact = try #require(result.finding("escape-rate", "exact")?.value)
    for method in Self.sampled {
      let rate = try #require(result.finding("escape-rate", method))
      // Without the shift the rate would be too small by about 2.5·0.58·√(2h) = 20 %; what is left is of order h.
      #expect(abs((rate.value ?? 0) / exact - 1) < 0.03, "\(method): \(rate.value ?? 0) against \(exact)")
    }
    let uncorrected = try analyzed(
      """
      \(Self.slope)
      crossing: none
      methods: [forward-flux-sampling]
      forward-flux: {walkers: 200, rounds: 10, trials: 1000, repetitions: 8}
      """)
    let low = try #require(uncorrected.finding("escape-rate", "forward-flux-sampling"))
    #expect((low.value ?? 0) < 0.92 * exact)
    #expect(
      low.notes == [
        "arrivals between two steps are missed, which makes the rate too small by a part that falls as √h"
      ])
  }

  /// With a score that leads walkers astray a rate is right or doubtful, by whatever method.
  @Test func aPoorScoreIsSeen() throws {
    let result = try analyzed(
      """
      experiment: escape-rate
      seed: 6
      potential: {kind: triple-well-2d}
      temperature: 0.25
      from: {ball: {center: [-1.048, -0.042], radius: 0.2}}
      start: minimum
      to: {ball: {center: [1.048, -0.042], radius: 0.2}}
      dynamics: {time-step: 0.002}
      score: {distance: target}
      methods: [fokker-planck, adaptive-multilevel-splitting, forward-flux-sampling]
      splitting: {replicas: 100, repetitions: 8}
      forward-flux: {walkers: 100, rounds: 4, trials: 300, repetitions: 8}
      """)
    let exact = try #require(result.finding("escape-rate", "fokker-planck")?.value)
    for method in ["adaptive-multilevel-splitting", "forward-flux-sampling"] {
      let rate = try #require(result.finding("escape-rate", method))
      let value = try #require(rate.value)
      let isRight = abs(log(value / exact)) < 4 * (rate.standardError ?? 0) / value + 0.05
      #expect(isRight || rate.isDoubtful, "\(method): \(value) against \(exact)")
    }
  }

  /// The time in a well beside the path belongs to the rate of all three methods, and a note tells of it.
  @Test func aWellBesideThePathCounts() throws {
    let result = try analyzed(
      """
      experiment: escape-rate
      seed: 7
      potential: {kind: expression, energy: "5*x^2*(x^2 - 1)^2 + 0.08*x", coordinates: [x]}
      temperature: 0.12
      from: {ball: {center: [0], radius: 0.1}}
      start: minimum
      to: {half-space: {normal: [1], offset: 0.9}}
      dynamics: {time-step: 0.002}
      methods: [exact, adaptive-multilevel-splitting, forward-flux-sampling, weighted-ensemble]
      splitting: {replicas: 200, repetitions: 12}
      forward-flux: {walkers: 200, rounds: 4, trials: 500, repetitions: 12}
      weighted-ensemble: {bins: 16, walkers-per-bin: 40, iterations: 300, repetitions: 12}
      """)
    let exact = try #require(result.finding("escape-rate", "exact")?.value)
    for method in Self.sampled + ["adaptive-multilevel-splitting"] {
      let rate = try #require(result.finding("escape-rate", method))
      expectZ(rate.value ?? 0, exact, standardError: rate.standardError ?? 0, method)
      #expect(!rate.isDoubtful, "\(rate.notes)")
      #expect(rate.notes.contains { $0.hasPrefix("walkers from home spend") }, "\(rate.notes)")
    }
  }
}
