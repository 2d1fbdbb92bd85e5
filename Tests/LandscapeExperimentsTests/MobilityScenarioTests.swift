// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Settings
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// The keys `diffusion` and `mobility`, and the experiment `rate-matrix`.
@Suite struct MobilityScenarioTests {
  private static func escape(_ more: String) -> String {
    """
    experiment: escape-rate
    potential: {kind: double-well}
    temperature: 0.3
    from: left
    start: minimum
    to: right
    methods: [exact, fokker-planck, eyring-kramers]
    \(more)
    """
  }

  /// A number, a mobility, a formula and a table that all say the same give the same rates.
  @Test func theSameInFourWords() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "d.csv")
    try Data("#! FIELDS x err D\n-1 0 0.06\n0 0 0.06\n1 0 0.06\n".utf8).write(to: file)
    let plain = try analyzed(Self.escape(""))
    for words in [
      "diffusion: 0.06", "mobility: 0.2", "diffusion: {expression: \"a + 0*x\", parameters: {a: 0.06}}",
      "diffusion: {file: \(file.path), coordinate: x, diffusion: D}", "diffusion: {file: \(file.path), diffusion: 3}",
    ] {
      let moved = try analyzed(Self.escape(words))
      for method in ["exact", "fokker-planck", "eyring-kramers"] {
        let before = try #require(plain.found("escape-rate", by: method).value)
        let after = try #require(moved.found("escape-rate", by: method).value)
        #expect(agree(after, 0.2 * before, relative: 1e-9), "\(words), \(method)")
      }
    }
  }

  @Test(arguments: [
    ("diffusion: -1", "diffusion is -1; it must be positive."),
    ("diffusion: {expression: \"1 + x\"}", "D is −1 at x = −2; it must be positive wherever walkers can be"),
    ("diffusion: {expression: \"x/0\"}", "D has no finite value at"),
    ("diffusion: {expression: \"1 + y\"}", "unknown variable 'y'"),
    ("diffusion: {expression: \"2 + sign(x)\"}", "jumps"),
    ("diffusion: {foo: 1}", "neither 'expression' nor 'file'"),
    ("diffusion: {file: missing.csv}", "there is no such file"),
    ("diffusion: 1\nmobility: 1", "give one of the two"),
    ("diffusion: 1\ndynamics: {integrator: BAOAB}", "is for overdamped dynamics"),
    ("diffusion: {expression: \"1 + x^2\"}\ndynamics: {integrator: mala}", "euler-maruyama, stochastic-heun"),
  ])
  func mistakesAreExplained(words: String, message: String) {
    #expect(complaints(about: Self.escape(words)).contains(message))
  }

  @Test func temperaturesThatChangeTakeAMobility() {
    let schedule = "temperature: {schedule: linear, from: 1, to: 0.1, over: 10}"
    let scenario = Self.escape("diffusion: 1").replacing("temperature: 0.3", with: schedule)
      .replacing("methods: [exact, fokker-planck, eyring-kramers]", with: "methods: [first-passage]")
    #expect(complaints(about: scenario).contains("say mobility instead of diffusion"))
    #expect(complaints(about: scenario.replacing("diffusion: 1", with: "mobility: 1")).isEmpty)
  }

  /// An ensemble of walkers against the Fokker–Planck equation, more mobile on the one side.
  @Test func relaxation() throws {
    let analysis = try analyzed(
      """
      experiment: relaxation
      seed: 4
      potential: {kind: double-well}
      temperature: 0.5
      diffusion: {expression: "0.5*(1 + 0.8*tanh(2*x))"}
      from: left
      start: minimum
      dynamics: {integrator: euler-maruyama, time-step: 0.001}
      walkers: 4000
      times: [0.5, 2]
      """)
    let agreement = try analysis.found("agreement", by: "likelihood-ratio", ["time": .number(2)])
    #expect((agreement.value ?? 0) > 1e-4)
  }

  @Test func rateMatrix() throws {
    let analysis = try analyzed(
      """
      experiment: rate-matrix
      potential: {kind: double-well}
      temperature: 0.2
      diffusion: 0.02
      """)
    let place: [String: Value] = ["from": .text("left"), "to": .text("right")]
    let rate = try #require(analysis.found("transition-rate", by: "exact", place).value)
    let grid = try analysis.found("transition-rate", by: "fokker-planck", place)
    #expect(agree(rate, try #require(grid.value), relative: (grid.accuracy ?? 0) + 1e-9))
    let time = try #require(analysis.found("mean-first-passage-time", by: "exact", place).value)
    // 182.418 at β = 5 with D = θ, here ten times slower.
    #expect(agree(time, 1824.18, relative: 3e-6))
    let share = try #require(analysis.found("population", by: "exact", ["well": .text("left")]).value)
    #expect(agree(share, 0.5, relative: 1e-10))
    // Spectral gap .0111046 at β = 5, ten times smaller.
    let slowest = try #require(analysis.found("relaxation-time", by: "exact", ["mode": .integer(1)]).value)
    #expect(agree(slowest, 1 / 0.00111046, relative: 1e-5))
    #expect(analysis.figures.contains { $0.name == "network" })
  }

  @Test(arguments: [
    ("potential: {kind: harmonic}", "two are needed"),
    ("potential: {kind: double-well}\nwells: [left, rigth]", "did you mean 'right'"),
    ("potential: {kind: double-well}\nwells: [left, left]", "stands twice"),
  ])
  func badStates(words: String, message: String) {
    #expect(complaints(about: "experiment: rate-matrix\ntemperature: 0.2\n" + words).contains(message))
  }
}
