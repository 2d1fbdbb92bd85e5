// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Performs the unfinished tasks of a run on threads of its own, the longest first, and writes each result at once.
///
/// A task is a pure function of its number, so neither the number of threads nor the order matters for the results.
public struct Executor: Sendable {
  /// Performs one task; throws `CancellationError` when it stopped because it was asked to.
  public typealias Work = @Sendable (_ index: Int, _ context: TaskContext) throws -> Dataset

  private let threads: Int
  private let cancellation: Cancellation
  private let progress: Progress?

  /// An executor.
  ///
  /// - Parameters:
  ///   - threads: how many tasks are performed at a time, by default one for each processor.
  ///   - cancellation: the request to stop.
  ///   - progress: who tells the user.
  public init(threads: Int? = nil, cancellation: Cancellation = Cancellation(), progress: Progress? = nil) {
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Performs what is not finished yet and returns when all is done, or when it was asked to stop.
  ///
  /// One failing task does not stop the others. A directory that cannot be written stops all.
  public func perform(_ tasks: [TaskOutline], in directory: RunDirectory, work: @escaping Work) -> Execution {
    var (execution, open) = survey(tasks.count, in: directory)
    progress?.begin(costs: tasks.map(\.cost), finished: execution.reused)
    for warning in execution.warnings { progress?.warn(warning) }
    if execution.storageFailure == nil {
      open.sort { (tasks[$0].cost, $1) > (tasks[$1].cost, $0) }
      let crew = Crew(
        queue: open, tasks: tasks, directory: directory, cancellation: cancellation, progress: progress,
        execution: execution, threads: threads, work: work)
      execution = crew.work()
    }
    progress?.end()
    return execution
  }

  /// What is finished already, and what is left to do. Damaged results are moved out of the way.
  private func survey(_ count: Int, in directory: RunDirectory) -> (Execution, open: [Int]) {
    var execution = Execution(taskCount: count)
    var open: [Int] = []
    for index in 0..<count {
      do throws(RunError) {
        if try directory.result(index) != nil { execution.reused.append(index) } else { open.append(index) }
      } catch {
        open.append(index)
        do throws(RunError) {
          guard error.kind == .corrupt else { throw error }
          try directory.setAsideResult(of: index)
          execution.warnings.append("\(error.message) It was set aside as *.corrupt, and the task is done again.")
        } catch { execution.storageFailure = error.message }
      }
    }
    return (execution, open)
  }
}
