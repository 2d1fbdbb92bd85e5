// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
import Randomness

extension Trainer {
  /// The whole state, from which a trainer of the same run goes on bit for bit, and one of a longer run too if branches are
  /// kept.
  ///
  /// Of a run that failed it is the state at the last evaluation with finite numbers.
  package func checkpoint() -> Data {
    var writer = CheckpointWriter(fingerprint: fingerprint)
    let isFailed = if case .failed = end { true } else { false }
    let state = isFailed ? anchor : current
    writer.write(plan.steps)
    writer.write(snapshotSteps(until: plan.steps))
    writer.write(keepsBranch ? 1 : 0)
    writer.write(evaluation)
    writer.write(initialNorm)
    switch end {
    case .budget: writer.write(1)
    case .stopped(let step):
      writer.write(2)
      writer.write(step)
    case .failed, nil: writer.write(0)
    }
    writer.write(state)
    writer.write(anchor.step == state.step ? 0 : 1)
    if anchor.step != state.step { writer.write(anchor) }
    writer.write(record)
    writer.write(branch ?? Data())
    return writer.sealed()
  }

  /// Goes on from a checkpoint of the same run, or of one that differs in nothing but that it had fewer steps.
  ///
  /// A longer run goes on where the end of the shorter one began to matter: its evaluations, and all that follows, are those of a
  /// run that was never shorter.
  ///
  /// - Parameter data: what `checkpoint()` gave.
  /// - Throws: when the data is not a checkpoint, is incomplete or damaged, or belongs to another run; then the trainer
  ///   is as it was before.
  package func restore(_ data: Data) throws(CheckpointError) {
    var reader = try CheckpointReader(data, fingerprint: fingerprint)
    let formerSteps = try reader.integer()
    let isLonger = formerSteps < plan.steps
    guard formerSteps <= plan.steps, try reader.numbers() == snapshotSteps(until: formerSteps) else { throw .mismatch }
    guard try reader.integer() == 1 || !isLonger else { throw .mismatch }
    var newEvaluation = try reader.readEvaluation()
    let newNorm = try reader.number()
    var newEnd: TrainingEnd? =
      switch try reader.integer() {
      case 1: .budget
      case 2: .stopped(step: try reader.integer())
      default: nil
      }
    let state = emptyCopy()
    try reader.read(into: state)
    let before = emptyCopy()
    if try reader.integer() == 0 { before.copy(state) } else { try reader.read(into: before) }
    var newRecord = try reader.readRecord(groups: groups)
    let newBranch = try reader.data()
    try reader.finish()
    if isLonger, let newBranch {
      // A branch was kept before anything depended on the end; it has no branch of its own.
      return try restore(newBranch)
    }
    if isLonger, newEnd == .budget {
      newEnd = nil
      newRecord.snapshots.removeAll { $0.reason == .end }
    }
    // Landmarks beyond the end of the shorter run.
    if isLonger, newEnd == nil, newEvaluation.next > formerSteps {
      if let landmark = landmarks.first(where: { $0 > newEvaluation.last }) { newEvaluation.include(landmark) }
    }

    current.copy(state)
    anchor.copy(before)
    evaluation = newEvaluation
    initialNorm = newNorm
    end = newEnd
    record = newRecord
    branch = isLonger ? nil : newBranch
    phase = -1
    if isLonger, newEnd == nil, newEvaluation.next > plan.steps {
      // The longer run ends before its next evaluation as well.
      if keepsBranch { branch = checkpoint() }
      evaluation.include(plan.steps)
    }
  }

  /// The chosen steps that a run of a given length reaches; those beyond it may differ.
  private func snapshotSteps(until end: Int) -> [Double] {
    plan.evaluation.snapshots.filter { $0 <= end }.map(Double.init)
  }

  private func emptyCopy() -> TrainingVectors<R> {
    TrainingVectors(
      count: current.count, numberVectors: current.numberVectors, doubleVectors: current.doubleVectors,
      slices: slices.count)
  }

  /// A number that stands for everything that decides the run's results but its length, except for the initial weights and
  /// the data.
  private var fingerprint: UInt64 {
    let tensors = layout.tensors.map { "\($0.name) \($0.shape) \($0.group)" }.joined(separator: "; ")
    let names = "\(identity.seed) \(identity.task.bits) \(identity.replica) \(R.precision) \(usesDropout)"
    let rows = "\(objective.exampleCount) \(train) \(test)"
    return CheckpointChecksum.of([names, plan.lengthlessEssence, tensors, rows].joined(separator: "\n").utf8)
  }
}
