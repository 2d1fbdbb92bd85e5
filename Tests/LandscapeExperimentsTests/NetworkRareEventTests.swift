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

/// Rare events whose score, home and target are observations of a network.
struct NetworkRareEventTests {
  private static let settings = """
    splitting: {replicas: 30, repetitions: 12, loops: 3}
    forward-flux: {walkers: 30, rounds: 5, trials: 120, repetitions: 6}
    weighted-ensemble: {bins: 8, walkers-per-bin: 8, iterations: 150, resampling-time: RESAMPLING, repetitions: 6}
    """

  private func weights() throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).safetensors").path
    try EmptyNetwork.writeNothing(to: path)
    return path
  }

  /// 42.11(34) is an independent simulation of 12 000 walkers by Euler's scheme with h = 0.1, seen every two steps, in units
  /// of c = s = 1.
  @Test("an empty network learns as often as direct simulation says, whatever is observed on the way")
  func learning() throws {
    let network = try EmptyNetwork()
    let path = try weights()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rare = "adaptive-multilevel-splitting, forward-flux-sampling, weighted-ensemble"
    for (score, methods) in [
      ("{norm: all}", "first-passage, \(rare)"), ("{loss: train}, sign: -1", "adaptive-multilevel-splitting"),
    ] {
      let run = try ScenarioRun(
        network.scenario(
          temperature: 0.015, weights: path, limit: 3000,
          """
          walkers: 300
          methods: [\(methods)]
          score: {observable: \(score)}
          home: {norm: {on: all, at-most: \(0.3 * network.length)}}
          \(Self.settings.replacing("RESAMPLING", with: "\(network.time)"))
          """))
      for method in methods.split(separator: ", ").map(String.init) {
        let finding = try #require(run.finding("mean-first-passage-time", method))
        let estimate = try #require(finding.estimate, "\(method): \(finding.notes)")
        let (value, error) = (estimate.value / network.time, estimate.standardError / network.time)
        expectZ(value, 42.11, standardError: (error * error + 0.34 * 0.34).squareRoot(), "\(method), \(score)")
        #expect(error < 10, "\(method), \(score)")
      }
    }
  }

  @Test("one thread or two, the same numbers") func threads() throws {
    let network = try EmptyNetwork()
    let path = try weights()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let yaml = network.scenario(
      temperature: 0.01, weights: path, limit: 100,
      """
      methods: [adaptive-multilevel-splitting, forward-flux-sampling, weighted-ensemble]
      score: {observable: {norm: all}}
      splitting: {replicas: 20, repetitions: 4, loops: 2}
      forward-flux: {walkers: 20, rounds: 2, trials: 50, repetitions: 2}
      weighted-ensemble: {bins: 8, walkers-per-bin: 8, iterations: 40, repetitions: 2}
      """)
    #expect(try ScenarioRun(yaml, threads: 1).analysis.findings == ScenarioRun(yaml, threads: 2).analysis.findings)
  }

  @Test(
    "what is wrong is said",
    arguments: [
      ("score: {observable: {los: test}}", "unknown observable 'los'; did you mean 'loss'?"),
      ("score: {observable: {loss: validation}}", "loss is observed on train, test, not on 'validation'."),
      ("score: {observable: {norm: all}, sign: 2}", "sign is 2; 1 or -1 is expected."),
      (
        "score: {observable: {loss: train}, sign: -1}",
        "'home' is missing: 'from', norm on all ≤ 5, says nothing of the score, so that walkers may never leave it on their way; "
          + "say where they are back, for instance {loss: {on: test, at-least: 3}}."
      ),
      (
        "start: arrival",
        "method 'adaptive-multilevel-splitting' starts its clock at once, and 'start: arrival' when walkers arrive in 'from'; say "
          + "start: initial, {weights: FILE} or {trained: {…}}."
      ),
    ])
  func mistakes(line: String, message: String) throws {
    let yaml = """
      experiment: escape-rate
      potential:
        kind: network-loss
        task: \(EmptyNetwork.task)
        model: {kind: deep-linear, widths: [1, 1]}
        loss: squared-error
      temperature: 0.01
      from: {norm: {on: all, at-most: 5}}
      to: {norm: {on: all, at-least: 6}}
      methods: [adaptive-multilevel-splitting]
      \(line.hasPrefix("start") ? "" : "start: initial")
      \(line)
      """
    let found = complaints(about: yaml)
    #expect(found.contains(message), "\(found)")
  }
}
