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
    let files = KeptWeights<R>(
      name: name, layout: settings.layout,
      origin: ["replica": "\(replica)", "seed": "\(settings.position.seed)", "program": "Ravine"], context: context)
    var loop = TrainingLoop<R>(
      problem: settings.problem, plan: settings.plan, initialWeights: settings.initialWeights(of: replica),
      seed: settings.position.seed, replica: UInt32(replica), label: point.replicas > 1 ? "replica \(replica)" : "",
      context: context)
    loop.keepsEndState = true
    loop.keep = { try files.write($0.weights, step: $0.step, to: files.file(ofStep: $0.step)) }
    let trainer = try loop.run()
    // Of a run that failed the last weights that were finite.
    var isFailed = false
    if case .failed? = trainer.end { isFailed = true }
    let weights = isFailed ? trainer.lastGoodWeights : trainer.weights
    let reached = trainer.record.steps.last ?? 0
    try files.write(weights, step: isFailed ? reached : trainer.step, to: files.lastFile)
    var dataset = ReplicaDataset(
      trainer.record, end: trainer.end, settings: settings, weightsFile: files.lastFile.path,
      keptFiles: settings.plan.evaluation.snapshots.map { ($0, $0 <= reached ? files.file(ofStep: $0).path : "") }
    ).dataset
    try RuleDataset<R>(
      settings: settings, record: trainer.record, last: weights,
      kept: { $0 <= reached ? files.weights(ofStep: $0) : nil }
    ).add(to: &dataset)
    return dataset
  }
}
