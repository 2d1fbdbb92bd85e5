// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Scenarios
import Settings
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

@Suite struct EquilibriumTests {
  private static let computed = """
    experiment: equilibrium
    seed: 11
    potential: {kind: entropic-double-well}
    temperature: 0.3333333333333333
    reference: narrow
    regions: {pass: {box: {lower: [-0.1, -.inf], upper: [0.1, .inf]}}}
    energy-below: [0.1]
    methods: [quadrature, harmonic]
    """

  /// The same by all methods.
  private static let wells = computed.replacing("methods: [quadrature, harmonic]", with: sampling)
  private static let sampling = """
    walkers: 64
    steps: 30000
    umbrella: {samples: 2000}
    integration: {walkers: 32, steps: 2000}
    nested: {live-points: 100, repetitions: 2}
    """

  /// p(wide)/p(narrow), ΔE and ΔS by quadrature of the marginal law elsewhere: scenarios/reference/wells.py.
  @Test func quadratureOfTheWideWell() throws {
    let result = try analyzed(Self.computed)
    func exact(_ quantity: String) throws -> Double {
      try #require(try result.found(quantity, by: "quadrature", ["well": .text("wide")]).value)
    }
    #expect(agree(try exact("population-ratio"), 6.099567852, relative: 1e-8))
    #expect(agree(try exact("energy-difference"), -0.0661796696, relative: 1e-7))
    #expect(agree(try exact("entropy-difference"), 1.609678916, relative: 1e-8))
    #expect(agree(try exact("free-energy-difference"), -0.6027393082, relative: 1e-8))
    // The wells share all of space, and the pass belongs to both.
    let populations = try ["narrow", "wide"].map { name in
      try #require(try result.found("population", by: "quadrature", ["well": .text(name)]).value)
    }
    #expect(agree(populations[0] + populations[1], 1, relative: 1e-8))
    let share = try #require(try result.found("well-share", by: "quadrature", ["well": .text("wide")]).value)
    #expect(agree(share, populations[1], relative: 1e-8))
    // Equal energies, so that only the widths differ: ln √(k/k′) = 2.
    let harmonic = try #require(try result.found("entropy-difference", by: "harmonic", ["well": .text("wide")]).value)
    #expect(agree(harmonic, 2, relative: 1e-8))
    #expect(result.answer.contains("entropy"))
  }

  /// Every sampled method gives ΔF, ΔE, ΔS, populations and F of each place within four of its standard errors.
  @Test func sampledMethodsAgreeWithQuadrature() throws {
    let result = try analyzed(Self.wells)
    var compared = 0
    for finding in result.findings where !["quadrature", "harmonic"].contains(finding.method) {
      guard let value = finding.value, let error = finding.standardError, error > 0 else { continue }
      let at = Dictionary(uniqueKeysWithValues: finding.at.entries.map { ($0.key, $0.value) })
      guard let truth = try result.found(finding.quantity, by: "quadrature", at).value else { continue }
      expectZ(value, truth, standardError: error, "\(finding.quantity) by \(finding.method) at \(at)")
      compared += 1
    }
    #expect(compared > 40)
    for method in ["sampling", "umbrella", "thermodynamic-integration", "nested-sampling"] {
      #expect(try result.found("population-ratio", by: method, ["well": .text("wide")]).effectiveSamples != nil)
    }
    #expect(try result.found("population", by: "sampling", ["well": .text("wide")]).rHat != nil)
    #expect(result.figures.contains { $0.name == "overlap" })
    #expect(result.figures.contains { $0.name == "profile" })
    #expect(result.figures.contains { $0.name == "landscape" })
  }

  @Test func oneThreadDoesWhatManyDo() throws {
    let methods = "\nmethods: [sampling, umbrella, thermodynamic-integration, nested-sampling]"
    let one = try analyzed(Self.wells + methods, threads: 1)
    let many = try analyzed(Self.wells + methods, threads: 3)
    expectSame(one, many)
    #expect(one.findings.contains { $0.value != nil })
  }

  @Test func resumedIsUninterrupted() throws {
    expectSame(try resumed(Self.wells), try analyzed(Self.wells))
  }

  /// S = d ln L + k ln ε.
  @Test func theEntropyOfTheCubeIsLinearInItsConstraints() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: cube, fraction: 0.1}
      temperature: 0.7
      methods: [quadrature]
      sweep: {potential.constraints: [0, 1, 2, 3]}
      """)
    for constraints in 0...3 {
      let entropy = try result.found("entropy", by: "quadrature", ["potential.constraints": .integer(constraints)])
      #expect(abs((entropy.value ?? .nan) - Double(constraints) * log(0.1)) < 1e-9)
    }
    let figure = try #require(result.figures.first { $0.name == "entropy-over-potential-constraints" })
    #expect(figure.series.map(\.label) == ["quadrature", "d ln L + k ln ε, ε = 0.1"])
    #expect(
      result.results.variables.first { $0.name == "entropy" }?.dimensions == [
        "potential.constraints", "method", "well",
      ])
  }

  /// A long time step is warned of, with one that would do.
  @Test func aTimeStepThatIsTooLong() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: double-well}
      temperature: 0.5
      walkers: 8
      steps: 1000
      dynamics: {integrator: euler-maruyama, time-step: 0.2}
      methods: [sampling]
      """)
    #expect(
      result.warnings.contains { $0.hasPrefix("time-step 0.2 is above the limit of stability; choose one below ") },
      "\(result.warnings)")
  }

  /// The stationary error of a scheme that has one is told from the runs at h and h/2.
  @Test func theStepCheckReportsTheDiscretizationError() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: double-well}
      temperature: 0.5
      walkers: 64
      steps: 4000
      dynamics: {integrator: euler-maruyama, time-step: 0.02}
      step-check: true
      methods: [sampling]
      """)
    let energy = try result.found("energy", by: "sampling", ["well": .text("left")])
    #expect(try #require(energy.discretizationError) > 0)
  }
}
