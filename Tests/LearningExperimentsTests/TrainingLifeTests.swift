// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Scenarios
import Settings
import Testing
import Training

@testable import Experiments
@testable import LearningExperiments

private let codec = ScenarioCodec(
  encode: { $0.yaml() }, decode: { try ScenarioFile(yaml: $0, name: "scenario.yaml").tree })

/// A place for the runs of one test, removed with it.
private final class Folder {
  let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Performs a scenario there and says what came out; a run that is there already goes on.
  func perform(
    _ yaml: String, threads: Int = 1, cancelling: Cancellation = Cancellation()
  ) throws -> (results: [Dataset?], analysis: Analysis) {
    let plan = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml"))
    let experiment = plan.experiment
    let directory = try RunDirectory.begin(
      at: path, scenario: plan.resolved, codec: codec, growing: experiment.growingKeys)
    _ = Executor(threads: threads, cancellation: cancelling).perform(experiment.tasks, in: directory) {
      try experiment.perform($0, in: $1)
    }
    let results = try experiment.tasks.indices.map { try directory.result($0) }
    return (results, experiment.analyze(results))
  }

  var weights: [String: Data] {
    let folder = "\(path)/weights"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Dictionary(
      uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data()) })
  }
}

private func text(_ results: [Dataset?]) -> String { "\(results.map { $0?.variables })" }

private func scenario(steps: Int, more: String = "") -> String {
  """
  experiment: training
  seed: 1
  task: {kind: modular-arithmetic, operation: x+y, modulus: 13}
  data: {train-fraction: 0.7}
  model: {kind: quadratic, width: 24}
  optimizer: {kind: adamw, rate: 0.01, decay: 0.3, beta2: 0.98}
  batch: 40
  steps: \(steps)
  replicas: 2
  \(more)
  """
}

@Suite struct TrainingLifeTests {
  // MARK: - Longer runs

