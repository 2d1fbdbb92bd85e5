// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// What a task is given while it is performed: when to stop, where to say how far it is, and its checkpoint.
public struct TaskContext: Sendable {
  /// The task's number.
  public let index: Int
  let directory: RunDirectory
  let cancellation: Cancellation
  let progress: Progress?
  let budget: ThreadBudget
  let clock: @Sendable () -> Double

  /// How many threads the task may use at this moment: one while there are as many tasks as processors, more of them
  /// when the last tasks have the machine to themselves. Results must not depend on it.
  public var threads: Int { budget.threadsPerTask }

  /// Seconds of a clock that is never set back, for what a task does every so many seconds. Results must not depend on it.
  public var seconds: Double { clock() }

  /// Whether to save a checkpoint and throw `CancellationError`.
  public var isCancelled: Bool { cancellation.isRequested }

  /// Throws `CancellationError` if the run is to stop.
  public func checkCancellation() throws {
    if isCancelled { throw CancellationError() }
  }

  /// Says what was done since the last call.
  ///
  /// - Parameters:
  ///   - work: what was done in the experiment's unit of work, added to the sum.
  ///   - fraction: how much of the task is done by now, from 0 to 1, if that is known.
  ///   - note: the current estimate in words, shown at the end of the line.
  public func report(work: Int = 0, fraction: Double? = nil, note: String? = nil) {
    progress?.report(task: index, work: work, fraction: fraction, note: note)
  }

  /// Shows a warning on a line of its own.
  public func warn(_ message: String) { progress?.warn(message) }

  /// The state that the task saved last, `nil` if there is none that can be used.
  public func loadCheckpoint() -> Data? {
    let (state, warning) = directory.state(of: index)
    if let warning { progress?.warn(warning) }
    return state
  }

  /// The state in which a shorter run of the task, or this one, ended; `nil` if there is none that can be used.
  package func loadEndState() -> Data? {
    let (state, warning) = directory.state(.end, of: index)
    if let warning { progress?.warn(warning) }
    return state
  }

  /// Saves the state in which the task ends, before it returns, so that a longer one can go on from it.
  package func saveEndState(_ state: Data) throws(RunError) { try directory.save(state, as: .end, of: index) }

  /// Saves the state from which the task can go on; the one before is replaced as a whole.
  public func saveCheckpoint(_ state: Data) throws(RunError) { try directory.save(state, of: index) }

  /// Writes a file that the task leaves beside its results, replacing an earlier one as a whole.
  ///
  /// Written before the task returns, it is there whenever the task's result is: a task that was stopped in between is
  /// done again and writes the same bytes.
  package func write(_ data: Data, to file: TaskFile) throws(RunError) { try directory.write(data, to: file.path) }

  /// The bytes of a file that a task has left in the run's directory; `nil` if there is none.
  package func read(_ file: TaskFile) -> Data? {
    FileManager.default.contents(atPath: directory.path(of: file.path))
  }
}

/// A file that a task leaves beside its results, in a folder of its own within the run's directory.
package enum TaskFile: Sendable, Equatable {
  /// A network's weights as `weights/NAME.safetensors`.
  case weights(name: String)

  /// The path within the run's directory.
  package var path: String {
    switch self {
    case .weights(let name): "\(Self.weightsFolder)/\(name)\(Self.weightsEnding)"
    }
  }

  static let weightsFolder = "weights"
  static let weightsEnding = ".safetensors"
}

/// What is known of a task before it is performed.
public struct TaskOutline: Sendable, Equatable {
  /// What it is called in messages: `temperature 0.2, walkers 0 to 1023`.
  public var label: String
  /// How long it takes, in any unit; the longest are performed first.
  public var cost: Double

  /// A task of given label and cost; by default all tasks cost the same.
  public init(_ label: String, cost: Double = 1) {
    self.label = label
    self.cost = cost
  }
}
