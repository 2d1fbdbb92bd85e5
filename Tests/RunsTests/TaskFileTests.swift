// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Synchronization
import Testing

@testable import Runs

@Suite struct TaskFileTests {
  @Test func weightsStandBesideResultsAndGoWithAFreshRun() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/run"
    do {
      let directory = try begin(path)
      let execution = Executor(threads: 1).perform([TaskOutline("t")], in: directory) { index, context in
        try context.write(Data("numbers".utf8), to: .weights(name: "replica-0"))
        return data(index)
      }
      #expect(execution.isComplete)
    }
    let file = "\(path)/weights/replica-0.safetensors"
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "numbers")
    try Data("mine".utf8).write(to: URL(filePath: "\(path)/weights/notes.txt"))
    _ = try begin(path, fresh: true)
    #expect(scratch.names("run/weights") == ["notes.txt"])
  }

  /// The last tasks share the threads that are free; before that each has one.
  @Test func theLastTasksHaveMoreThreads() throws {
    let scratch = try Scratch()
    let directory = try begin("\(scratch.path)/run")
    let seen = Mutex<[Int: Int]>([:])
    let order = Mutex<[Int]>([])
    let execution = Executor(threads: 3).perform(
      (0..<5).map { TaskOutline("t\($0)", cost: Double(9 - $0)) }, in: directory
    ) { index, context in
      seen.withLock { $0[index] = context.threads }
      // The last one waits for the others.
      if index == 4 { while order.withLock({ $0.count }) < 4 { usleep(1000) } }
      // Their results are written after that; on a busy machine it takes its time.
      let deadline = ContinuousClock.now + .seconds(30)
      while index == 4, context.threads < 3, ContinuousClock.now < deadline { usleep(1000) }
      if index == 4 { seen.withLock { $0[100] = context.threads } }
      order.withLock { $0.append(index) }
      return data(index)
    }
    #expect(execution.isComplete)
    let threads = seen.withLock { $0 }
    #expect(threads[0] == 1)
    #expect(threads[100] == 3)
  }

  @Test func oneTaskHasAllThreads() throws {
    let scratch = try Scratch()
    let directory = try begin("\(scratch.path)/run")
    let threads = Mutex(0)
    _ = Executor(threads: 4).perform([TaskOutline("t")], in: directory) { index, context in
      threads.withLock { $0 = context.threads }
      return data(index)
    }
    #expect(threads.withLock { $0 } == 4)
  }
}