  /// More steps in the same place: the bits of a run that was never shorter, in results, findings and all files of weights.
  @Test func aLongerRunGoesOn() throws {
    let more = "evaluate: {snapshots: {per-decade: 3}}"
    let whole = Folder()
    let direct = try whole.perform(scenario(steps: 400, more: more))
    let folder = Folder()
    _ = try folder.perform(scenario(steps: 130, more: more))
    let before = folder.weights
    let middle = try folder.perform(scenario(steps: 131, more: more), threads: 2)
    #expect(try text(middle.results) == text(Folder().perform(scenario(steps: 131, more: more)).results))
    let longer = try folder.perform(scenario(steps: 400, more: more))
    #expect(text(longer.results) == text(direct.results))
    expectSame(longer.analysis, direct.analysis)
    #expect(folder.weights == whole.weights)
    // What was kept on the way is still there.
    for name in before.keys where name.contains("step") { #expect(folder.weights[name] == before[name]) }
  }

  /// Rates that fall to the end of the run make each length another run.
  @Test func whatDependsOnTheLengthDoesNotGrow() throws {
    func keys(_ more: String) throws -> Set<String> {
      try Plan(ScenarioFile(yaml: scenario(steps: 50, more: more), name: "test.yaml")).experiment.growingKeys
    }
    #expect(try keys("rate-schedule: {kind: cosine, to: 0.1}") == [])
    #expect(try keys("rate-schedule: {kind: cosine, to: 0.1, over: 40}") == ["steps"])
    #expect(try keys("rate-schedule: {kind: constant, warm-up: 10}") == ["steps"])
    #expect(try keys("") == ["steps"])
    #expect(try keys("sweep: {steps: [20, 30]}") == [])
  }

  // MARK: - Weights along a run

  /// The weights of a chosen step are those of a run that ends there, and begin another training.
  @Test func snapshotsAreTheWeightsOfTheirSteps() throws {
    let folder = Folder()
    let found = try folder.perform(scenario(steps: 60, more: "evaluate: {snapshots: [0, 25, 60]}"))
    #expect(
      folder.weights.keys.sorted()
        == [0, 1].flatMap { replica in
          [
            "replica-\(replica)-step-0", "replica-\(replica)-step-25", "replica-\(replica)-step-60",
            "replica-\(replica)",
          ]
        }.map { $0 + ".safetensors" }.sorted())
    let shorter = Folder()
    _ = try shorter.perform(scenario(steps: 25))
    func tensors(_ folder: Folder, _ name: String) throws -> [StoredTensor] {
      try SafetensorsFile.read(#require(folder.weights["\(name).safetensors"])).tensors
    }
    #expect(try tensors(folder, "replica-1-step-25") == tensors(shorter, "replica-1"))
    #expect(try tensors(folder, "replica-1-step-60") == tensors(folder, "replica-1"))
    let file = try SafetensorsFile.read(#require(folder.weights["replica-0-step-25.safetensors"]))
    #expect(file.metadata == ["program": "Ravine", "replica": "0", "seed": "1", "step": "25"])
    let table = try #require(found.analysis.tables.first { $0.title == "Weights along the runs" })
    #expect(table.columns == ["replica", "step", "file"] && table.rows.count == 6)
    #expect(table.rows[1] == ["0", "25", "weights/replica-0-step-25.safetensors"])
  }

  /// Interrupted as often as it can be, a run keeps the same files.
  @Test func interruptedRunsKeepTheSameWeights() throws {
    let yaml = scenario(steps: 4000, more: "evaluate: {snapshots: {per-decade: 5}}").replacing("replicas: 2", with: "")
    let whole = Folder()
    let direct = try whole.perform(yaml)
    let folder = Folder()
    var results: [Dataset?] = [nil]
    var sessions = 0
    while results[0] == nil, sessions < 60 {
      let cancellation = Cancellation()
      let timer = Thread {
        Thread.sleep(forTimeInterval: 0.12)
        cancellation.request()
      }
      timer.start()
      results = try folder.perform(yaml, cancelling: cancellation).results
      sessions += 1
    }
    #expect(text(results) == text(direct.results))
    #expect(folder.weights == whole.weights && folder.weights.count > 15)
  }

  @Test func onlyTrainingKeepsWeights() {
    let yaml = scenario(steps: 50, more: "evaluate: {snapshots: [5]}")
      .replacing("experiment: training", with: "experiment: grokking-time").replacing("replicas: 2", with: "")
    #expect(
      complaints(about: yaml).contains("no weights are kept here; single trainings write snapshots of them."))
  }

  // MARK: - Evaluation of given weights

  /// Without a step the numbers are those of the run that left the weights.
  @Test func givenWeightsAreEvaluatedWithoutAStep() throws {
    let folder = Folder()
    let trained = try folder.perform(scenario(steps: 80))
    let file = "\(folder.path)/weights/replica-0.safetensors"
    let evaluated = try Folder().perform(
      scenario(steps: 0, more: "weights: \(file)").replacing("replicas: 2", with: ""))
    for quantity in ["final-train-accuracy", "final-test-accuracy", "final-train-loss", "final-test-loss"] {
      let one = try trained.analysis.found(quantity, by: "last-evaluation", ["replica": .integer(0)])
      let other = try evaluated.analysis.found(quantity, by: "last-evaluation", ["replica": .integer(0)])
      #expect(one.value == other.value && one.value != nil, "\(quantity)")
    }
    // No step, no times.
    #expect(!evaluated.analysis.findings.contains { $0.quantity.hasSuffix("-time") || $0.quantity == "phase" })
    #expect(evaluated.analysis.answer.hasPrefix("The given weights have a train loss of "))
    #expect(evaluated.analysis.answer.hasSuffix("; no step was taken."))
    #expect(evaluated.analysis.tables[0].title == "The given weights")
    #expect(evaluated.analysis.failure == nil)
    #expect(
      complaints(about: scenario(steps: 0)).contains(
        "steps is 0, and no weights are given; an evaluation without a step needs 'weights', a training at least 1 step."
      ))
  }

  // MARK: - Divergence

  @Test func runsThatAllDivergeAreAFailure() throws {
    let wild = "optimizer: {kind: sgd, rate: 1e6}"
    let calm = "optimizer: {kind: adamw, rate: 0.01, decay: 0.3, beta2: 0.98}"
    let all = try Folder().perform(scenario(steps: 60).replacing(calm, with: wild)).analysis
    #expect(all.failure?.hasPrefix("all 2 training runs diverged, so that nothing was learned: replica 0: ") == true)
    let some = try Folder().perform(
      scenario(steps: 60, more: "sweep: {optimizer.rate: [1e-3, 1e6]}").replacing(calm, with: wild)
    ).analysis
    #expect(some.failure == nil)
    #expect(some.warnings.first == "2 of 4 training runs diverged")
    let times = scenario(steps: 60).replacing(calm, with: wild).replacing("replicas: 2", with: "data-seeds: 2")
      .replacing("experiment: training", with: "experiment: grokking-time")
    #expect(try Folder().perform(times).analysis.failure?.hasPrefix("all ") == true)
  }

  // MARK: - Events that never happen

  @Test func eventsBeyondTheEndAreRefusedOrDoubted() throws {
    let event = "events: [{at: 50, set: {decay: 0}}]"
    #expect(
      complaints(about: scenario(steps: 40, more: event)).contains(
        "bad.yaml:10:15: the event at 50 would never happen: the run has 40 steps."))
    let swept = try Folder().perform(scenario(steps: 40, more: "\(event)\nsweep: {steps: [40, 60]}")).analysis
    #expect(swept.warnings.contains("steps = 40: the event at 50 never happened within 40 steps"))
    for finding in swept.findings where finding.at["steps"] != nil {
      #expect(finding.isDoubtful == (finding.at["steps"] == .integer(40)), "\(finding)")
    }
  }
}
