// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics
import Training

/// One training run as a task: with progress, checkpoints, and its weights beside its results.
struct ReplicaTraining<R: Real> {
  let point: TrainingPoint
  let replica: Int
  /// What the file of weights is called.
  let name: String
  let context: TaskContext

  /// Seconds between two words to the user, and between two looks at what else is going on.
  private let reportInterval = 0.1

  func perform() throws -> Dataset {
    var threads = context.threads
    var trainer = try makeTrainer(threads: threads)
    if let saved = context.loadCheckpoint() {
      do { try trainer.restore(saved) } catch {
        context.warn("replica \(replica): \(error) The training begins anew.")
      }
    }
    var reporter = TrainingReporter(replica: point.replicas > 1 ? replica : nil, plan: point.plan)
    var lastSaved = Terminal.seconds()
    while trainer.end == nil {
      var isStopping = false
      var nextLook = Terminal.seconds() + reportInterval
      trainer.run { progress in
        reporter.took(progress)
        let now = Terminal.seconds()
        guard now >= nextLook else { return true }
        nextLook = now + reportInterval
        reporter.report(to: context)
        isStopping = context.isCancelled
        return !isStopping && context.threads == threads && now - lastSaved < point.plan.checkpointInterval
      }
      if trainer.end != nil { break }
      let state = trainer.checkpoint()
      try context.saveCheckpoint(state)
      lastSaved = Terminal.seconds()
      if isStopping { throw CancellationError() }
      // Threads that other tasks left: the same bits, sooner.
      if context.threads != threads {
        threads = context.threads
        trainer = try makeTrainer(threads: threads)
        try trainer.restore(state)
      }
    }
    reporter.report(to: context)
    let file = TaskFile.weights(name: name)
    try context.write(weights(of: trainer), to: file)
    return ReplicaDataset(trainer.record, end: trainer.end, point: point, weightsFile: file.path).dataset
  }

  private func makeTrainer(threads: Int) throws -> Trainer<R> {
    let objective: any Objective<R> = try point.problem.objective(batch: point.plan.batch, threads: threads)
    return try Trainer(
      objective: objective, plan: point.plan, train: point.problem.split.train, test: point.problem.split.test,
      initialWeights: point.initialWeights(of: replica), usesDropout: point.usesDropout,
      seed: point.position.seed, replica: UInt32(replica))
  }

  /// The last weights; of a run that failed the last ones that were finite.
  private func weights(of trainer: Trainer<R>) -> Data {
    var isFailed = false
    if case .failed? = trainer.end { isFailed = true }
    let weights = isFailed ? trainer.lastGoodWeights : trainer.weights
    let step = isFailed ? trainer.record.steps.last ?? 0 : trainer.step
    let notes = ["step": "\(step)", "replica": "\(replica)", "seed": "\(point.position.seed)", "program": "Ravine"]
    let rounded = weights.map { R($0) }
    // A position that is kept in double precision is written so.
    let isExact = zip(rounded, weights).allSatisfy { Double($0) == $1 }
    let file =
      isExact
      ? SafetensorsFile(weights: rounded.span, layout: point.layout, metadata: notes)
      : SafetensorsFile(weights: weights.span, layout: point.layout, metadata: notes)
    return file.data()
  }
}

/// What the user is told of a training run while it goes on.
struct TrainingReporter {
  /// Which replica it is; `nil` if there is only one.
  let replica: Int?
  let plan: TrainingPlan
  private var stepsTaken = 0
  private var step = 0
  private var row: TrainingRecord.Row?

  init(replica: Int?, plan: TrainingPlan) {
    self.replica = replica
    self.plan = plan
  }

  /// A step was taken.
  mutating func took<R>(_ progress: Trainer<R>.Progress) {
    stepsTaken += 1
    step = progress.step
    if let new = progress.row { row = new }
  }

  /// `replica 1: step 1 480, train 1.000, test 0.934`.
  mutating func report(to context: TaskContext) {
    var words = "step \(NumberFormat.counted(step))"
    if let row {
      words +=
        row.trainAccuracy.isFinite
        ? String(format: ", train %.3f, test %.3f", row.trainAccuracy, row.testAccuracy)
        : String(format: ", train loss %.3g, test loss %.3g", row.trainLoss, row.testLoss)
    }
    context.report(
      work: stepsTaken, fraction: Double(step) / Double(max(plan.steps, 1)),
      note: (replica.map { "replica \($0): " } ?? "") + words)
    stepsTaken = 0
  }
}
