// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Performs the unfinished tasks of a run on threads of its own, the longest first, and writes each result at once.
///
/// A task is a pure function of its number, so neither the number of threads nor the order matters for the results.
package struct Executor: Sendable {
  /// Performs one task; throws `CancellationError` when it stopped because it was asked to.
  package typealias Work = @Sendable (_ index: Int, _ context: TaskContext) throws -> Dataset

  private let threads: Int
  private let cancellation: Cancellation
  private let progress: Progress?
  private let clock: @Sendable () -> Double

  /// An executor with a pool of `threads` threads.
  ///
  /// - Parameters:
  ///   - threads: how many tasks are performed at a time, by default one for each processor.
  ///   - cancellation: the request to stop.
  ///   - progress: where the user is told how far the run is.
  ///   - clock: seconds of a clock that is never set back, by which tasks time their checkpoints.
  package init(
    threads: Int? = nil, cancellation: Cancellation = Cancellation(), progress: Progress? = nil,
    clock: @escaping @Sendable () -> Double = Terminal.seconds
  ) {
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    self.cancellation = cancellation
    self.progress = progress
    self.clock = clock
  }

  /// Performs what is not finished yet and returns when all is done, or when it was asked to stop.
  ///
  /// One failing task does not stop the others. A directory that cannot be written stops all.
  package func perform(_ tasks: [TaskOutline], in directory: RunDirectory, work: @escaping Work) -> Execution {
    perform(tasks, in: directory, wave: { _ in Array(tasks.indices) }, work: work)
  }

  /// Performs wave after wave until a wave names nothing that is unfinished, or it was asked to stop.
  ///
  /// A task that failed is not tried again in the same run. What no wave names is not performed.
  ///
  /// - Parameters:
  ///   - tasks: all tasks that a wave can name.
  ///   - directory: where the results are.
  ///   - wave: the tasks to perform next, given the results so far, `nil` where there is none.
  ///   - claims: the claims by which processes on one run keep out of each other's way; none where the run is ours alone.
  ///   - work: performs one task.
  package func perform(
    _ tasks: [TaskOutline], in directory: RunDirectory, wave: (_ results: [Dataset?]) -> [Int],
    claims: TaskClaims? = nil, work: @escaping Work
  ) -> Execution {
    var (execution, results) = survey(Array(tasks.indices), in: directory)
    var named = Set(wave(results)).intersection(tasks.indices)
    var asked = named.union(execution.reused)
    var tried: Set<Int> = []
    progress?.begin(costs: tasks.map(\.cost), finished: execution.reused, asked: asked)
    for warning in execution.warnings { progress?.warn(warning) }
    while execution.storageFailure == nil, !execution.isInterrupted {
      execution.taskCount = asked.count
      let open = named.filter { results[$0] == nil && !tried.contains($0) }
      guard !open.isEmpty else { break }
      tried.formUnion(open)
      let before = execution.performed.count
      let pool = ThreadPool(
        queue: open.sorted { (tasks[$0].cost, $1) > (tasks[$1].cost, $0) }, tasks: tasks, directory: directory,
        cancellation: cancellation, progress: progress, execution: execution, threads: threads, claims: claims,
        clock: clock, work: work)
      execution = pool.work()
      // Where every task has been named, no further wave can name another.
      guard asked.count < tasks.count else { break }
      do throws(RunError) {
        for index in execution.performed[before...] { results[index] = try directory.result(index) }
        for index in execution.elsewhere { results[index] = try directory.result(index) }
        execution.reused += execution.elsewhere.filter { results[$0] != nil }
        execution.elsewhere.removeAll { results[$0] != nil }
      } catch { execution.storageFailure = error.message }
      named = Set(wave(results)).intersection(tasks.indices)
      asked.formUnion(named)
      progress?.ask(for: asked)
    }
    execution.performed.sort()
    progress?.end()
    return execution
  }

  /// Performs some tasks of a run and no others, beside other processes that perform others.
  ///
  /// - Parameters:
  ///   - chosen: which tasks; those that are finished, and those that other processes perform, are left alone.
  ///   - tasks: all tasks of the run.
  ///   - directory: where the results are.
  ///   - claims: the claims by which the processes keep out of each other's way.
  ///   - work: performs one task.
  package func perform(
    _ chosen: [Int], of tasks: [TaskOutline], in directory: RunDirectory, claims: TaskClaims, work: @escaping Work
  ) -> Execution {
    let (execution, results) = survey(chosen, in: directory)
    progress?.begin(costs: tasks.map(\.cost), finished: execution.reused, asked: Set(chosen))
    for warning in execution.warnings { progress?.warn(warning) }
    guard execution.storageFailure == nil else { return execution }
    let open = zip(chosen, results).filter { $0.1 == nil }.map(\.0)
    let pool = ThreadPool(
      queue: open.sorted { (tasks[$0].cost, $1) > (tasks[$1].cost, $0) }, tasks: tasks, directory: directory,
      cancellation: cancellation, progress: progress, execution: execution, threads: threads, claims: claims,
      clock: clock, work: work)
    var ended = pool.work()
    ended.performed.sort()
    ended.elsewhere.sort()
    progress?.end()
    return ended
  }

  /// What is finished already. Damaged results are moved out of the way.
  private func survey(_ tasks: [Int], in directory: RunDirectory) -> (Execution, results: [Dataset?]) {
    var execution = Execution(taskCount: tasks.count)
    var results: [Dataset?] = []
    for index in tasks {
      var result: Dataset?
      do throws(RunError) {
        result = try directory.result(index)
        if result != nil { execution.reused.append(index) }
      } catch {
        do throws(RunError) {
          guard error.kind == .corrupt else { throw error }
          try directory.setAsideResult(of: index)
          execution.warnings.append("\(error.message) It was set aside as *.corrupt, and the task is done again.")
        } catch { execution.storageFailure = error.message }
      }
      results.append(result)
    }
    return (execution, results)
  }
}
