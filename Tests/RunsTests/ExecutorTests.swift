// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Synchronization
import Testing

@testable import Runs

private struct Mishap: Error, CustomStringConvertible { var description: String { "the Hessian is singular." } }

private func outlines(_ count: Int) -> [TaskOutline] {
  (0..<count).map { TaskOutline("temperature \($0)", cost: Double($0)) }
}

@Suite struct ExecutorTests {
  private let scratch: Scratch
  private var run: String { "\(scratch.path)/run" }

  init() throws { scratch = try Scratch() }

  @Test(arguments: [1, 2, 7]) func resultsDoNotDependOnThreads(threads: Int) throws {
    let directory = try begin(run)
    let execution = Executor(threads: threads).perform(outlines(20), in: directory) { index, _ in data(index) }
    #expect(execution.isComplete && execution.performed == Array(0..<20))
    for index in 0..<20 { #expect(try directory.result(index) == data(index)) }
    #expect(scratch.names("run/tasks") == (0..<20).map { ($0 < 10 ? "00000" : "0000") + "\($0).nc" })
  }

  @Test func theLongestComesFirst() throws {
    let order = Mutex<[Int]>([])
    let costs = [1.0, 5, 3, 5]
    _ = Executor(threads: 1).perform(costs.map { TaskOutline("", cost: $0) }, in: try begin(run)) { index, _ in
      order.withLock { $0.append(index) }
      return data(index)
    }
    #expect(order.withLock { $0 } == [1, 3, 2, 0])
  }

  @Test func finishedTasksAreNotPerformedAgain() throws {
    do { _ = Executor(threads: 2).perform(outlines(3), in: try begin(run)) { index, _ in data(index) } }
    let execution = Executor(threads: 2).perform(outlines(5), in: try begin(run)) { index, _ in
      if index < 3 { throw Mishap() }
      return data(index)
    }
    #expect(execution.reused == [0, 1, 2] && execution.performed == [3, 4] && execution.isComplete)
  }

  // MARK: - Waves

  /// First the even ones; then, one wave later, the odd ones whose neighbors both ended in a data set of an even number.
  private func neighbors(_ results: [Dataset?]) -> [Int] {
    let even = Array(stride(from: 0, to: 12, by: 2))
    guard even.allSatisfy({ results[$0] != nil }) else { return even }
    return [3, 7] + (results[3] != nil && results[7] != nil ? [5] : [])
  }

  @Test(arguments: [1, 3]) func wavesFollowOneAnother(threads: Int) throws {
    let directory = try begin(run)
    let seen = Mutex<[Int]>([])
    let execution = Executor(threads: threads).perform(outlines(12), in: directory, wave: neighbors) { index, _ in
      seen.withLock { $0.append(index) }
      return data(index)
    }
    #expect(execution.performed == [0, 2, 3, 4, 5, 6, 7, 8, 10])
    #expect(execution.isComplete && execution.taskCount == 9, "what no wave names is not missing")
    let order = seen.withLock { $0 }
    #expect(Set(order[..<6]) == [0, 2, 4, 6, 8, 10] && Set(order[6..<8]) == [3, 7] && order[8...] == [5])
    #expect(try directory.result(1) == nil)
  }

  /// Stopped after every number of tasks, in the middle of waves and between them, a run goes on with the same tasks.
  @Test(arguments: 1...8) func aRunStoppedInAWaveGoesOnAlike(tasks: Int) throws {
    let cancellation = Cancellation()
    let count = Mutex(0)
    let first = Executor(threads: 1, cancellation: cancellation).perform(
      outlines(12), in: try begin(run), wave: neighbors
    ) { index, _ in
      let number = count.withLock { count in
        count += 1
        return count
      }
      if number == tasks { cancellation.request() }
      return data(index)
    }
    #expect(first.isInterrupted && first.performed.count == tasks)
    #expect(first.taskCount == (tasks < 6 ? 6 : tasks < 8 ? 8 : 9))
    let directory = try begin(run)
    let second = Executor(threads: 2).perform(outlines(12), in: directory, wave: neighbors) { index, _ in data(index) }
    #expect(second.reused == first.performed && second.isComplete && second.taskCount == 9)
    #expect(try (0..<12).filter { try directory.result($0) != nil } == [0, 2, 3, 4, 5, 6, 7, 8, 10])
  }

  @Test func aFailureInAWaveEndsTheRunAndNotTheMachine() throws {
    let directory = try begin(run)
    func perform(failing: Int?) -> Execution {
      Executor(threads: 2).perform(outlines(12), in: directory, wave: neighbors) { index, _ in
        if index == failing { throw Mishap() }
        return data(index)
      }
    }
    let first = perform(failing: 4)
    #expect(first.failures.map(\.index) == [4] && first.performed == [0, 2, 6, 8, 10])
    #expect(!first.isComplete && !first.isInterrupted && first.taskCount == 6)
    let second = perform(failing: nil)
    #expect(second.isComplete && second.performed == [3, 4, 5, 7])
  }

  @Test func oneFailureDoesNotStopTheOthers() throws {
    let directory = try begin(run)
    let execution = Executor(threads: 2).perform(outlines(6), in: directory) { index, _ in
      if index % 4 == 1 { throw Mishap() }
      return data(index)
    }
    #expect(execution.performed == [0, 2, 3, 4])
    #expect(
      execution.failures.map(\.description) == [
        "task 1 (temperature 1) failed: the Hessian is singular.",
        "task 5 (temperature 5) failed: the Hessian is singular.",
      ])
    #expect(!execution.isComplete && !execution.isInterrupted && execution.storageFailure == nil)
  }

