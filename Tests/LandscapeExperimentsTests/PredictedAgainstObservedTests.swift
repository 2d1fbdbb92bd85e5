// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Runs
import Testing

@testable import LandscapeExperiments

@Suite struct PredictedAgainstObservedTests {
  private static let doubleWell = """
    experiment: escape-rate
    seed: 3
    potential: {kind: double-well}
    temperature: 0.5
    from: left
    to: right
    dynamics: {time-step: 0.01}
    walkers: 64
    time-limit: 2000
    methods: [first-passage, exact]
    sweep: {potential.barrier: [0.8, 1.0], temperature: [0.5, 0.4]}
    """

  private func numbers(_ result: Analysis, of method: String) -> [Double] {
    result.findings.filter { $0.quantity == "escape-rate" && $0.method == method }.compactMap(\.value)
  }

  /// Over two axes every point is one symbol: what was simulated is the abscissa, what was computed the ordinate.
  @Test func everyPointOfTwoAxesIsASymbol() throws {
    let result = try analyzed(Self.doubleWell)
    let figure = try #require(result.figures.first { $0.name == "predicted-against-observed" })
    let symbols = figure.series.filter { $0.style == .points }
    #expect(symbols.flatMap(\.x).sorted() == numbers(result, of: "first-passage").sorted())
    #expect(symbols.flatMap(\.y).sorted() == numbers(result, of: "exact").sorted())
    let line = try #require(figure.series.last)
    #expect(line.style == .dashedLine && line.x == line.y)
    #expect(figure.x.isLogarithmic && figure.y.isLogarithmic)
  }

  /// One axis has figures of its own, and without a simulation nothing was observed.
  @Test(arguments: [
    ("sweep: {potential.barrier: [0.8, 1.0], temperature: [0.5, 0.4]}", "sweep: {temperature: [0.5, 0.4, 0.3]}"),
    ("methods: [first-passage, exact]", "methods: [exact, fokker-planck]"),
  ])
  func notWithoutSecondAxisOrSimulation(_ old: String, _ new: String) throws {
    let result = try analyzed(Self.doubleWell.replacing(old, with: new))
    #expect(!result.figures.contains { $0.name == "predicted-against-observed" })
  }
}
