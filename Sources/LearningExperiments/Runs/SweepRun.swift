// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings
import Training

/// One lean training run of a sweep as a task: its times, its last numbers and a thinned curve; no weights, no snapshots.
///
/// It is a function of its point, size, data seed and model seed alone: runs that are added to a sweep change no other. The
/// data seed i draws the split with the seed `split-seed` + i. All random numbers of the run (initial weights, batches,
/// dropout, noise) are those of the replica i·2¹⁶ + m of the scenario's seed, m the model seed: runs with
/// different data seeds have nothing in common, and those of one data seed at other sizes and points begin alike.
struct SweepRun: Sendable {
  let point: SweepPoint
  /// Rows of the training set.
  let size: Int
  /// Which split of that size, from 0.
  let dataSeed: Int
  /// Which initial weights, from 0.
  let modelSeed: Int

  /// More data or model seeds than this have no streams of their own.
  static let seedLimit = 65_536

  /// The number of the run within the scenario's seed.
  var replica: UInt32 { UInt32(truncatingIfNeeded: dataSeed * Self.seedLimit + modelSeed) }

  /// `size 212, data seed 1, model seed 0`.
  var label: String {
    let words = ["size \(size)", "data seed \(dataSeed)", "model seed \(modelSeed)"]
    return (words + [point.position.coordinates.sentence]).filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// The run as a task with its expected cost.
  ///
  /// Runs that are expected to last long come first, so that processors end together: where runs stop when they have grokked,
  /// those with small training sets take the most steps.
  var outline: TaskOutline {
    let open = 1 - Double(size) / Double(point.sizes.table)
    return TaskOutline(label, cost: point.operations(size: size) * (point.plan.stop == nil ? 1 : open * open))
  }

  /// Trains, goes on from a checkpoint if there is one, and returns the data set that `SweepRecord` reads.
  ///
  /// - Throws: `CancellationError` after saving a checkpoint when the task is asked to stop.
  func perform(in context: TaskContext) throws -> Dataset {
    switch point.precision {
    case .single: try perform(in: context, as: Float.self)
    case .double: try perform(in: context, as: Double.self)
    }
  }

  private func perform<R: Real>(in context: TaskContext, as type: R.Type) throws -> Dataset {
    let problem = try point.problem(size: size, dataSeed: dataSeed)
    let plan = point.plan(size: size)
    let seed = point.position.seed
    let weights =
      point.givenWeights ?? problem.layout.initialWeights(seed: seed, replica: replica, scale: point.model.scale)
    let trainer = try TrainingLoop<R>(
      problem: problem, plan: plan, initialWeights: weights, seed: seed, replica: replica, label: label,
      context: context
    ).run()
    var data = SweepDataset(trainer.record, end: trainer.end, of: self, testCount: problem.split.test.count).dataset
    if let rate = Self.slowestRate(of: problem) {
      data.add(
        SweepRecord.Name.slowestRate, [rate],
        longName: "λ₃ of the training set at Z₀ = 1, of a group λ₂ (effective theory)")
    }
    return data
  }

  /// λ₃ of the training set; `nil` where the effective theory says nothing: other operations, answers without a rule.
  private static func slowestRate(of problem: LearningProblem) -> Double? {
    guard !problem.data.settings.permutesLabels,
      let table = try? RelationTable(task: problem.data.task, examples: problem.examples)
    else { return nil }
    return try? EffectiveTheory.lambda3(of: table, training: problem.split.train)
  }
}
