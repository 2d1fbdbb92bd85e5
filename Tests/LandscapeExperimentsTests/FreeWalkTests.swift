// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Scenarios
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

extension Analysis {
  fileprivate func finding(_ quantity: String, _ method: String, _ place: [(String, Value)] = []) -> Finding? {
    findings.first { finding in
      finding.quantity == quantity && finding.method == method && place.allSatisfy { finding.at[$0.0] == $0.1 }
    }
  }
}

@Suite struct DiffusionExperimentTests {
  private static let valley = """
    experiment: diffusion
    seed: 5
    potential: {kind: zero-risk-valley, stiffness: 100}
    temperature: 0.1
    from: {point: [0, 0]}
    dynamics: {integrator: leimkuhler-matthews, time-step: 0.01}
    walkers: 2000
    times: {from: 0.1, until: 10, count: 8}
    step-check: true
    """

  @Test func theValleyDiffusesFreely() throws {
    let result = try analyzed(Self.valley)
    let tangential: [(String, Value)] = [("direction", .text("tangential"))]
    let exponent = try #require(result.finding("diffusion-exponent", "displacements", tangential))
    expectZ(exponent.value ?? 0, 1, standardError: exponent.standardError ?? 0)
    #expect(exponent.effectiveSamples == 2000)
    #expect(exponent.samples == 2000)
    let coefficient = try #require(result.finding("diffusion-coefficient", "displacements", tangential))
    expectZ(coefficient.value ?? 0, 0.1, standardError: coefficient.standardError ?? 0)
    let noise = try #require(coefficient.discretizationStandardError)
    #expect(try #require(coefficient.discretizationError) < 4 * noise)
    let law = try #require(result.finding("diffusion-coefficient", "lifson-jackson", tangential))
    #expect(agree(law.value ?? 0, 0.1, relative: 1e-12))
    #expect(result.finding("mean-squared-displacement", "displacements", [("direction", .text("normal"))]) != nil)
    #expect(result.figures.map(\.name) == ["mean-squared-displacement", "local-exponent", "traces"])
    #expect(result.answer.hasPrefix("The mean squared displacement along the valley grows as t^α with α = "))
    #expect(result.results.numbers("mean_squared_displacement")?.count == 5 * 8)
  }

  @Test func oneThreadIsAsGoodAsMany() throws {
    let (one, many) = (try analyzed(Self.valley, threads: 1), try analyzed(Self.valley, threads: 3))
    expectSame(one, many)
    #expect(one.results.numbers("mean_squared_displacement_covariance")?.count == 5 * 8 * 8)
  }

  @Test func badInputSaysWhereAndWhat() {
    func refused(_ line: String, _ written: String) -> String {
      complaints(about: Self.valley.replacingOccurrences(of: line, with: written))
    }
    let times = "times: {from: 0.1, until: 10, count: 8}"
    #expect(refused(times, "times: [1, 3, 2]") == "bad.yaml:8:8: times must ascend; 2 stands after 3.")
    #expect(refused(times, "times: [-1, 3, 4]") == "bad.yaml:8:8: time 1 is -1; times must be positive.")
    #expect(
      refused(times, "times: [1e-3, 3, 4]")
        == "bad.yaml:8:8: the first time is 0.001 and the time step 0.01; there is nothing to observe before the first step."
    )
    #expect(refused(times, "times: [1, 2]") == "bad.yaml:8:8: the fits have 2 times; an exponent needs three.")
    #expect(
      refused("step-check: true", "crossovers: 3")
        == "bad.yaml:9:13: 3 crossovers need 10 times at least; there are 8.")
    #expect(
      refused("step-check: true", "crossovers: 1\ncrossover-direction: z")
        == "bad.yaml:10:22: the potential has no direction 'z'; it has total, x, y, tangential, normal.")
  }

  @Test func resumedIsUninterrupted() throws {
    expectSame(try resumed(Self.valley), try analyzed(Self.valley))
  }

  @Test func theTemplateIsAScenario() throws {
    #expect(complaints(about: Diffusion.kind.template) == "")
    #expect(complaints(about: Relaxation.kind.template) == "")
  }
}

