// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization

/// A pool of threads that work through a queue of tasks.
///
/// The threads are its own, because tasks compute for minutes without a pause and would block the pool of Swift's tasks.
final class ThreadPool: Sendable {
  /// Enough for tasks that recurse, on macOS too, where a thread has half a mebibyte by default.
  private static let stackSize = 8 << 20
  private static let secondsBetweenTicks = 0.1

  private struct State {
    var queue: ArraySlice<Int>
    var execution: Execution
  }

  private let state: Mutex<State>
  private let tasks: [TaskOutline]
  private let directory: RunDirectory
  /// The run's request to stop; this one is also made when nothing can be written any more.
  private let cancellation: Cancellation
  private let progress: Progress?
  private let perform: Executor.Work
  private let claims: TaskClaims?
  private let budget: ThreadBudget
  private let clock: @Sendable () -> Double

  init(
    queue: [Int], tasks: [TaskOutline], directory: RunDirectory, cancellation: Cancellation, progress: Progress?,
    execution: Execution, threads: Int, claims: TaskClaims?, clock: @escaping @Sendable () -> Double,
    work: @escaping Executor.Work
  ) {
    state = Mutex(State(queue: queue[...], execution: execution))
    self.tasks = tasks
    self.directory = directory
    self.cancellation = Cancellation(following: cancellation)
    self.progress = progress
    self.clock = clock
    perform = work
    self.claims = claims
    budget = ThreadBudget(threads: threads, tasks: queue.count)
  }

  /// Works until the queue is empty or the run is to stop; the calling thread draws the progress meanwhile.
  func work() -> Execution {
    let count = budget.poolSize
    let ended = DispatchSemaphore(value: 0)
    var isAnnounced = false
    for _ in 0..<count {
      // Weak, so that a thread which is about to end does not keep the run's directory locked.
      let thread = Thread { [weak self] in
        self?.workThroughTheQueue()
        ended.signal()
      }
      thread.stackSize = Self.stackSize
      thread.start()
    }
    for _ in 0..<count {
      while ended.wait(timeout: .now() + Self.secondsBetweenTicks) == .timedOut {
        if cancellation.isRequested, !isAnnounced {
          isAnnounced = true
          progress?.announce("stopping: the running tasks save where they are; a second Ctrl-C ends at once")
        }
        progress?.tick()
      }
    }
    return state.withLock {
      if !$0.queue.isEmpty, $0.execution.storageFailure == nil { $0.execution.isInterrupted = true }
      $0.execution.failures.sort { $0.index < $1.index }
      return $0.execution
    }
  }

  private func workThroughTheQueue() {
    while let index = next() {
      if isOurs(index) {
        perform(index)
        claims?.release(index)
      }
      budget.taskEnded()
    }
  }

  private func next() -> Int? {
    cancellation.isRequested ? nil : state.withLock { $0.queue.popFirst() }
  }

  /// Whether a task is left to us: no other process performs it or has done so in the meantime.
  private func isOurs(_ index: Int) -> Bool {
    guard let claims else { return true }
    guard claims.take(index) else {
      state.withLock { $0.execution.elsewhere.append(index) }
      return false
    }
    guard directory.hasResult(index) else { return true }
    claims.release(index)
    state.withLock { $0.execution.reused.append(index) }
    return false
  }

  private func perform(_ index: Int) {
    let context = TaskContext(
      index: index, directory: directory, cancellation: cancellation, progress: progress, budget: budget,
      clock: clock)
    progress?.started(task: index)
    do {
      let dataset = try perform(index, context)
      try directory.write(dataset, of: index)
      progress?.finished(task: index)
      state.withLock { $0.execution.performed.append(index) }
    } catch is CancellationError {
      progress?.stopped(task: index)
      state.withLock { $0.execution.isInterrupted = $0.execution.isInterrupted || $0.execution.storageFailure == nil }
    } catch let error as RunError where error.kind == .storage {
      progress?.stopped(task: index)
      state.withLock { $0.execution.storageFailure = $0.execution.storageFailure ?? error.message }
      cancellation.request()
    } catch {
      progress?.stopped(task: index)
      let failure = Execution.Failure(index: index, label: tasks[index].label, message: "\(error)")
      progress?.warn(failure.description)
      directory.noteFailure(of: index, because: failure.message)
      state.withLock { $0.execution.failures.append(failure) }
    }
  }
}
