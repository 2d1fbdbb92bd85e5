// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// The threads of a run and how many of them each task may have.
///
/// Tasks run side by side, one thread each, which wastes nothing. When fewer tasks are left than threads, the last ones share
/// what has become free.
final class ThreadBudget: Sendable {
  private let threads: Int
  private let open: Atomic<Int>

  /// The threads of a run that has so many tasks to do.
  init(threads: Int, tasks: Int) {
    self.threads = threads
    open = Atomic(tasks)
  }

  /// How many tasks run at a time.
  var threadsAtWork: Int { max(0, min(threads, open.load(ordering: .relaxed))) }

  /// How many threads a task may use now.
  var threadsPerTask: Int { max(1, threads / max(1, open.load(ordering: .relaxed))) }

  /// Says that a task needs its threads no more.
  func taskEnded() { open.subtract(1, ordering: .relaxed) }
}