@Suite struct RelaxationExperimentTests {
  private static let well = """
    experiment: relaxation
    seed: 6
    potential: {kind: double-well}
    temperature: 0.25
    from: left
    dynamics: {integrator: leimkuhler-matthews, time-step: 0.01}
    walkers: 4000
    times: [5, 15, 25, 35, 45, 60]
    bins: 40
    grid-cells: 200
    """

  @Test func theEnsembleFollowsTheEquation() throws {
    let result = try analyzed(Self.well)
    let gap = try #require(result.finding("spectral-gap", "fokker-planck")?.value)
    let rate = try #require(result.finding("relaxation-rate", "ensemble"))
    expectZ(rate.value ?? 0, gap, standardError: rate.standardError ?? 0)
    let grid = try #require(result.finding("relaxation-rate", "fokker-planck")?.value)
    #expect(agree(grid, gap, relative: 0.02))
    for time in [5.0, 15, 25, 35, 45, 60] {
      let place: [(String, Value)] = [("time", .number(time))]
      let sampled = try #require(result.finding("relative-entropy", "ensemble", place))
      let exact = try #require(result.finding("relative-entropy", "fokker-planck", place)?.value)
      expectZ(sampled.value ?? 0, exact, standardError: sampled.standardError ?? 0, "t = \(time)")
      #expect(try #require(result.finding("agreement", "likelihood-ratio", place)?.value) > 1e-4)
      let left = place + [("well", Value.text("left"))]
      let population = try #require(result.finding("population", "ensemble", left))
      let share = try #require(result.finding("population", "fokker-planck", left)?.value)
      expectZ(population.value ?? 0, share, standardError: population.standardError ?? 0)
    }
    #expect(result.figures.map(\.name) == ["densities", "relative-entropy", "populations"])
    #expect(result.warnings.isEmpty)
    #expect(result.answer.contains("falls monotonically within its errors"))
  }

  @Test func oneThreadIsAsGoodAsMany() throws {
    expectSame(try analyzed(Self.well, threads: 1), try analyzed(Self.well, threads: 3))
  }

  @Test func resumedIsUninterrupted() throws {
    expectSame(try resumed(Self.well), try analyzed(Self.well))
  }

  /// In three dimensions there is no grid: populations and energies are told.
  @Test func moreDimensionsHaveNoGrid() throws {
    let result = try analyzed(
      """
      experiment: relaxation
      potential: {kind: entropic-double-well, dimension: 3}
      temperature: 0.5
      from: narrow
      dynamics: {time-step: 0.01}
      walkers: 512
      times: [1, 2, 4]
      """)
    #expect(result.findings.contains { $0.quantity == "energy" && $0.method == "ensemble" })
    #expect(result.findings.contains { $0.quantity == "population" && $0.method == "ensemble" })
    #expect(!result.findings.contains { $0.quantity == "relative-entropy" })
  }

  @Test func badInputSaysWhereAndWhat() {
    func refused(_ line: String, _ written: String) -> String {
      complaints(about: Self.well.replacingOccurrences(of: line, with: written))
    }
    #expect(
      refused("times: [5, 15, 25, 35, 45, 60]", "times: [5, 5]")
        == "bad.yaml:8:8: times must ascend; 5 stands after 5.")
    #expect(
      refused("temperature: 0.25", "temperature: {schedule: linear, from: 1, to: 0.1, over: 10}")
        == "bad.yaml:4:14: the Gibbs law that is approached needs a constant temperature; give a number.")
    #expect(
      complaints(
        about:
          """
          experiment: relaxation
          potential: {kind: zero-risk-valley}
          temperature: 0.1
          from: {point: [0, 0]}
          times: [1, 2]
          """)
        == "bad.yaml:2:12: the potential does not confine, so there is no Gibbs law to approach; "
        + "experiment: diffusion is for it.")
    #expect(
      complaints(
        about:
          """
          experiment: relaxation
          potential: {kind: river-valley, length: 4}
          temperature: 0.1
          from: {point: [5, 0]}
          times: [1, 2]
          """) == "bad.yaml:4:7: the start has 5 as coordinate 1, which runs from -4 to 4.")
  }
}
