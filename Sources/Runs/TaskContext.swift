// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// What a task is given while it is performed: when to stop, where to say how far it is, and its checkpoint.
public struct TaskContext: Sendable {
  /// The task's number.
  public let index: Int
  let directory: RunDirectory
  let cancellation: Cancellation
  let progress: Progress?

  /// Whether to save a checkpoint and throw `CancellationError`.
  public var isCancelled: Bool { cancellation.isRequested }

  /// Throws `CancellationError` if the run is to stop.
  public func checkCancellation() throws {
    if isCancelled { throw CancellationError() }
  }

  /// Says what was done since the last call.
  ///
  /// - Parameters:
  ///   - walkerSteps: steps times walkers, added to the sum.
  ///   - fraction: how much of the task is done by now, from 0 to 1, if that is known.
  ///   - note: the current estimate in words, shown at the end of the line.
  public func report(walkerSteps: Int = 0, fraction: Double? = nil, note: String? = nil) {
    progress?.report(task: index, walkerSteps: walkerSteps, fraction: fraction, note: note)
  }

  /// The state that the task saved last, `nil` if there is none that can be used.
  public func loadCheckpoint() -> Data? {
    let (state, warning) = directory.checkpoint(of: index)
    if let warning { progress?.warn(warning) }
    return state
  }

  /// Saves the state from which the task can go on; the one before is replaced as a whole.
  public func saveCheckpoint(_ state: Data) throws(RunError) { try directory.saveCheckpoint(state, of: index) }
}

/// What is known of a task before it is performed.
public struct TaskOutline: Sendable, Equatable {
  /// What it is called in messages: `temperature 0.2, walkers 0 to 1023`.
  public var label: String
  /// How long it takes, in any unit; the longest are performed first.
  public var cost: Double

  /// A task.
  public init(_ label: String, cost: Double = 1) {
    self.label = label
    self.cost = cost
  }
}
