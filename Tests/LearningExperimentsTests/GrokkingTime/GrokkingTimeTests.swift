// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Grokking
import Runs
import Scenarios
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LearningExperiments

@Suite struct GrokkingTimeTests {
  /// Sixteen runs: none of the smaller size groks in the budget, all of the larger one do.
  private static let small = """
    experiment: grokking-time
    seed: 1
    task: {kind: modular-arithmetic, operation: x+y, modulus: 23}
    model: {kind: quadratic, width: 128}
    optimizer: {kind: adamw, rate: 0.01, decay: 1, beta2: 0.98}
    steps: 400
    sizes: [0.3, 0.6, 0.8]
    data-seeds: 3
    model-seeds: 2
    bootstrap: 20
    """

  @Test func timesFallWithTheSize() throws {
    let analysis = try analyzed(Self.small)
    let early = try analysis.found("grokking-time", by: "kaplan-meier", ["size": .integer(423)])
    let late = try analysis.found("grokking-time", by: "kaplan-meier", ["size": .integer(317)])
    let never = try analysis.found("grokking-time", by: "kaplan-meier", ["size": .integer(159)])
    #expect(early.value ?? .infinity < 200 && late.value ?? 0 > 200, "\(early) \(late)")
    #expect(never.value == nil && never.lowerBound == 400 && never.censored == 6)
    #expect(
      try analysis.found("grokking-probability", by: "clopper-pearson", ["size": .integer(423)]).value == 1)
    #expect(
      try analysis.found("memorization-time", by: "kaplan-meier", ["size": .integer(159)]).value ?? .infinity < 60)
    // All runs with named dimensions.
    let results = analysis.results
    #expect(results.variables.first { $0.name == "grokking_step" }?.dimensions == ["size", "data_seed", "model_seed"])
    #expect(results.numbers("size") == [159, 317, 423])
    #expect(results.numbers("train_count") == [159, 317, 423].flatMap { Array(repeating: $0, count: 6) })
    #expect(results.sizes["data_seed"] == 3 && results.sizes["model_seed"] == 2)
    #expect(
      results.variables.first { $0.name == "test_accuracy" }?.dimensions == [
        "size", "data_seed", "model_seed", "evaluation",
      ])
    #expect(try Dataset(netCDF: results.netCDF(), name: "results.nc").sizes["size"] == 3)
    let curves = try #require(analysis.figures.first { $0.name == "learning-curves" })
    #expect(curves.series.filter { $0.style == .line }.map(\.label) == ["159 rows", "317 rows", "423 rows"])
    #expect(curves.series.count { $0.style == .thinLine } == 18)
    // The table of runs is what 'ravine fit' reads, with nothing lost.
    let file = try #require(analysis.files.first { $0.name == "runs.csv" })
    let table = try GrokkingTable(Data(file.text.utf8), name: "runs.csv")
    #expect(table.runs.count == 18 && table.total == 529 && table.axes.isEmpty)
    // λ₃ of a training set belongs to its runs, is larger in larger ones, and comes back as it was written.
    #expect(table.covariates == ["lambda-3", "norm-memorized", "norm-grokked"])
    let rates = table.runs.map { $0.axes["lambda-3"] ?? .nan }
    for (index, rate) in rates.enumerated() where index % 2 == 1 { #expect(rate == rates[index - 1]) }
    let (small, middle, large) = (rates[0], rates[6], rates[12])
    #expect(small > 0 && small < middle && middle < large, "\(rates)")
    let again = GrokkingTableAnalysis(table, settings: FitSettings(bootstrap: 20)).analysis
    for finding in again.findings where finding.quantity == "grokking-time" && finding.method == "kaplan-meier" {
      let size = try #require(finding.at["size"])
      #expect(finding == (try analysis.found("grokking-time", by: "kaplan-meier", ["size": size])))
    }
  }

  @Test func aStoppedSweepGoesOnWhereItWas() throws {
    let text = Self.small.replacing("steps: 400", with: "steps: 60").replacing("data-seeds: 3", with: "data-seeds: 2")
    expectSame(try analyzed(text, threads: 1), try resumed(text))
  }

  /// Axes are coordinates of findings, of the results and of the table; words are analyzed apart.
  @Test func otherAxesAreCoordinates() throws {
    let text =
      Self.small.replacing("steps: 400", with: "steps: 30").replacing("data-seeds: 3", with: "data-seeds: 1").replacing(
        "sizes: [0.3, 0.6, 0.8]", with: "sizes: [317, 423]")
      + "\nsweep: {optimizer.decay: [0, 1], optimizer.kind: [adamw, adam]}"
    let analysis = try analyzed(text)
    let place: [String: Value] = [
      "size": .integer(423), "optimizer.decay": .number(1), "optimizer.kind": .text("adam"),
    ]
    #expect(try analysis.found("grokking-time", by: "kaplan-meier", place).lowerBound == 30)
    #expect(
      analysis.results.variables.first { $0.name == "grokking_step" }?.dimensions == [
        "optimizer.decay", "optimizer.kind", "size", "data_seed", "model_seed",
      ])
    let rows = try #require(analysis.files.first).text.split(separator: "\n")
    #expect(
      rows[0]
        == "size,total,data_seed,model_seed,memorized_after,memorized,grokked_after,grokked,budget,optimizer.decay,optimizer.kind,lambda-3,norm-memorized,norm-grokked"
    )
    #expect(rows.count == 17 && rows[1].hasPrefix("317,529,0,0,") && rows[1].contains(",30,,30,0,adamw,"), "\(rows[1])")
  }

  /// A sweep of the training fraction is a sweep of sizes.
  @Test func sizesCanBeAnAxisOfTheSweep() throws {
    let text = Self.small.replacing("steps: 400", with: "steps: 30").replacing(
      "sizes: [0.3, 0.6, 0.8]\ndata-seeds: 3", with: "data: {train-fraction: 0.5}\ndata-seeds: 1")
    let analysis = try analyzed(text + "\nsweep: {data.train-fraction: [0.6, 0.8]}")
    #expect(try analysis.found("grokking-time", by: "kaplan-meier", ["size": .integer(423)]).samples == 2)
    #expect(
      analysis.results.variables.first { $0.name == "grokking_step" }?.dimensions == [
        "data.train-fraction", "data_seed", "model_seed",
      ])
    // Fractions that round to the same number of rows are the same runs.
    let twice = try analyzed(text + "\nsweep: {data.train-fraction: [0.8, 0.8001]}")
    #expect(try twice.found("grokking-time", by: "kaplan-meier", ["size": .integer(423)]).samples == 2)
    #expect(
      twice.warnings.contains(
        "2 of 4 runs have the rows and the seeds of others, as their sizes round to the same number; each counts once"),
      "\(twice.warnings)")
  }

  /// Nothing grokked: bounds, and no fit.
  @Test func aSweepInWhichNothingGroksHasBounds() throws {
    let analysis = try analyzed(
      Self.small.replacing("steps: 400", with: "steps: 10").replacing("data-seeds: 3", with: "data-seeds: 1"))
    let times = analysis.findings.filter { $0.quantity == "grokking-time" && $0.method == "kaplan-meier" }
    #expect(times.count == 3 && times.allSatisfy { $0.value == nil && $0.lowerBound == 10 })
    #expect(!analysis.findings.contains { $0.quantity == "decay-per-example" && $0.value != nil })
    #expect(!analysis.answer.isEmpty)
  }

  /// The tables that are shipped are read without a complaint.
  @Test(arguments: [("quadratic-23.csv", 64, [String]()), ("quadratic-23-decay.csv", 80, ["optimizer.decay"])])
  func shippedTablesAreRead(name: String, runs: Int, axes: [String]) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../scenarios/tables/\(name)").standardized
    let table = try GrokkingTable(try Data(contentsOf: file), name: name)
    #expect(table.runs.count == runs && table.total == 529 && table.axes == axes)
    #expect(
      table.covariates == ["lambda-3"] && table.notes.isEmpty, "\(table.notes)")
  }

  // MARK: - Wrong input

  private static func wrong(_ sizes: String) -> String {
    complaints(about: Self.small.replacing("sizes: [0.3, 0.6, 0.8]", with: sizes))
  }

  @Test func wrongSizesAreExplained() {
    #expect(
      Self.wrong("sizes: [20, 200]") == """
        bad.yaml:7:9: a training set of 20 rows is smaller than the number of classes, 23: some answers would never be seen, and no network can give them. Take at least 23 rows.
        """)
    #expect(
      Self.wrong("sizes: [0.02, 0.5]") == """
        bad.yaml:7:9: a training set of 11 rows is smaller than the number of classes, 23: some answers would never be seen, and no network can give them. Take at least 23 rows.
        """)
    #expect(
      Self.wrong("sizes: [200, 529, 600]") == """
        bad.yaml:7:14: a training set of 529 rows leaves nothing to test of a table of 529 rows. Take at most 528 rows.
        bad.yaml:7:19: a training set of 600 rows leaves nothing to test of a table of 529 rows. Take at most 528 rows.
        """)
    #expect(
      Self.wrong("sizes: {from: 100, to: 600, count: 3}") == """
        bad.yaml:7:8: a training set of 600 rows leaves nothing to test of a table of 529 rows. Take at most 528 rows.
        """)
    #expect(Self.wrong("sizes: [0.5, 0.6, 0.5]") == "bad.yaml:7:19: 0.5 stands twice in the sweep of sizes.")
    #expect(
      Self.wrong("sizes: [0.5, 0.5001]")
        == "bad.yaml:7:14: sizes 1 and 2 are both 265 rows of the table's 529.")
    #expect(
      Self.wrong("sizes: [0.5, 300]")
        == "bad.yaml:7:14: sizes holds parts of the table (below 1) and numbers of rows (here 300); say all of them in one way."
    )
    #expect(
      Self.wrong("sizes: [100.5, 300]")
        == "bad.yaml:7:9: a size is 100.5; a part of the table between 0 and 1 or a whole number of rows is expected.")
    #expect(
      Self.wrong("sizes: [-3, 300]")
        == "bad.yaml:7:9: a size is -3; a part of the table between 0 and 1 or a whole number of rows is expected.")
    #expect(
      Self.wrong("sizes: many")
        == "bad.yaml:7:8: sizes is text 'many'; a list of values or {from, to, count, spacing} is expected.")
    #expect(
      Self.wrong("sizes: [0.5, 0.6]\ndata: {train-fraction: 0.5}")
        == "bad.yaml:8:8: data.train-fraction and sizes both say how large the training set is; leave one out.")
    #expect(
      Self.wrong("sizes: [0.5, 0.9]\ndata: {test-count: 100}")
        == "bad.yaml:7:14: data.test-count is 100; beside a training set of 476 rows the table has 53.")
    #expect(
      Self.wrong("data: {train-count: 20}")
        == "bad.yaml:7:21: a training set of 20 rows is smaller than the number of classes, 23: some answers would never be seen, and no network can give them. Take at least 23 rows."
    )
    #expect(
      Self.wrong("sizes: [100, 200]\nbatch: 128")
        == "bad.yaml:8:8: batch is 128; the training set has 100 examples. Take at most that many, or 'full'.")
  }

  @Test func whatHasNoAccuracyHasNoTimes() {
    let text = """
      experiment: grokking-time
      task: {kind: teacher-student, inputs: 10, hidden: 4, outputs: 1}
      model: {kind: mlp, widths: [16]}
      loss: squared-error
      """
    #expect(
      complaints(about: text).contains(
        "are numbers and not classes: there is no accuracy, so that nothing can be memorized or grokked. The experiment 'training' shows its losses."
      ), "\(complaints(about: text))")
  }

  @Test func otherMistakesAreExplained() {
    #expect(
      complaints(about: Self.small + "\nreplicas: 3").hasPrefix("bad.yaml:11:1: unknown key 'replicas'"),
      "\(complaints(about: Self.small + "\nreplicas: 3"))")
    #expect(
      complaints(about: Self.small + "\nstop: early")
        == "bad.yaml:11:7: stop is text 'early'; 'none', 'grokked' or a mapping such as {test-accuracy: 0.99} is expected."
    )
    #expect(
      complaints(about: Self.small.replacing("data-seeds: 3", with: "data-seeds: 0"))
        == "bad.yaml:8:13: data-seeds is 0; it must be between 1 and 65536.")
  }

  /// The scenario as it was run says the same as the one that was written.
  @Test func theResolvedScenarioIsUnderstood() throws {
    let plan = try Plan(ScenarioFile(yaml: Self.small, name: "test.yaml"))
    let again = try Plan(ScenarioFile(yaml: plan.resolved.yaml(), name: "scenario.yaml"))
    #expect(plan.resolved == again.resolved)
    #expect(plan.experiment.tasks == again.experiment.tasks && plan.experiment.tasks.count == 18)
    #expect(plan.resolved.value(at: "stop") == .text("grokked"))
    let template = try Plan(ScenarioFile(yaml: GrokkingTime.kind.template, name: "template.yaml"))
    #expect(template.experiment.tasks.count == 64)
  }
}
