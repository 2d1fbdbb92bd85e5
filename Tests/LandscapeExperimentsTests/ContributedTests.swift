// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import RavineLaboratory
import TestSupport
import Testing

/// The examples of CONTRIBUTING.md at work: each is added to the standard laboratory and used from a scenario.
@Suite struct ContributedTests {
  private static let laboratory = Laboratory.standard
    .adding(potential: QuarticWell.entry)
    .adding(integrator: TamedEuler.entry)
    .adding(method: SpectralRateMethod())
    .adding(method: UniformSamplingMethod())
    .adding(kind: BarrierHeights.kind)

  private func analyzed(_ yaml: String) throws -> Analysis {
    let run = try RunScenario(yaml, in: Self.laboratory)
    #expect(run.perform(threads: 2).isComplete)
    return try run.analysis
  }

  /// ∫ e^{−ax⁴/4θ} dx = 2Γ(5/4)(4θ/a)^{1/4}, and ⟨f⟩ = θ/4 by the virial theorem.
  @Test func theFreeEnergyOfTheQuarticWell() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: quartic-well, stiffness: 2}
      temperature: 0.5
      methods: [quadrature]
      """)
    let free = try result.found("free-energy", by: "quadrature", ["well": .text("well-1")])
    let energy = try result.found("energy", by: "quadrature", ["well": .text("well-1")])
    #expect(agree(try #require(free.value), -0.5 * log(2 * tgamma(1.25)), relative: 1e-8))
    #expect(agree(try #require(energy.value), 0.125, relative: 1e-8))
  }

  @Test func theTamedSchemeSamplesTheQuarticWell() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: quartic-well, stiffness: 2}
      temperature: 0.5
      methods: [sampling]
      dynamics: {integrator: tamed-euler, time-step: 0.002}
      walkers: 64
      steps: 20000
      """)
    let energy = try #require(try result.found("energy", by: "sampling", ["well": .text("well-1")]).estimate)
    #expect(abs(energy.z(against: 0.125)) < 4)
    #expect(energy.standardError < 0.01)
  }

  /// By symmetry half of the gap, which is known of the double well; the headline names the rate.
  @Test func theSpectralRateOfTheDoubleWell() throws {
    let result = try analyzed(
      """
      experiment: escape-rate
      potential: {kind: double-well}
      temperature: 0.2
      from: left
      start: minimum
      to: right
      methods: [spectral-rate]
      """)
    let rate = try #require(try result.found("escape-rate", by: "spectral-rate").value)
    #expect(agree(rate, 0.0111046 / 2, relative: 1e-5))
    #expect(result.answer.hasPrefix("The escape rate is 0.00555"))
    #expect(result.answer.contains("by spectral-rate"))
  }

  /// Beside the exact passage time it is a few percent high, as a limiting law may be.
  @Test func theSpectralRateIsComparedWithTheExactOne() throws {
    let result = try analyzed(
      """
      experiment: escape-rate
      potential: {kind: double-well, tilt: 0.1}
      temperature: 0.1
      from: left
      start: minimum
      to: right
      methods: [spectral-rate, exact]
      """)
    let rate = try #require(try result.found("escape-rate", by: "spectral-rate").value)
    let exact = try #require(try result.found("escape-rate", by: "exact").value)
    #expect(abs(rate / exact - 1) < 0.05)
    #expect(result.answer.contains("by exact"))
  }

  @Test func uniformSamplingFindsThePopulations() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      seed: 3
      potential: {kind: double-well, tilt: 0.1}
      temperature: 0.3
      methods: [uniform-sampling, quadrature]
      uniform-points: 200000
      """)
    for well in ["left", "right"] {
      let at = ["well": Value.text(well)]
      let sampled = try #require(try result.found("population", by: "uniform-sampling", at).estimate)
      let exact = try #require(try result.found("population", by: "quadrature", at).value)
      #expect(abs(sampled.z(against: exact)) < 4)
      #expect(sampled.standardError < 0.01)
    }
  }

  /// f(0) − f(±1) = h without a tilt, at every point of a sweep.
  @Test func theBarriersOfTheDoubleWell() throws {
    let result = try analyzed(
      """
      experiment: barrier-heights
      potential: {kind: double-well, barrier: 1}
      sweep: {potential.barrier: [1, 2.5]}
      expect: [{quantity: barrier, method: search, at: {from: left, potential.barrier: 1}, equals: 1, within: {relative: 1e-9}}]
      """)
    for height in [1, 2.5] {
      for well in ["left", "right"] {
        let at = ["from": Value.text(well), "potential.barrier": .number(height)]
        #expect(try result.found("barrier", by: "search", at).value == height)
      }
    }
    #expect(result.tables[0].rows.count == 4)
    #expect(result.answer == "The lowest of 4 barriers is 1.0.")
  }

  /// What is wrong in a scenario of one's own kind is told with its place.
  @Test func wrongKeysAreRefused() throws {
    let problem = #expect(throws: (any Error).self) {
      try analyzed("experiment: barrier-heights\npotential: {kind: double-well}\nwalkers: 3")
    }
    #expect(
      problem.map { "\($0)" } == "test.yaml:3:1: unknown key 'walkers'; "
        + "allowed are claim, expect, experiment, potential, question, seed, title.")
  }
}
