// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// Groks within some hundred steps, a second of work.
private let smallTraining = """
  title: Small
  question: Does it grok?
  experiment: training
  seed: 1
  task: {kind: modular-arithmetic, operation: x+y, modulus: 23}
  data: {train-fraction: 0.7}
  model: {kind: quadratic, width: 128}
  optimizer: {kind: adamw, rate: 0.01, decay: 1, beta2: 0.98}
  steps: 600
  replicas: 2
  expect:
    - {quantity: grokking-probability, at-least: 1}
    - {quantity: grokking-time, method: kaplan-meier, at-most: 600}

  """

@Suite struct TrainingCommandTests {
  @Test func aScenarioTrainsReportsAndExports() throws {
    let command = try Command()
    try command.write(smallTraining, to: "small.yaml")
    #expect(try command.run("validate", "small.yaml").output.hasPrefix("small.yaml: 2 tasks, about 1.2e+03 steps, "))
    let result = try command.run("run", "small.yaml")
    #expect(result.status == 0)
    #expect(result.output.contains("2 of 2 expectations met"))
    #expect(result.output.contains("Memorizes at step "))
    #expect(result.errors.contains(" steps/s"))
    for name in [
      "results.nc", "report.html", "weights/replica-0.safetensors", "weights/replica-1.safetensors",
      "figures/grokking-curve.svg", "figures/embedding-end.svg",
    ] {
      #expect(
        FileManager.default.fileExists(atPath: command.directory.appending(path: "runs/small/\(name)").path), "\(name)")
    }
    #expect(try command.read("runs/small/provenance.json").contains("\"linearAlgebra\": \"OpenBLAS, "))
    #expect(try command.run("export", "runs/small", "--to", "out").status == 0)
    #expect(try command.read("out/notebook.ipynb").contains("## Grokking curve"))
    #expect(
      FileManager.default.fileExists(
        atPath: command.directory.appending(path: "out/results-replica-evaluation.csv").path))
  }

  /// Interrupted by Ctrl-C and killed, a training ends with the numbers of one that was never disturbed.
  @Test func interruptedAndKilledTrainingsGoOn() throws {
    let command = try Command()
    let slow = smallTraining.replacingOccurrences(of: "steps: 600", with: "steps: 60000\ncheckpoint-interval: 0.2")
      .replacingOccurrences(of: "replicas: 2", with: "replicas: 1")
      .components(separatedBy: "expect:")[0]
    try command.write(slow, to: "slow.yaml")
    let checkpoint = command.directory.appending(path: "runs/slow/tasks/000000.checkpoint").path
    let (interrupted, _, errors) = try command.start(["run", "slow.yaml", "--quiet"])
    // Its first checkpoint says that it is under way.
    appears(checkpoint)
    interrupted.interrupt()
    let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    interrupted.waitUntilExit()
    #expect(interrupted.terminationStatus == 130)
    #expect(message.hasSuffix("  ravine resume runs/slow\n"))
    #expect(FileManager.default.fileExists(atPath: checkpoint))
    let (killed, _, _) = try command.start(["resume", "runs/slow", "--quiet"])
    Thread.sleep(forTimeInterval: 0.6)
    kill(killed.processIdentifier, SIGKILL)
    killed.waitUntilExit()
    let resumed = try command.run("resume", "runs/slow", "--json", "--jobs", "2")
    let whole = try command.run("run", "slow.yaml", "--json", "--output", "whole", "--jobs", "1")
    #expect(resumed.status == 0 && whole.status == 0)
    let findings = { (text: String) in text.components(separatedBy: "\"findings\"").last }
    #expect(findings(resumed.output) == findings(whole.output))
    let weights = { (run: String) in
      FileManager.default.contents(
        atPath: command.directory.appending(path: "\(run)/weights/replica-0.safetensors").path)
    }
    #expect(weights("runs/slow") == weights("whole") && weights("whole") != nil)
  }

  /// Waits until a file is there, at most half a minute.
  ///
  /// It keeps its thread: tests that compute would not give it back in time.
  private func appears(_ path: String) {
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: path) { Thread.sleep(forTimeInterval: 0.05) }
  }

  @Test func aDivergedTrainingWarnsAndFails() throws {
    let command = try Command()
    let wild = smallTraining.replacingOccurrences(
      of: "optimizer: {kind: adamw, rate: 0.01, decay: 1, beta2: 0.98}", with: "optimizer: {kind: sgd, rate: 1e5}"
    ).components(separatedBy: "expect:")[0]
    try command.write(wild, to: "wild.yaml")
    let result = try command.run("run", "wild.yaml", "--quiet")
    #expect(result.status == 1)
    #expect(result.output.contains("warning: replica 0: the training diverged at step "))
    #expect(result.output.contains("the last finite weights are in weights/replica-0.safetensors"))
  }

  @Test func networksAreListedAndDescribed() throws {
    let command = try Command()
    for (kind, name) in [
      ("tasks", "modular-arithmetic"), ("models", "transformer"), ("losses", "cross-entropy"), ("optimizers", "adamw"),
      ("rate-schedules", "cosine"), ("experiments", "training"),
    ] {
      #expect(try command.run("list", kind).output.contains(name), "\(kind)")
    }
    let article = try command.run("describe", "optimizer", "adamw").output
    #expect(article.contains("rate: ") && article.contains("beta1: "))
    let scenario = try command.run("new", "training")
    try command.write(scenario.output, to: "new.yaml")
    #expect(try command.run("validate", "new.yaml").status == 0)
  }
}
