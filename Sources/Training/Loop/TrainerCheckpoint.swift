// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
import Randomness

extension Trainer {
  /// The whole state, from which a trainer of the same run goes on bit for bit.
  ///
  /// Of a run that failed it is the state at the last evaluation with finite numbers.
  package func checkpoint() -> Data {
    var writer = CheckpointWriter(fingerprint: fingerprint)
    let isFailed = if case .failed = end { true } else { false }
    let state = isFailed ? anchor : current
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
    return writer.sealed()
  }

  /// Goes on from a checkpoint of the same run.
  ///
  /// - Parameter data: what `checkpoint()` gave.
  /// - Throws: when the data is not a checkpoint, is incomplete or damaged, or belongs to another run; then the trainer
  ///   is as it was before.
  package func restore(_ data: Data) throws(CheckpointError) {
    var reader = try CheckpointReader(data, fingerprint: fingerprint)
    let newEvaluation = try reader.readEvaluation()
    let newNorm = try reader.number()
    let newEnd: TrainingEnd? =
      switch try reader.integer() {
      case 1: .budget
      case 2: .stopped(step: try reader.integer())
      default: nil
      }
    let state = emptyCopy()
    try reader.read(into: state)
    let before = emptyCopy()
    if try reader.integer() == 0 { before.copy(state) } else { try reader.read(into: before) }
    let newRecord = try reader.readRecord(groups: groups)
    try reader.finish()

    current.copy(state)
    anchor.copy(before)
    evaluation = newEvaluation
    initialNorm = newNorm
    end = newEnd
    record = newRecord
    phase = -1
  }

  private func emptyCopy() -> TrainingVectors<R> {
    TrainingVectors(
      count: current.count, numberVectors: current.numberVectors, doubleVectors: current.doubleVectors,
      slices: slices.count)
  }

  /// A number that stands for everything that decides the run's results, except for the initial weights and the data.
  private var fingerprint: UInt64 {
    let tensors = layout.tensors.map { "\($0.name) \($0.shape) \($0.group)" }.joined(separator: "; ")
    let names = "\(identity.seed) \(identity.task.bits) \(identity.replica) \(R.precision) \(usesDropout)"
    let rows = "\(objective.exampleCount) \(train) \(test)"
    return CheckpointChecksum.of([names, plan.essence, tensors, rows].joined(separator: "\n").utf8)
  }
}
