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

/// Where walkers of a network start: initial weights, a file, where a training ends.
struct NetworkStartTests {
  private func yaml(_ start: String, from: String = "{accuracy: {on: train, at-least: 1}}", _ rest: String = "")
    -> String
  {
    """
    experiment: escape-rate
    seed: 3
    potential:
      kind: network-loss
      task: {kind: modular-arithmetic, operation: x+y, modulus: 5}
      data: {train-fraction: 0.8}
      model: {kind: quadratic, width: 24}
    temperature: 1e-5
    \(from.isEmpty ? "" : "from: \(from)")
    start: \(start)
    to: {loss: {on: train, at-most: 1e-3}}
    dynamics: {integrator: sgld, time-step: 1}
    walkers: 4
    time-limit: 200
    methods: [first-passage]
    \(rest)
    """
  }

  private static let trained =
    "{trained: {optimizer: {kind: adamw, rate: 0.01}, until: {accuracy: {on: train, at-least: 1}}, steps: 2000, replicas: 2}}"

  @Test("a training is done once, kept in the run's directory, and the same on any number of threads")
  func trainedStart() throws {
    let sweep = "sweep: {temperature: [1e-5, 1e-6]}\nrecord: [{loss: train}]"
    let first = try ScenarioRun(yaml(Self.trained, sweep), threads: 1)
    let second = try ScenarioRun(yaml(Self.trained, sweep), threads: 2)
    #expect(first.analysis.findings == second.analysis.findings && !first.analysis.findings.isEmpty)
    // Two replicas for the four walkers of both points.
    #expect(first.weights.count <= 2 && first.weights.keys.allSatisfy { $0.hasPrefix("start-") })
    // Walkers start memorized, below the loss of initial weights, ln 5.
    let losses = try #require(first.analysis.results.numbers("record_mean"))
    #expect(losses[0] < 1 && losses[0] > 1e-3)
    #expect(first.resolved.asRecord?["start"]?.asRecord?["trained"]?.asRecord?["steps"] == .integer(2000))
    // The resolved scenario is the same run.
    #expect(try ScenarioRun(first.resolved.yaml()).analysis.findings == first.analysis.findings)
  }

  @Test("initial weights start at once, with no clock that waits") func initial() throws {
    let run = try ScenarioRun(yaml("initial", from: ""))
    #expect(run.finding("mean-first-passage-time") != nil && run.finding("memorization-time") == nil)
    #expect(run.resolved.asRecord?["from"] == nil)
  }

  @Test("what is recorded at the start is what the potential tells there") func records() throws {
    let run = try ScenarioRun(yaml("initial", from: "", "record: [{norm: all}, {accuracy: test}]"))
    let times = try #require(run.analysis.results.numbers("record_time"))
    let means = try #require(run.analysis.results.numbers("record_mean"))
    let counts = try #require(run.analysis.results.numbers("record_walkers"))
    #expect(times.first == 0 && times.last == 200 && means.count == 2 * times.count && counts.first == 4)
    #expect(means.prefix(times.count).allSatisfy { $0 > 0 || $0.isNaN } && means[times.count] <= 1)
    #expect(run.analysis.figures.contains { $0.name == "recorded-norm-all" })
  }

  @Test(
    "what is wrong is said with its place",
    arguments: [
      ("{weights: nowhere.safetensors}", "", "nowhere.safetensors: there is no such file"),
      (
        "{weight: x}", "",
        "start is weight; one of gibbs, minimum, arrival, initial, {weights: FILE} or {trained: {…}} is expected."
      ),
      ("initail", "", "unknown start 'initail'; did you mean 'initial'?"),
      ("{trained: {optimizer: adma}}", "", "unknown optimizer 'adma'; did you mean 'adam'?"),
      (
        "{trained: {until: {acuracy: {on: train, at-least: 1}}}}", "",
        "unknown region 'acuracy'; did you mean 'accuracy'?"
      ),
      ("arrival", "", "'from' is missing: a well, a region or {point: […]}: where walkers start."),
    ])
  func mistakes(start: String, from: String, message: String) {
    #expect {
      _ = try Plan(ScenarioFile(yaml: yaml(start, from: from), name: "test.yaml"))
    } throws: { error in
      let isThere = "\(error)".contains(message)
      if !isThere { Issue.record("\(error)") }
      return isThere
    }
  }

  /// Performs all tasks of a scenario in a directory of runs.
  private func perform(
    _ yaml: String, at path: String, cancellation: Cancellation = Cancellation(), stopsInTraining: Bool = false
  ) throws -> (execution: Execution, directory: RunDirectory) {
    let plan = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml"))
    let experiment = plan.experiment
    let codec = ScenarioCodec(encode: { $0.yaml() }, decode: { try ScenarioFile(yaml: $0, name: "s.yaml").tree })
    let directory = try RunDirectory.begin(at: path, scenario: plan.resolved, codec: codec)
    let execution = Executor(threads: 1, cancellation: cancellation).perform(experiment.tasks, in: directory) {
      // The first look at whether to stop is that of the training.
      if stopsInTraining { cancellation.request() }
      return try experiment.perform($0, in: $1)
    }
    return (execution, directory)
  }

  @Test("a training that is stopped leaves nothing behind, and begins anew with the same answer")
  func stoppedTraining() throws {
    // A training of its own, so that no other run of this process has done it.
    let yaml = yaml(Self.trained.replacing("steps: 2000", with: "steps: 2001"))
    let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      // The directory is locked for as long as its object lives.
      let stopped = try perform(yaml, at: path, cancellation: Cancellation(), stopsInTraining: true)
      #expect(stopped.execution.isInterrupted && stopped.execution.performed.isEmpty)
    }
    let files = try FileManager.default.subpathsOfDirectory(atPath: path)
    #expect(!files.contains { $0.contains("start-") })
    let resumed = try perform(yaml, at: path)
    #expect(resumed.execution.isComplete)
    let whole = try ScenarioRun(yaml)
    let weights = try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.contains("start-") }
    #expect(weights.count == whole.weights.count && !weights.isEmpty)
  }

  @Test("a training of the start that diverges says so") func divergingTraining() throws {
    let start =
      "{trained: {optimizer: {kind: sgd, rate: 1e6}, until: {accuracy: {on: train, at-least: 1}}, steps: 500}}"
    let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (execution, _) = try perform(yaml(start), at: path)
    let words = execution.failures.map(\.message).joined(separator: " ")
    #expect(!execution.isComplete && words.contains("the training of the start diverged: "), "\(words)")
  }

  @Test("a start that is not memorized where the scenario says so is refused with its place and what it reached")
  func notMemorized() {
    let words = complaints(about: yaml("initial"))
    #expect(words.contains("walker 0 does not start in 'from': accuracy on train is 0."), "\(words)")
    #expect(words.contains("≥ 1 is asked for") && words.contains(".yaml:10:"), "\(words)")
  }
}
