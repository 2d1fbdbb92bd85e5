// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Experiments
import Runs
import Scenarios
import Settings
import Testing

@testable import LandscapeExperiments

/// Windows along what the potential tells, in scenarios as a run writes them down.
struct WrittenWindowsTests {
  private static let network = """
    seed: 1
    potential:
      kind: network-loss
      task: {kind: modular-arithmetic, operation: x+y, modulus: 3}
      data: {train-count: 7}
      model: {kind: quadratic, width: 3}
      precision: double
      confinement: 0.05
    temperature: 0.05
    """

  /// A run is reported, resumed and exported from what it wrote down, where every default stands.
  @Test(arguments: [
    """
    experiment: equilibrium
    methods: [umbrella]
    umbrella: {observable: {loss: test}, from: 0.2, to: 5, windows: 4}
    """,
    """
    experiment: escape-rate
    from: {loss: {on: test, at-least: 2.5}}
    start: arrival
    to: {loss: {on: test, at-most: 0.5}}
    dynamics: {time-step: 0.01}
    methods: [eyring-free-energy]
    eyring-free-energy: {observable: {loss: test}, from: 0.2, to: 5, windows: 4}
    """,
  ]) func whatIsWrittenIsReadAgain(_ rest: String) throws {
    let plan = try Plan(ScenarioFile(yaml: Self.network + "\n" + rest, name: "test.yaml"))
    let again = try Plan(ScenarioFile(yaml: plan.resolved.yaml(), name: "scenario.yaml"))
    #expect(again.resolved == plan.resolved)
  }

  /// A coordinate and an observable cannot both be meant.
  @Test func bothAreRefused() {
    let both = """
      experiment: equilibrium
      methods: [umbrella]
      umbrella: {coordinate: 1, observable: {loss: test}, from: 0.2, to: 5, windows: 4}
      """
    #expect(throws: (any Error).self) {
      try Plan(ScenarioFile(yaml: Self.network + "\n" + both, name: "test.yaml"))
    }
  }

  /// Between regions of what a small network tells there is no saddle, and an Arrhenius line all the same.
  @Test func observedRegionsHaveAnArrheniusLine() throws {
    let rest = """
      experiment: escape-rate
      from: {norm: {on: all, at-most: 4}}
      start: initial
      to: {loss: {on: train, at-most: 0.5}}
      dynamics: {time-step: 0.05}
      walkers: 64
      time-limit: 2000
      methods: [first-passage]
      sweep: {temperature: [0.05, 0.07, 0.1]}
      """
    let result = try analyzed(Self.network + "\n" + rest)
    let energy = try #require(result.findings.first { $0.quantity == "activation-energy" })
    #expect(energy.method == "first-passage" && energy.value != nil)
    #expect(!result.findings.contains { $0.quantity == "activation-enthalpy" })
  }
}
