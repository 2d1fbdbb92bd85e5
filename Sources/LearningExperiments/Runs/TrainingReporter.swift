// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics
import Training

/// The progress of a training run as the terminal shows it.
struct TrainingReporter {
  /// What it is called; empty if there is only one.
  let label: String
  let plan: TrainingPlan
  private var stepsTaken = 0
  private var step = 0
  private var row: TrainingRecord.Row?

  init(label: String, plan: TrainingPlan) {
    self.label = label
    self.plan = plan
  }

  /// Counts a step, and keeps its evaluation if it has one.
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
      note: (label.isEmpty ? "" : label + ": ") + words)
    stepsTaken = 0
  }
}
