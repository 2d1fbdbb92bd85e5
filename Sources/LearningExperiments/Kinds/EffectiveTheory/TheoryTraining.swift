// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Settings
import Training

/// Networks that are trained beside the theory: the mapping `training`.
struct TheoryTraining: Sendable {
  let task: any LearningTask
  let model: any Model
  let loss: Loss
  let precision: Precision
  let plan: TrainingPlan
  /// Rows of the training sets.
  let sizes: [Int]
  let dataSeeds: Int
  let modelSeeds: Int
  /// The first seed of the splits.
  let splitSeed: Int
  /// Steps between two observations of the embeddings.
  let every: Int
  let seed: UInt64

  /// One network: the rows and the seed of its training set, and the number of its initial weights.
  struct Run: Sendable, Equatable {
    var size: Int
    var dataSeed: Int
    var modelSeed: Int
  }

  /// All runs, sizes slowest.
  var runs: [Run] {
    sizes.flatMap { size in
      (0..<dataSeeds).flatMap { data in
        (0..<modelSeeds).map { Run(size: size, dataSeed: splitSeed + data, modelSeed: $0) }
      }
    }
  }

  /// What one run learns.
  func problem(_ run: Run) throws(Problem) -> LearningProblem {
    let settings = SplitSettings(.count(run.size), seed: UInt64(run.dataSeed))
    return try LearningProblem(
      data: LearningData(task: task, settings: settings, seed: seed), model: model, loss: loss, precision: precision,
      seed: seed)
  }

  /// Keys of training that `every` decides.
  static let fixedKeys = ["evaluate", "stop"]

  static let dataSeeds = Parameter.integer(
    "data-seeds", default: 3, .between(1, 1e5), "training sets of each size, seeds split-seed, split-seed + 1, …")
  static let modelSeeds = Parameter.integer(
    "model-seeds", default: 1, .between(1, 1e5), "initial weights for each of them")
  static let splitSeed = Parameter.integer("split-seed", default: 0, .nonNegative, "seed of the first split")
  static let every = Parameter.integer(
    "every", default: 20, .atLeast(1), "steps between two observations of the embeddings")

  static let parameters: [Parameter] =
    LearningProblem.parameters.filter { !["task", "data"].contains($0.name) }
    + TrainingPlan.parameters.filter { !fixedKeys.contains($0.name) }
    + [
      Parameter(
        "sizes", .special("a list of sizes, or {from, to, count, spacing}"), default: nil, "rows of the training sets"),
      dataSeeds, modelSeeds, splitSeed, every,
    ]
}

extension TheoryTraining {
  /// Reads the mapping; `nil` if a problem was reported.
  init?(_ reader: Reader, task: any LearningTask, rows: Int, seed: UInt64) {
    let before = reader.log.problems.count
    let model = LearningProblem.model(from: reader)
    let loss = reader.chosen("loss", from: LossCatalogue.entries, listing: "losses", default: "cross-entropy")
    let precision = Precision(
      rawValue: reader.text(
        "precision", default: Precision.single.rawValue, among: Precision.allCases.map(\.rawValue),
        "the precision of the network's arithmetic"))
    let sizes: [Int]?
    if reader.contains("sizes") {
      sizes = TheorySizes.read(reader, table: rows, tested: 1)
    } else {
      _ = reader.raw("sizes")
      reader.log.report("'sizes' is missing: rows of the training sets.", at: reader.path)
      sizes = nil
    }
    let dataSeeds = Int(reader.read(Self.dataSeeds).asNumber ?? 1)
    let modelSeeds = Int(reader.read(Self.modelSeeds).asNumber ?? 1)
    let splitSeed = Int(reader.read(Self.splitSeed).asNumber ?? 0)
    let every = Int(reader.read(Self.every).asNumber ?? 1)
    guard let model, let loss, let precision, let smallest = sizes?.first else { return nil }

    let layout: ParameterLayout
    let drops: Bool
    do {
      let settings = SplitSettings(.count(smallest), seed: UInt64(splitSeed))
      let problem = try LearningProblem(
        data: LearningData(task: task, settings: settings, seed: seed), model: model, loss: loss, precision: precision,
        seed: seed)
      layout = problem.layout
      drops = problem.usesDropout
    } catch {
      reader.log.report(error.below(reader.path))
      return nil
    }
    let plan = TrainingPlan.read(
      from: reader, groups: layout.groups, trainCount: smallest, optimizers: LearningOptimizers.entries, drops: drops)
    guard let tensor = layout["embedding.weight"], tensor.shape.first ?? 0 >= 2 else {
      reader.report("the network has no embedding of the symbols to compare; take the toy-decoder.", at: "model")
      return nil
    }
    for key in Self.fixedKeys where reader.contains(key) {
      reader.report(
        "\(key) is decided by 'every': the embeddings are observed at equal intervals to the end.", at: key)
    }
    guard var plan, reader.log.problems.count == before else { return nil }
    if plan.steps / every > Self.mostObservations {
      reader.report(
        "\(plan.steps) steps are observed every \(every) steps, more than \(Self.mostObservations) times; take a larger number.",
        at: "every")
      return nil
    }
    // Equidistant and never refined: the accuracies are evaluated where the embeddings are observed.
    plan.evaluation = EvaluationPlan(every: every, rise: 1)
    plan.stop = nil
    self.init(
      task: task, model: model, loss: loss, precision: precision, plan: plan, sizes: sizes ?? [], dataSeeds: dataSeeds,
      modelSeeds: modelSeeds, splitSeed: splitSeed, every: every, seed: seed)
  }

  private static let mostObservations = 10_000
}
