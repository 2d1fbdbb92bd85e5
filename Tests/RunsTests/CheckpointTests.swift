// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization
import Testing

@testable import Runs

/// What tasks leave behind for their next session, and by which clock they do.
@Suite struct CheckpointTests {
  @Test func damagedCheckpointsAreSetAside() throws {
    let scratch = try Scratch()
    let run = "\(scratch.path)/run"
    let directory = try begin(run)
    try directory.save(Data([1, 2, 3]), of: 0)
    #expect(directory.state(of: 0).state == Data([1, 2, 3]))
    try directory.save(Data(), of: 1)
    #expect(directory.state(of: 1).state == Data())
    #expect(directory.state(of: 2).state == nil && directory.state(of: 2).warning == nil)
    let file = "\(run)/tasks/000000.checkpoint"
    var bytes = try #require(FileManager.default.contents(atPath: file))
    bytes[17] ^= 1
    for damaged in [bytes, bytes.prefix(10), Data()] {
      _ = FileManager.default.createFile(atPath: file, contents: Data(damaged))
      let (state, warning) = directory.state(of: 0)
      #expect(state == nil)
      #expect(warning == "\(file) is damaged or of another run; it was set aside and the task begins anew.")
    }
    // What cannot be read is told too, for then the task loses what it had done.
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
    let (state, warning) = directory.state(of: 0)
    #expect(state == nil)
    #expect(
      warning?.hasPrefix("\(file) cannot be read: ") == true && warning?.hasSuffix(" The task begins anew.") == true)
  }

  /// Tasks are told the time by the clock of their executor.
  @Test func tasksAreTimedByTheExecutorsClock() throws {
    let scratch = try Scratch()
    let seconds = Mutex<[Double]>([])
    _ = Executor(threads: 1, clock: { 1234.5 }).perform(
      [TaskOutline("t")], in: try begin("\(scratch.path)/run")
    ) { index, context in
      seconds.withLock { $0.append(context.seconds) }
      return data(index)
    }
    #expect(seconds.withLock { $0 } == [1234.5])
  }
}
