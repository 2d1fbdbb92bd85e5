// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Runs
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

private let network = """
  experiment: equilibrium
  seed: 4
  potential:
    kind: network-loss
    task: {kind: modular-arithmetic, operation: x+y, modulus: 3}
    data: {train-count: 5}
    model: {kind: quadratic, width: 2}
    precision: double
    confinement: 0.02
  temperature: 0.02
  """

/// The Gibbs law of all of space of a network, by methods that have nothing in common.
struct WholeSpaceTests {
  private let all = Record([("well", .text("all"))])

  private func on(_ place: String) -> Record { Record([("well", .text("all")), ("on", .text(place))]) }

  @Test("integration from the Gaussian law, nested parts of the prior and chains agree") func agreement() throws {
    let found = try analyzed(
      network + """

        methods: [thermodynamic-integration, sampling, nested-sampling]
        walkers: 32
        steps: 8000
        dynamics: {integrator: mala, time-step: 0.1}
        integration: {walkers: 64, steps: 3000}
        nested: {live-points: 200, repetitions: 8}
        energy-below: [0.5]
        """)
    func estimate(_ method: String, _ quantity: String, _ place: Record) throws -> Estimate {
      try #require(
        found.findings.first { $0.method == method && $0.quantity == quantity && $0.at.isSamePlace(as: place) }?
          .estimate,
        "\(quantity) by \(method)")
    }
    for (one, other, quantity, place) in [
      ("thermodynamic-integration", "nested-sampling", "log-evidence", all),
      ("thermodynamic-integration", "nested-sampling", "free-energy", all),
      ("thermodynamic-integration", "sampling", "energy", all),
      ("thermodynamic-integration", "sampling", "mean-loss", on("train")),
      ("thermodynamic-integration", "sampling", "mean-loss", on("test")),
      ("thermodynamic-integration", "sampling", "mean-accuracy", on("train")),
      ("thermodynamic-integration", "sampling", "mean-norm", on("all")),
    ] {
      let (a, b) = (try estimate(one, quantity, place), try estimate(other, quantity, place))
      let error = (a.standardError * a.standardError + b.standardError * b.standardError).squareRoot()
      expectZ(a.value, b.value, standardError: error, "\(quantity), \(one) against \(other)")
    }
    let capacity = try estimate("sampling", "heat-capacity", all)
    let variance = try estimate("sampling", "energy-variance", all)
    #expect(agree(capacity.value, variance.value / 4e-4, relative: 1e-12))
    #expect(try estimate("nested-sampling", "log-prior-volume", Record([("loss-below", .number(0.5))])).value < 0)
  }

  @Test("umbrella along the test loss tells the means of the Gibbs law", .long) func umbrella() throws {
    let found = try analyzed(
      network + """

        methods: [thermodynamic-integration, umbrella]
        integration: {walkers: 64, steps: 3000}
        umbrella: {observable: {loss: test}, from: 0.3, to: 4, samples: 2000, walkers: 8, burn-in: 20000}
        """)
    let values = ["thermodynamic-integration", "umbrella"].compactMap { method in
      found.findings.first {
        $0.method == method && $0.quantity == "mean-loss" && $0.at.isSamePlace(as: on("train"))
      }?.estimate
    }
    #expect(values.count == 2)
    if values.count == 2 {
      expectZ(values[0].z(against: values[1]), 0, standardError: 1, "⟨L⟩")
    }
    #expect(found.findings.contains { $0.quantity == "entropy-barrier-verdict" && $0.text != nil })
    #expect(found.figures.contains { $0.name == "profile" })
  }

  @Test("an accuracy as a coordinate names what has a gradient") func accuracy() {
    #expect(
      complaints(
        about: network + "\nmethods: [umbrella]\numbrella: {observable: {accuracy: test}, from: 0.1, to: 1}"
      ).contains("accuracy on test has no gradient, so that it cannot carry a bias; take {loss: test}."))
  }

  @Test("a network without confinement says what is missing") func unconfined() {
    #expect(
      complaints(
        about: network.replacing("confinement: 0.02", with: "confinement: 0")
          + "\nmethods: [thermodynamic-integration]"
      ).contains("the confinement is 0.0, so that e^(−f/θ) cannot be normalized"))
  }

  @Test("all of space can be asked of a toy") func toy() throws {
    let found = try analyzed(
      """
      experiment: equilibrium
      seed: 2
      potential: {kind: double-well}
      temperature: 0.5
      wells: [all]
      methods: [quadrature, thermodynamic-integration, sampling]
      steps: 20000
      integration: {walkers: 16, steps: 1000, confinement: 1}
      """)
    func estimate(_ method: String, _ quantity: String) throws -> Estimate {
      try #require(
        found.findings.first { $0.method == method && $0.quantity == quantity && $0.at.isSamePlace(as: all) }?.estimate)
    }
    for quantity in ["free-energy", "energy", "entropy"] {
      let (own, exact) = (try estimate("thermodynamic-integration", quantity), try estimate("quadrature", quantity))
      expectZ(own.value, exact.value, standardError: own.standardError, quantity)
    }
    let (own, exact) = (try estimate("sampling", "energy"), try estimate("quadrature", "energy"))
    expectZ(own.value, exact.value, standardError: own.standardError, "energy by sampling")
  }
}
