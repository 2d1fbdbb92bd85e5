// SPDX-License-Identifier: GPL-3.0-or-later

/// How the tasks of a run went.
package struct Execution: Sendable, Equatable {
  /// A task that could not be performed.
  package struct Failure: Sendable, Equatable {
    /// The number of the task.
    package let index: Int
    /// The label of the task: `temperature 0.2, walkers 0 to 1023`.
    package let label: String
    /// What went wrong.
    package let message: String

    /// `task 17 (temperature 0.2) failed: …`
    package var description: String { "task \(index) (\(label)) failed: \(message)" }
  }

  /// How many tasks were asked for: all of them, or where they come in waves those of the waves so far.
  package internal(set) var taskCount: Int
  /// The tasks whose results an earlier session left.
  package internal(set) var reused: [Int] = []
  /// The tasks that were finished in this session.
  package internal(set) var performed: [Int] = []
  /// The tasks that other processes are performing.
  package internal(set) var elsewhere: [Int] = []
  /// The tasks that failed, in order.
  package internal(set) var failures: [Failure] = []
  /// What the user should know, for instance of damaged files.
  package internal(set) var warnings: [String] = []
  /// Whether it stopped because it was asked to.
  package internal(set) var isInterrupted = false
  /// Why nothing could be written any more.
  package internal(set) var storageFailure: String?

  /// Whether every task that was asked for has a result.
  package var isComplete: Bool { reused.count + performed.count == taskCount }
}
