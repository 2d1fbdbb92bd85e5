// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Scenarios
import Settings
import Synchronization
import TestSupport
import Testing
import Training

@testable import Experiments
@testable import LearningExperiments

private let codec = ScenarioCodec(
  encode: { $0.yaml() }, decode: { try ScenarioFile(yaml: $0, name: "scenario.yaml").tree })

/// A scenario in a directory of its own, removed with it.
private final class TrainingRun {
  let plan: Plan
  let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)").path

  init(_ yaml: String) throws { plan = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml")) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Performs the tasks that have no result yet, until a request to stop.
  func perform(threads: Int = 2, cancelling: Cancellation = Cancellation()) throws -> [Dataset?] {
    let directory = try RunDirectory.begin(at: path, scenario: plan.resolved, codec: codec)
    let experiment = plan.experiment
    _ = Executor(threads: threads, cancellation: cancelling).perform(experiment.tasks, in: directory) {
      try experiment.perform($0, in: $1)
    }
    return try experiment.tasks.indices.map { try directory.result($0) }
  }

  var weights: [String: Data] {
    let folder = "\(path)/weights"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Dictionary(
      uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data()) })
  }
}

/// Whether data sets are the same bit by bit; a NaN equals itself.
private func sameBits(_ left: [Dataset?], _ right: [Dataset?]) -> Bool {
  func bits(_ data: Dataset?) -> [String] {
    (data?.variables ?? []).map { variable in
      let values =
        switch variable.values {
        case .numbers(let numbers): numbers.map { "\($0.bitPattern)" }
        case .integers(let numbers): numbers.map { "\($0)" }
        case .texts(let texts): texts
        }
      return "\(variable.name) \(variable.dimensions) \(values)"
    }
  }
  return left.count == right.count && zip(left, right).allSatisfy { bits($0) == bits($1) && !bits($0).isEmpty }
}

private func problems(_ yaml: String) -> String {
  do {
    _ = try Plan(ScenarioFile(yaml: yaml, name: "bad.yaml"))
    return "no error"
  } catch { return "\(error)" }
}

@Suite struct TrainingTests {
  /// Groks within some hundred steps.
  private static let small = """
    experiment: training
    seed: 1
    task: {kind: modular-arithmetic, operation: x+y, modulus: 23}
    data: {train-fraction: 0.7}
    model: {kind: quadratic, width: 128}
    optimizer: {kind: adamw, rate: 0.01, decay: 1, beta2: 0.98}
    steps: 700
    replicas: 2
    """

