// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// How many threads a run has, and how many of them each task may use.
///
/// Tasks run side by side, one thread each, which wastes nothing. When fewer tasks are left than threads, the last ones share
/// what has become free.
final class ThreadBudget: Sendable {
  private let threads: Int
  /// How many tasks have not ended yet.
  private let open: Atomic<Int>

  /// A budget of `threads` threads for a run with `tasks` tasks to perform.
  init(threads: Int, tasks: Int) {
    self.threads = threads
    open = Atomic(tasks)
  }

  /// How many threads the pool needs, one for each task that runs at a time.
  var poolSize: Int { max(0, min(threads, open.load(ordering: .relaxed))) }

  /// How many threads a task may use now.
  var threadsPerTask: Int { max(1, threads / max(1, open.load(ordering: .relaxed))) }

  /// Gives a task's threads back, to be shared among those that are left.
  func taskEnded() { open.subtract(1, ordering: .relaxed) }
}
