// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
package import Runs

/// The checkpoints of a task: its state is saved from time to time and when the run is to stop, and taken up again.
package struct Checkpoints<State: Codable> {
  private let context: TaskContext
  private let interval: TimeInterval
  private let clock: () -> Date
  private var last: Date

  /// The checkpoints of a task.
  ///
  /// - Parameters:
  ///   - context: where they are written.
  ///   - interval: seconds between two of them.
  ///   - clock: tells the time; the system's by default.
  package init(of context: TaskContext, every interval: TimeInterval = 20, clock: @escaping () -> Date = { Date() }) {
    self.context = context
    self.interval = interval
    self.clock = clock
    last = clock()
  }

  /// The state that was saved last; `nil` if there is none. One that cannot be read is reported, and the task begins anew.
  package func saved() -> State? {
    guard let data = context.loadCheckpoint() else { return nil }
    do { return try PropertyListDecoder().decode(State.self, from: data) } catch {
      context.warn("the checkpoint of task \(context.index) is of another version; the task begins anew")
      return nil
    }
  }

  /// Saves the state if the last checkpoint is old enough.
  package mutating func saveIfDue(_ state: () throws -> State) throws {
    let now = clock()
    guard now.timeIntervalSince(last) > interval else { return }
    last = now
    try save(state())
  }

  /// Saves the state now.
  package func save(_ state: State) throws {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    try context.saveCheckpoint(encoder.encode(state))
  }
}
