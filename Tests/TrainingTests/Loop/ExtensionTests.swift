// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Training

/// A run that is made longer after its end has the bits of one that was never shorter.
@Suite struct ExtensionTests {
  private func trainer<R: Real>(_ plan: TrainingPlan, steps: Int, _ type: R.Type) throws -> Trainer<R> {
    var plan = plan
    plan.steps = steps
    plan.evaluation.snapshots = plan.evaluation.snapshots.filter { $0 <= steps }
    let trainer = try ResumeTests.trainer(plan, type)
    trainer.keepsBranch = true
    return trainer
  }

  private func expectSame<R: Real>(_ one: Trainer<R>, _ other: Trainer<R>, _ what: String) {
    #expect(one.end == other.end, "\(what)")
    #expect(one.weights.map(\.bitPattern) == other.weights.map(\.bitPattern), "\(what)")
    #expect(one.record == other.record, "\(what)")
  }

  /// From every length to a longer one, over events, refined rises, noise and snapshots, and once more from there.
  private func law<R: Real>(_ optimizer: any Optimizer, _ type: R.Type) throws {
    var plan = ResumeTests.plan(optimizer)
    // Beyond some of the ends, so that a longer run has more of them.
    plan.evaluation.snapshots = [33, 77, 120, 150, 231]
    let whole = try trainer(plan, steps: 240, type)
    whole.run()
    for steps in [1, 2, 10, 33, 34, 59, 60, 61, 89, 90, 100, 119, 120, 121, 150, 199, 239] {
      let short = try trainer(plan, steps: steps, type)
      short.run()
      let long = try trainer(plan, steps: 240, type)
      try long.restore(short.checkpoint())
      long.run()
      expectSame(long, whole, "from \(steps)")
      let between = min(steps + 17, 240)
      let middle = try trainer(plan, steps: between, type)
      try middle.restore(short.checkpoint())
      // Interrupted on its way.
      middle.run(until: steps + 5)
      let again = try trainer(plan, steps: between, type)
      try again.restore(middle.checkpoint())
      again.run()
      let direct = try trainer(plan, steps: between, type)
      direct.run()
      expectSame(again, direct, "from \(steps) to \(between)")
      let end = try trainer(plan, steps: 240, type)
      try end.restore(again.checkpoint())
      end.run()
      expectSame(end, whole, "from \(steps) over \(between)")
    }
  }

  @Test(arguments: 0..<6) func extendedEqualsUninterrupted(index: Int) throws {
    try law(ResumeTests.optimizers[index], Float.self)
    try law(ResumeTests.optimizers[index], Double.self)
  }

  /// A run that was interrupted before its end goes on to another end.
  @Test func unfinishedRunsGrowToo() throws {
    let plan = ResumeTests.plan(AdamW())
    let whole = try trainer(plan, steps: 240, Double.self)
    whole.run()
    for pause in stride(from: 1, to: 130, by: 9) {
      let short = try trainer(plan, steps: 130, Double.self)
      short.run(until: pause)
      let long = try trainer(plan, steps: 240, Double.self)
      try long.restore(short.checkpoint())
      long.run()
      expectSame(long, whole, "paused at \(pause)")
    }
  }

  /// A run that was stopped by its rule stays so, unless it was the end that made the rule hold.
  @Test func stoppedRunsOfBothLengthsAreTheSame() throws {
    for threshold in stride(from: 0.1, through: 0.9, by: 0.1) {
      var plan = ResumeTests.plan(AdamW())
      plan.stop = StopRule(testAccuracy: threshold, evaluations: 3)
      for steps in [40, 97, 150, 200] {
        let short = try trainer(plan, steps: steps, Double.self)
        short.run()
        let whole = try trainer(plan, steps: 240, Double.self)
        whole.run()
        let long = try trainer(plan, steps: 240, Double.self)
        try long.restore(short.checkpoint())
        long.run()
        expectSame(long, whole, "\(threshold) from \(steps)")
      }
    }
  }

  @Test func shorterRunsAndOtherPlansAreRefused() throws {
    let plan = ResumeTests.plan(AdamW())
    let source = try trainer(plan, steps: 100, Double.self)
    source.run()
    let data = source.checkpoint()
    #expect(throws: CheckpointError.mismatch) { try trainer(plan, steps: 99, Double.self).restore(data) }
    var other = plan
    other.evaluation.snapshots = [33, 78]
    #expect(throws: CheckpointError.mismatch) { try trainer(other, steps: 200, Double.self).restore(data) }
    other = plan
    other.schedule.warmUp = 11
    #expect(throws: CheckpointError.mismatch) { try trainer(other, steps: 200, Double.self).restore(data) }
    // Without a branch nothing is known of where the end began to matter.
    let careless = try trainer(plan, steps: 100, Double.self)
    careless.keepsBranch = false
    careless.run()
    #expect(throws: CheckpointError.mismatch) {
      try trainer(plan, steps: 200, Double.self).restore(careless.checkpoint())
    }
    #expect(throws: Never.self) { try trainer(plan, steps: 100, Double.self).restore(careless.checkpoint()) }
  }

  /// What is taken out of the record is no longer in it, nor in a checkpoint.
  @Test func chosenSnapshotsCanBeTaken() throws {
    let plan = ResumeTests.plan(AdamW())
    let whole = try trainer(plan, steps: 240, Double.self)
    whole.run()
    let taking = try trainer(plan, steps: 240, Double.self)
    var taken: [TrainingRecord.Snapshot] = []
    taking.run { _ in
      taken += taking.takeChosenSnapshots()
      return true
    }
    #expect(taken == whole.record.snapshots.filter { $0.reason == .chosen })
    #expect(taken.map(\.step) == [33, 77])
    #expect(taking.record.snapshots == whole.record.snapshots.filter { $0.reason != .chosen })
    #expect(taking.weights == whole.weights)
  }
}
