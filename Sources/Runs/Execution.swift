// SPDX-License-Identifier: GPL-3.0-or-later

/// How the tasks of a run went.
public struct Execution: Sendable, Equatable {
  /// A task that could not be performed.
  public struct Failure: Sendable, Equatable {
    /// The number of the task.
    public let index: Int
    /// The label of the task: `temperature 0.2, walkers 0 to 1023`.
    public let label: String
    /// What went wrong.
    public let message: String

    /// `task 17 (temperature 0.2) failed: …`
    public var description: String { "task \(index) (\(label)) failed: \(message)" }
  }

  /// How many tasks were asked for: all of them, or where they come in waves those of the waves so far.
  public internal(set) var taskCount: Int
  /// The tasks whose results an earlier session left.
  public internal(set) var reused: [Int] = []
  /// The tasks that were finished in this session.
  public internal(set) var performed: [Int] = []
  /// The tasks that failed, in order.
  public internal(set) var failures: [Failure] = []
  /// What the user should know, for instance of damaged files.
  public internal(set) var warnings: [String] = []
  /// Whether it stopped because it was asked to.
  public internal(set) var isInterrupted = false
  /// Why nothing could be written any more.
  public internal(set) var storageFailure: String?

  /// Whether every task that was asked for has a result.
  public var isComplete: Bool { reused.count + performed.count == taskCount }
}
