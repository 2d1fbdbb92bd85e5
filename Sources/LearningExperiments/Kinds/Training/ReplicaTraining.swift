// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Runs
import Training

/// One replica of a `training` scenario as a task: its curves, its representations, and its weights beside them.
struct ReplicaTraining<R: Real> {
  let point: TrainingPoint
  let replica: Int
  /// What the file of weights is called.
  let name: String
  let context: TaskContext

  private var settings: RunSettings { point.settings }

  func perform() throws -> Dataset {
    let trainer = try TrainingLoop<R>(
      problem: settings.problem, plan: settings.plan, initialWeights: settings.initialWeights(of: replica),
      seed: settings.position.seed, replica: UInt32(replica), label: point.replicas > 1 ? "replica \(replica)" : "",
      context: context
    ).run()
    let file = TaskFile.weights(name: name)
    try context.write(weights(of: trainer), to: file)
    return ReplicaDataset(trainer.record, end: trainer.end, settings: settings, weightsFile: file.path).dataset
  }

  /// The last weights; of a run that failed the last ones that were finite.
  private func weights(of trainer: Trainer<R>) -> Data {
    var isFailed = false
    if case .failed? = trainer.end { isFailed = true }
    let weights = isFailed ? trainer.lastGoodWeights : trainer.weights
    let step = isFailed ? trainer.record.steps.last ?? 0 : trainer.step
    let notes = ["step": "\(step)", "replica": "\(replica)", "seed": "\(settings.position.seed)", "program": "Ravine"]
    let rounded = weights.map { R($0) }
    // A position that is kept in double precision is written so.
    let isExact = zip(rounded, weights).allSatisfy { Double($0) == $1 }
    let file =
      isExact
      ? SafetensorsFile(weights: rounded.span, layout: settings.layout, metadata: notes)
      : SafetensorsFile(weights: weights.span, layout: settings.layout, metadata: notes)
    return file.data()
  }
}
