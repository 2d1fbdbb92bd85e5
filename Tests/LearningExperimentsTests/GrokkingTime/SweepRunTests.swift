// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Grokking
import Runs
import Scenarios
import Settings
import Testing
import Training

@testable import Experiments
@testable import LearningExperiments

private let codec = ScenarioCodec(
  encode: { $0.yaml() }, decode: { try ScenarioFile(yaml: $0, name: "scenario.yaml").tree })

/// The tasks of a scenario in a directory of their own, removed with them.
private final class SweepTasks {
  let experiment: any Experiment
  private let directory: RunDirectory
  private let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)").path

  init(_ yaml: String) throws {
    let plan = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml"))
    directory = try RunDirectory.begin(at: path, scenario: plan.resolved, codec: codec)
    experiment = plan.experiment
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func perform(threads: Int, cancelling: Cancellation = Cancellation()) throws -> [String: Dataset] {
    let experiment = experiment
    _ = Executor(threads: threads, cancellation: cancelling).perform(experiment.tasks, in: directory) {
      try experiment.perform($0, in: $1)
    }
    var results: [String: Dataset] = [:]
    for (index, task) in experiment.tasks.enumerated() { results[task.label] = try directory.result(index) }
    return results
  }
}

/// That data sets are the same bit by bit, where a NaN equals itself.
private func expectSame(_ one: Dataset?, _ other: Dataset?, _ label: String) {
  #expect(one != nil && "\(one?.variables ?? [])" == "\(other?.variables ?? [])", "\(label)")
}

@Suite struct SweepRunTests {
  /// Groks within some hundred steps.
  private static let small = """
    experiment: grokking-time
    seed: 1
    task: {kind: modular-arithmetic, operation: x+y, modulus: 23}
    model: {kind: quadratic, width: 128}
    optimizer: {kind: adamw, rate: 0.01, decay: 1, beta2: 0.98}
    steps: 600
    sizes: [0.6, 0.8]
    data-seeds: 1
    model-seeds: 2
    """

  /// More seeds, more sizes, another order: the runs that were there before stay what they were.
  @Test func aRunDependsOnItsOwnNameAlone() throws {
    let text = Self.small.replacing("steps: 600", with: "steps: 80")
    let few = try SweepTasks(text).perform(threads: 2)
    let many = try SweepTasks(
      text.replacing("sizes: [0.6, 0.8]", with: "sizes: [0.7, 0.8, 0.5, 0.6]").replacing(
        "data-seeds: 1", with: "data-seeds: 2"
      ).replacing("model-seeds: 2", with: "model-seeds: 3")
    ).perform(threads: 2)
    #expect(few.count == 4 && many.count == 24)
    for (label, data) in few { expectSame(data, many[label], label) }
    // All are different runs.
    #expect(Set(many.values.map { "\($0.numbers("final_train_loss") ?? [])" }).count == 24)
  }

  /// The first run of a size is the first replica of a `training` scenario with that training set.
  @Test func theFirstRunIsThatOfTraining() throws {
    let text = Self.small.replacing("steps: 600", with: "steps: 300").replacing(
      "sizes: [0.6, 0.8]\ndata-seeds: 1\nmodel-seeds: 2",
      with: "data: {train-fraction: 0.8}\ndata-seeds: 1\nmodel-seeds: 1")
    let sweep = try #require(try SweepTasks(text).perform(threads: 1).values.first)
    let training = try SweepTasks(
      text.replacing("grokking-time", with: "training").replacing(
        "data-seeds: 1\nmodel-seeds: 1", with: "stop: grokked"))
    let replica = try #require(try training.perform(threads: 1).values.first)
    let record = SweepRecord(data: sweep)
    #expect(record.size == 423 && record.lastStep < 300, "\(record.lastStep)")
    #expect(replica.numbers("step")?.last == record.lastStep)
    #expect(replica.numbers("test_accuracy")?.last == record.number("final_test_accuracy"))
    #expect(replica.numbers("train_loss")?.last == record.number("final_train_loss"))
    let curve = try LearningCurve(
      steps: replica.numbers("step") ?? [], train: replica.numbers("train_accuracy") ?? [],
      test: replica.numbers("test_accuracy") ?? [])
    #expect(record.times == GrokkingTimes(of: curve))
    // It ended at the third evaluation in a row at which both thresholds were held, and not before.
    #expect(!record.times.sustainedGrokking.isCensored)
    let held = curve.steps.indices.map { curve.train[$0] >= 0.99 && curve.test[$0] >= 0.9 }
    #expect(held.suffix(3) == [true, true, true] && !held.dropLast(3).suffix(1).contains(true))
  }

  @Test func theThreadsDoNotMatter() throws {
    let text = Self.small.replacing("steps: 600", with: "steps: 60")
    let one = try SweepTasks(text).perform(threads: 1)
    let many = try SweepTasks(text).perform(threads: 4)
    #expect(one.count == 4)
    for (label, data) in one { expectSame(data, many[label], label) }
  }

  /// Stopped as often as it can be, a run ends with the bits of one that was not.
  @Test func resumedRunsAreUninterruptedOnes() throws {
    let text = Self.small.replacing("steps: 600", with: "steps: 4000").replacing(
      "sizes: [0.6, 0.8]", with: "sizes: [0.3]"
    )
    .replacing("model-seeds: 2", with: "model-seeds: 1")
    let undisturbed = try SweepTasks(text).perform(threads: 1)
    let tasks = try SweepTasks(text)
    var results: [String: Dataset] = [:]
    var sessions = 0
    while results.isEmpty, sessions < 40 {
      let cancellation = Cancellation()
      let timer = Thread {
        Thread.sleep(forTimeInterval: 0.15)
        cancellation.request()
      }
      timer.start()
      results = try tasks.perform(threads: sessions % 2 + 1, cancelling: cancellation)
      sessions += 1
    }
    #expect(sessions > 1, "the run was too short to be interrupted")
    let (label, whole) = try #require(undisturbed.first)
    expectSame(whole, results[label], label)
    #expect(SweepRecord(data: whole).times.grokking == BracketedTime(after: 4000, seenAt: nil))
  }

  /// A checkpoint holds nothing of the sweep but the run.
  @Test func aDivergedRunIsCensoredWhereItEnded() throws {
    let text = Self.small.replacing(
      "optimizer: {kind: adamw, rate: 0.01, decay: 1, beta2: 0.98}", with: "optimizer: {kind: sgd, rate: 1e4}")
    let tasks = try SweepTasks(text)
    let results = try tasks.perform(threads: 2)
    for data in results.values {
      let record = SweepRecord(data: data)
      let step = try #require(record.divergenceStep)
      #expect(record.times.grokking.isCensored && record.times.grokking.lower < step)
      #expect(record.budget == 600 && record.divergenceCause.contains("rate"))
    }
    let analysis = tasks.experiment.analyze(tasks.experiment.tasks.map { results[$0.label] })
    #expect(
      analysis.warnings.contains {
        $0.hasPrefix(
          "4 of 4 runs diverged and are censored where they ended; the first (size 317, data seed 0, model seed 0) at step "
        )
      }, "\(analysis.warnings)")
  }
}
