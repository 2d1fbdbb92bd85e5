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
  fileprivate func finding(_ quantity: String, _ method: String, _ coordinates: [(String, Double)] = []) -> Finding? {
    findings.first { finding in
      finding.quantity == quantity && finding.method == method
        && coordinates.allSatisfy { finding.at[$0.0]?.asNumber == $0.1 }
    }
  }
}

@Suite struct EscapeRateTests {
  private static let doubleWell = """
    experiment: escape-rate
    seed: 7
    potential: {kind: double-well}
    temperature: 0.5
    from: left
    start: minimum
    to: right
    dynamics: {time-step: 0.004}
    walkers: 8192
    time-limit: 2000
    methods: [first-passage, exact, fokker-planck, eyring-kramers, eyring-free-energy]
    sweep: {temperature: [0.5, 0.3333333333333333, 0.25]}
    """

  /// τ(−1→1) of the quartic double well at β = 3 and the ratio of the Eyring–Kramers law, by quadrature elsewhere.
  @Test func independentMethodsAgreeOnTheDoubleWell() throws {
    let result = try analyzed(Self.doubleWell)
    for temperature in [0.5, 1.0 / 3, 0.25] {
      let place = [("temperature", temperature)]
      let exact = try #require(result.finding("escape-rate", "exact", place)?.value)
      let grid = try #require(result.finding("escape-rate", "fokker-planck", place))
      #expect(agree(grid.value ?? 0, exact, relative: max(1e-6, 3 * (grid.accuracy ?? 0))))
      let sampled = try #require(result.finding("escape-rate", "first-passage", place))
      expectZ(sampled.value ?? 0, exact, standardError: sampled.standardError ?? 0, "θ = \(temperature)")
    }
    let time = try #require(result.finding("mean-first-passage-time", "exact", [("temperature", 1.0 / 3)])?.value)
    #expect(agree(time, 26.6401, relative: 2e-6))
    let law = try #require(result.finding("escape-rate", "eyring-kramers", [("temperature", 1.0 / 3)])?.value)
    #expect(agree(law * time, 1.1941, relative: 5e-5))
  }

  /// The free-energy form with integrated free energies, against the formula evaluated by hand in one dimension:
  /// k = √(θ·4/2π)·e^{−1/θ}/∫_{−∞}^{0} e^{−f/θ} dx.
  @Test func theFreeEnergyFormIsItsFormula() throws {
    let result = try analyzed(Self.doubleWell)
    let temperature = 0.25
    let step = 1e-4
    let well = (0..<30000).reduce(0.0) { sum, index in
      let x = -3 + (Double(index) + 0.5) * step
      return sum + step * exp(-(x * x - 1) * (x * x - 1) / temperature)
    }
    let expected = (temperature * 4 / (2 * .pi)).squareRoot() * exp(-1 / temperature) / well
    let found = try #require(result.finding("escape-rate", "eyring-free-energy", [("temperature", temperature)])?.value)
    #expect(agree(found, expected, relative: 1e-7))
  }

  /// A rate k = √θ·A·e^{−E/θ} would have ΔE‡ = E; the double well's exact rates have E_a = −d ln k/dβ near the barrier.
  @Test func theFitsKeepTheirIdentity() throws {
    let result = try analyzed(Self.doubleWell)
    for method in ["first-passage", "exact", "eyring-kramers"] {
      let energy = try #require(result.finding("activation-enthalpy", method))
      let entropy = try #require(result.finding("activation-entropy", method)?.value)
      let free = try #require(result.finding("activation-free-energy", method)?.value)
      let reference = try #require(energy.at["reference-temperature"]?.asNumber)
      #expect(abs((energy.value ?? 0) - reference * entropy - free) < 1e-9)
    }
    // The Eyring–Kramers prefactor does not depend on the temperature: Arrhenius' line is straight with E_a the barrier.
    let slope = try #require(result.finding("activation-energy", "eyring-kramers")?.value)
    #expect(agree(slope, 1, relative: 1e-9))
  }

  /// Forward and backward rates keep detailed balance: k₊/k₋ = Z₋/Z₊ up to the law's own validity; exact in k_AB·ρ_A = ν.
  @Test func theReactiveFluxIsTheSameBothWays() throws {
    func flux(_ tilt: Double) throws -> Double {
      let result = try analyzed(
        """
        experiment: escape-rate
        potential: {kind: double-well, tilt: \(tilt)}
        temperature: 0.3
        from: left
        to: right
        methods: [exact, fokker-planck]
        """)
      let exact = try #require(result.finding("reactive-flux", "exact")?.value)
      let grid = try #require(result.finding("reactive-flux", "fokker-planck")?.value)
      #expect(agree(exact, grid, relative: 1e-6))
      return exact
    }
    #expect(agree(try flux(0.2), try flux(-0.2), relative: 1e-9))
  }

  @Test func theCommittorOfTheDoubleWell() throws {
    let result = try analyzed(
      """
      experiment: escape-rate
      potential: {kind: double-well}
      temperature: 0.2
      from: left
      to: right
      committor-at: [[-0.9]]
      methods: [exact, fokker-planck]
      """)
    for method in ["exact", "fokker-planck"] {
      let committor = try #require(result.finding("committor", method))
      #expect(committor.at["point"] == .text("(-0.9)"))
      #expect(agree(committor.value ?? 0, 1.21770e-3, relative: 1e-4), "\(method)")
    }
  }

  /// At half the time step the rate is the same within its error, and the error of the time step is reported with its own.
  @Test func theStepCheckReportsTheDiscretizationError() throws {
    let result = try analyzed(
      """
      experiment: escape-rate
      potential: {kind: double-well}
      temperature: 0.5
      from: left
      to: right
      walkers: 2048
      dynamics: {time-step: 0.01}
      step-check: true
      methods: [first-passage]
      """)
    let rate = try #require(result.finding("escape-rate", "first-passage"))
    let difference = try #require(rate.discretizationError)
    #expect(difference > 0)
    #expect(difference < 4 * (try #require(rate.discretizationStandardError)))
  }

  /// The merged results have the sweep's axes as dimensions, every rate at its place.
  @Test func resultsCarryTheirCoordinates() throws {
    let result = try analyzed(
      """
      experiment: escape-rate
      potential: {kind: double-well}
      temperature: 0.5
      from: left
      start: minimum
      to: right
      methods: [exact, eyring-kramers]
      sweep: {temperature: [0.5, 0.25], potential.tilt: [0.1, 0, -0.1]}
      """)
    let rate = try #require(result.results.variables.first { $0.name == "escape_rate" })
    #expect(rate.dimensions == ["temperature", "potential.tilt", "method"])
    #expect(result.results.numbers("temperature") == [0.5, 0.25])
    #expect(result.results.numbers("potential.tilt") == [0.1, 0, -0.1])
    let rates = try #require(result.results.numbers("escape_rate"))
    let exact = try #require(
      result.finding("escape-rate", "exact", [("temperature", 0.25), ("potential.tilt", -0.1)])?.value)
    #expect(rates[(1 * 3 + 2) * 2] == exact)
  }
}
