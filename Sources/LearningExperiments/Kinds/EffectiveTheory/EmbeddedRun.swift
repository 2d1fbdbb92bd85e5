// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Training

/// One network that is trained beside the theory, as one task: its embeddings at many steps.
struct EmbeddedRun: Sendable {
  let training: TheoryTraining
  let run: TheoryTraining.Run
  let table: RelationTable

  /// The names of the variables.
  enum Name {
    static let step = "step"
    static let symbol = "symbol"
    static let component = "component"
    static let embedding = "embedding"
    static let trainAccuracy = "train_accuracy"
    static let testAccuracy = "test_accuracy"
    static let size = "train_count"
    static let dataSeed = "data_seed"
    static let modelSeed = "model_seed"
    static let failure = "failure"
  }

  func perform(in context: TaskContext) throws -> Dataset {
    switch training.precision {
    case .single: try perform(Float.self, in: context)
    case .double: try perform(Double.self, in: context)
    }
  }

  private func perform<R: Real>(_: R.Type, in context: TaskContext) throws -> Dataset {
    let problem = try training.problem(run)
    let objective: any Objective<R> = try problem.objective(batch: training.plan.largestBatch, threads: context.threads)
    let start = problem.layout.initialWeights(
      seed: training.seed, replica: UInt32(run.modelSeed), scale: problem.model.scale)
    let trainer = try Trainer<R>(
      objective: objective, plan: training.plan, train: problem.split.train, test: problem.split.test,
      initialWeights: start, usesDropout: problem.usesDropout, seed: training.seed,
      replica: UInt32(run.modelSeed))
    guard let tensor = problem.layout["embedding.weight"] else { return Dataset() }
    let width = tensor.count / max(tensor.shape.first ?? 1, 1)
    let held = tensor.offset..<(tensor.offset + table.symbols * width)
    var steps = [0]
    var embeddings = Array(start[held])
    var done = 0
    while trainer.end == nil {
      let next = trainer.step + training.every
      trainer.run(until: next)
      if trainer.step > steps[steps.count - 1] {
        steps.append(trainer.step)
        embeddings += trainer.weights[held]
      }
      try context.checkCancellation()
      context.report(
        work: trainer.step - done, fraction: Double(trainer.step) / Double(training.plan.steps),
        note: "\(run.size) rows: step \(trainer.step)")
      done = trainer.step
    }
    return dataset(trainer.record, end: trainer.end, steps: steps, embeddings: embeddings, width: width)
  }

  private func dataset(
    _ record: TrainingRecord, end: TrainingEnd?, steps: [Int], embeddings: [Double], width: Int
  ) -> Dataset {
    // Embeddings are observed at steps at which the accuracies are known, too.
    var train: [Double] = []
    var test: [Double] = []
    var index = 0
    for step in steps {
      while index + 1 < record.count, record[index].step < step { index += 1 }
      let isThere = index < record.count && record[index].step == step
      train.append(isThere ? record[index].trainAccuracy : .nan)
      test.append(isThere ? record[index].testAccuracy : .nan)
    }
    var result = Dataset()
    let count = steps.count
    result.add(Name.step, steps, over: [Name.step: count], units: "steps", longName: "steps taken")
    result.add(
      Name.embedding, embeddings, over: [Name.step: count, Name.symbol: table.symbols, Name.component: width],
      longName: "embeddings of the symbols")
    result.add(Name.trainAccuracy, train, over: [Name.step: count], longName: "accuracy on the training set")
    result.add(Name.testAccuracy, test, over: [Name.step: count], longName: "accuracy on the test set")
    result.add(Name.size, [run.size], longName: "rows of the training set")
    result.add(Name.dataSeed, [run.dataSeed], longName: "seed of the split")
    result.add(Name.modelSeed, [run.modelSeed], longName: "number of the initial weights")
    var failure = ""
    if case .failed(let reason)? = end { failure = "\(reason)" }
    result.add(Name.failure, [failure])
    return result
  }
}
