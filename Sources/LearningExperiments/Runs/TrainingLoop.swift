// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics
import Training

/// One training run within a task, from its first step or its checkpoint to its end: with progress, further checkpoints, a
/// request to stop, and the threads that other tasks leave.
struct TrainingLoop<R: Real> {
  let problem: LearningProblem
  let plan: TrainingPlan
  let initialWeights: [Double]
  /// The seed of the scenario and the number of the run: together they name all of its random numbers.
  let seed: UInt64
  let replica: UInt32
  /// What the run is called while it goes on: `replica 1`; empty if there is only one.
  let label: String
  let context: TaskContext
  /// Whether the state in which the run ends is kept, so that a longer one can go on from it.
  var keepsEndState = false
  /// Takes the weights of the chosen steps as soon as they are there; `nil`: they stay in the record.
  var keep: ((TrainingRecord.Snapshot) throws -> Void)?
  /// Seconds of a clock that is never set back.
  var clock: () -> Double = Terminal.seconds

  /// Seconds between two reports of progress, and between two checks of the threads and of a request to stop.
  private static var reportInterval: Double { 0.1 }

  /// The trainer after its last step.
  ///
  /// - Throws: `CancellationError` after saving a checkpoint when the task is asked to stop.
  func run() throws -> Trainer<R> {
    var threads = context.threads
    var trainer = try makeTrainer(threads: threads)
    if let saved = context.loadCheckpoint() ?? (keepsEndState ? context.loadEndState() : nil) {
      do { try trainer.restore(saved) } catch {
        context.warn("\(label.isEmpty ? "" : label + ": ")\(error) The training begins anew.")
      }
    }
    var reporter = TrainingReporter(label: label, plan: plan)
    var lastSaved = clock()
    while trainer.end == nil {
      var isStopping = false
      var nextCheck = clock() + Self.reportInterval
      try trainer.run { progress in
        reporter.took(progress)
        if progress.row != nil, let keep { for snapshot in trainer.takeChosenSnapshots() { try keep(snapshot) } }
        let now = clock()
        guard now >= nextCheck else { return true }
        nextCheck = now + Self.reportInterval
        reporter.report(to: context)
        isStopping = context.isCancelled
        return !isStopping && context.threads == threads && now - lastSaved < plan.checkpointInterval
      }
      if trainer.end != nil { break }
      let state = trainer.checkpoint()
      try context.saveCheckpoint(state)
      lastSaved = clock()
      if isStopping { throw CancellationError() }
      // Threads that other tasks left: the same bits, sooner.
      if context.threads != threads {
        threads = context.threads
        trainer = try makeTrainer(threads: threads)
        try trainer.restore(state)
      }
    }
    reporter.report(to: context)
    if keepsEndState { try context.saveEndState(trainer.checkpoint()) }
    return trainer
  }

  private func makeTrainer(threads: Int) throws -> Trainer<R> {
    let objective: any Objective<R> = try problem.objective(batch: plan.largestBatch, threads: threads)
    let trainer = try Trainer(
      objective: objective, plan: plan, train: problem.split.train, test: problem.split.test,
      initialWeights: initialWeights, usesDropout: problem.usesDropout, seed: seed, replica: replica)
    trainer.keepsBranch = keepsEndState
    return trainer
  }
}