  @Test func aShapeThatDoesNotFitIsAFailureOfItsTask() throws {
    let execution = Executor(threads: 1).perform(outlines(1), in: try begin(run)) { _, _ in
      var dataset = Dataset()
      dataset.add("x", [1.0], over: ["n": 2])
      return dataset
    }
    #expect(
      execution.failures.map(\.description) == [
        "task 0 (temperature 0) failed: variable 'x' has 1 values over (n = 2)."
      ])
  }

  @Test func interruptedTasksGoOnFromTheirCheckpoints() throws {
    // Each task counts to 100; the run is stopped in the middle of the third one.
    let steps = Mutex(0)
    func count(_ cancellation: Cancellation, stopAt limit: Int) throws -> Execution {
      Executor(threads: 1, cancellation: cancellation).perform(
        (0..<4).map { TaskOutline("t\($0)") }, in: try begin(run)
      ) { index, context in
        var number = context.loadCheckpoint().map { Int($0[0]) } ?? 0
        while number < 100 {
          if context.isCancelled {
            try context.saveCheckpoint(Data([UInt8(number)]))
            throw CancellationError()
          }
          number += 1
          let total = steps.withLock { steps in
            steps += 1
            return steps
          }
          if total == limit { cancellation.request() }
        }
        return data(index)
      }
    }
    let first = try count(Cancellation(), stopAt: 250)
    #expect(first.isInterrupted && first.performed == [0, 1] && !first.isComplete)
    #expect(scratch.names("run/tasks") == ["000000.nc", "000001.nc", "000002.checkpoint"])
    let second = try count(Cancellation(), stopAt: .max)
    #expect(second.isComplete && !second.isInterrupted && second.reused == [0, 1])
    #expect(steps.withLock { $0 } == 400)
    #expect(scratch.names("run/tasks") == ["000000.nc", "000001.nc", "000002.nc", "000003.nc"])
  }

  @Test func damagedAndForeignResultsAreSetAside() throws {
    do { _ = Executor().perform(outlines(4), in: try begin(run)) { index, _ in data(index) } }
    let whole = try #require(FileManager.default.contents(atPath: "\(run)/tasks/000000.nc"))
    _ = FileManager.default.createFile(atPath: "\(run)/tasks/000000.nc", contents: whole.prefix(whole.count - 100))
    _ = FileManager.default.createFile(atPath: "\(run)/tasks/000001.nc", contents: Data("not a data set".utf8))
    _ = FileManager.default.createFile(
      atPath: "\(run)/tasks/000002.nc", contents: FileManager.default.contents(atPath: "\(run)/tasks/000003.nc"))
    let directory = try begin(run)
    let execution = Executor().perform(outlines(4), in: directory) { index, _ in data(index) }
    #expect(
      execution.warnings == [
        "\(run)/tasks/000000.nc is truncated or not a NetCDF file of Ravine (NetCDF: HDF error). It was set aside as "
          + "*.corrupt, and the task is done again.",
        "\(run)/tasks/000001.nc is truncated or not a NetCDF file of Ravine (NetCDF: Unknown file format). It was set "
          + "aside as *.corrupt, and the task is done again.",
        "\(run)/tasks/000002.nc is the result of another run or task. It was set aside as *.corrupt, and the task is done again.",
      ])
    #expect(execution.isComplete && execution.reused == [3])
    for index in 0..<4 { #expect(try directory.result(index) == data(index)) }
    #expect(scratch.names("run/tasks").filter { $0.hasSuffix(".corrupt") }.count == 3)
  }

  /// No finished task is lost when the process is killed, and what was half-written is swept away.
  @Test func aKilledProcessLosesNoFinishedTask() async throws {
    let scratch = try Scratch()
    let run = "\(scratch.path)/run"
    await #expect(processExitsWith: .signal(SIGKILL)) { [run = run as String] in
      let directory = try begin(run)
      _ = Executor(threads: 2).perform((0..<50).map { TaskOutline("t\($0)") }, in: directory) { index, context in
        try context.saveCheckpoint(Data([UInt8(index)]))
        if index == 30 {
          _ = FileManager.default.createFile(
            atPath: "\(run)/tasks/.000030.nc.1\(AtomicFile.temporarySuffix)", contents: Data("half".utf8))
          kill(getpid(), SIGKILL)
        }
        return data(index)
      }
    }
    let finished = scratch.names("run/tasks").filter { $0.hasSuffix(".nc") }
    #expect(finished.count >= 29)
    let directory = try begin(run)
    #expect(!scratch.names("run/tasks").contains { $0.hasSuffix(AtomicFile.temporarySuffix) })
    let execution = Executor(threads: 2).perform((0..<50).map { TaskOutline("t\($0)") }, in: directory) {
      index, context in
      if index == 30 { #expect(context.loadCheckpoint() == Data([30])) }
      return data(index)
    }
    #expect(execution.reused.count == finished.count)
    #expect(execution.isComplete && execution.warnings == [])
    for index in 0..<50 { #expect(try directory.result(index) == data(index)) }
  }

  @Test(arguments: [SIGINT, SIGTERM]) func aSignalAsksToStop(number: Int32) async throws {
    await #expect(processExitsWith: .exitCode(7)) { [number = number as Int32] in
      let cancellation = Cancellation.bySignals()
      guard !cancellation.isRequested else { exit(1) }
      kill(getpid(), number)
      for _ in 0..<5000 where !cancellation.isRequested { usleep(1000) }
      exit(cancellation.isRequested ? 7 : 2)
    }
    await #expect(processExitsWith: .exitCode(130)) { [number = number as Int32] in
      let cancellation = Cancellation.bySignals()
      kill(getpid(), number)
      for _ in 0..<5000 where !cancellation.isRequested { usleep(1000) }
      kill(getpid(), SIGINT)
      sleep(5)
      exit(3)
    }
  }
}