  @Test func aSmallNetworkGroks() throws {
    let run = try TrainingRun(Self.small)
    let results = try run.perform()
    let analysis = run.plan.experiment.analyze(results)
    func value(_ quantity: String, _ method: String, _ replica: Int) -> Double? {
      analysis.findings.first {
        $0.quantity == quantity && $0.method == method && $0.at["replica"] == .integer(replica)
      }?.value
    }
    for replica in 0..<2 {
      let memorized = try #require(value("memorization-time", "first-evaluation", replica))
      let grokked = try #require(value("grokking-time", "first-evaluation", replica))
      #expect(memorized < 60 && grokked > 2 * memorized, "\(memorized) \(grokked)")
      #expect(value("final-test-accuracy", "last-evaluation", replica) ?? 0 > 0.97)
    }
    #expect(analysis.findings.first { $0.quantity == "grokking-probability" }?.value == 1)
    // The merged data have names for everything and open as NetCDF.
    let names = Set(analysis.results.variables.map(\.name))
    #expect(
      names.isSuperset(of: [
        "replica", "step", "train_accuracy", "test_accuracy", "train_loss", "test_loss", "weight_norm", "snapshot",
        "embedding", "fourier_power", "effective_dimension", "weights_file",
      ]))
    #expect(analysis.results.variables.first { $0.name == "test_accuracy" }?.dimensions == ["replica", "evaluation"])
    #expect(try Dataset(netCDF: analysis.results.netCDF(), name: "results.nc").sizes["replica"] == 2)
    #expect(
      analysis.figures.map(\.name) == [
        "grokking-curve", "losses", "weight-norms", "embedding-start", "embedding-memorized", "embedding-end",
        "embedding-circle", "fourier-spectrum",
      ])
    #expect(run.weights.keys.sorted() == ["replica-0.safetensors", "replica-1.safetensors"])
  }

  /// One thread, many threads for many tasks, many threads for one task: the same bits.
  @Test func theThreadsDoNotMatter() throws {
    let text = Self.small.replacing("steps: 700", with: "steps: 60")
    let one = try TrainingRun(text)
    let many = try TrainingRun(text)
    let first = try one.perform(threads: 1)
    #expect(try sameBits(first, many.perform(threads: 4)))
    #expect(one.weights == many.weights && one.weights.count == 2)
  }

  /// Stopped as often as it can be, a run ends with the bits of one that was not.
  @Test func resumedRunsAreUninterruptedOnes() throws {
    let text = Self.small.replacing("steps: 700", with: "steps: 3000").replacing("replicas: 2", with: "replicas: 1")
    let whole = try TrainingRun(text)
    let undisturbed = try whole.perform(threads: 1)
    let run = try TrainingRun(text)
    var results: [Dataset?] = [nil]
    var sessions = 0
    while results[0] == nil, sessions < 40 {
      let cancellation = Cancellation()
      let timer = Thread {
        Thread.sleep(forTimeInterval: 0.15)
        cancellation.request()
      }
      timer.start()
      results = try run.perform(threads: sessions % 2 + 1, cancelling: cancellation)
      sessions += 1
    }
    #expect(sessions > 1, "the run was too short to be interrupted")
    #expect(sameBits(results, undisturbed))
    #expect(run.weights == whole.weights)
  }

  /// The weights that a run left begin another one: at its first evaluation it knows what the first knew at its last.
  @Test func weightsOfARunBeginAnother() throws {
    let first = try TrainingRun(Self.small.replacing("replicas: 2", with: "replicas: 1"))
    let result = try #require(try first.perform()[0])
    let file = "\(first.path)/weights/replica-0.safetensors"
    let second = try TrainingRun(
      Self.small.replacing("replicas: 2", with: "replicas: 1").replacing(
        "steps: 700", with: "steps: 5\nweights: \(file)"))
    let again = try #require(try second.perform()[0])
    #expect(again.numbers("test_loss")?.first == result.numbers("test_loss")?.last)
    #expect(again.numbers("train_accuracy")?.first == result.numbers("train_accuracy")?.last)
  }

  @Test func aDivergedTrainingIsAResult() throws {
    let run = try TrainingRun(
      Self.small.replacing(
        "optimizer: {kind: adamw, rate: 0.01, decay: 1, beta2: 0.98}", with: "optimizer: {kind: sgd, rate: 1e4}"))
    let results = try run.perform()
    let analysis = run.plan.experiment.analyze(results)
    #expect(analysis.warnings.count == 2)
    #expect(analysis.warnings[0].hasPrefix("replica 0: the training diverged at step "), "\(analysis.warnings)")
    #expect(analysis.warnings[0].contains("rate"))
    let weights = try SafetensorsFile.read(try #require(run.weights["replica-0.safetensors"]))
    #expect(weights.tensors.allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }

  @Test func wrongScenariosAreExplained() throws {
    #expect(
      problems(Self.small.replacing("modulus: 23", with: "modulus: 23x").replacing("replicas: 2", with: "replicas: 0"))
        == """
        bad.yaml:3:59: modulus is text '23x'; a whole number is expected.
        bad.yaml:8:11: replicas is 0; it must be between 1 and 1e+06.
        """.replacing("1e+06", with: "1000000"))
    #expect(
      problems(Self.small + "\nmeasure: {memorised-at: 0.9}")
        == "bad.yaml:9:11: unknown key 'memorised-at'; did you mean 'memorized-at'?")
    #expect(
      problems(Self.small + "\nweights: nowhere.safetensors")
        == "bad.yaml:9:10: nowhere.safetensors: there is no such file; relative paths start at the working directory.")
    #expect(
      problems(Self.small + "\nexpect: [{quantity: grokking-time, method: first-passage, at-most: 100}]")
        == "bad.yaml:9:44: unknown method 'first-passage'; allowed are first-evaluation, sustained, sigmoid-fit, interpolation, plateau, times, last-evaluation, embedding, logits-of-all-pairs, kaplan-meier, clopper-pearson, mean, sign-test, paired, paired-median, paired-share."
    )
    #expect(
      problems(Self.small.replacing("kind: quadratic", with: "kind: quadratc"))
        == "bad.yaml:5:15: unknown model 'quadratc'; did you mean 'quadratic'? 'ravine list models' shows all.")
    #expect(
      problems(Self.small.replacing("train-fraction: 0.7", with: "train-fraction: 1"))
        == "bad.yaml:4:24: train-fraction is 1; it must be above 0 and below 1.")
    #expect(
      problems(Self.small + "\nbatch: 4000")
        == "bad.yaml:9:8: batch is 4000; the training set has 370 examples. Take at most that many, or 'full'.")
  }
}
