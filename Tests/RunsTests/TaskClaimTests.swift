// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization
import Testing

@testable import Runs

/// Processes that perform tasks of one run keep out of each other's way, and what a dead one left behind is taken over.
@Suite struct TaskClaimTests {
  private func write(_ text: String, to path: String) {
    _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
  }

  @Test func aTaskIsClaimedOnce() throws {
    let scratch = try Scratch()
    let directory = try begin("\(scratch.path)/run")
    let mine = TaskClaims(in: directory)
    #expect(mine.take(3) && !mine.take(3) && mine.take(4))
    #expect(Set(directory.claims().keys) == [3, 4])
    mine.release(3)
    #expect(Set(directory.claims().keys) == [4] && mine.take(3))
  }

  @Test func claimsEndWithTheirOwner() throws {
    let scratch = try Scratch()
    let directory = try begin("\(scratch.path)/run")
    do {
      let claims = TaskClaims(in: directory)
      #expect(claims.take(0))
    }
    #expect(directory.claims().isEmpty && TaskClaims(in: directory).take(0))
  }

  /// A process that is no more, on this host; another host that was silent for long; and one that was not.
  @Test func whatADeadProcessLeftIsTakenOver() throws {
    let scratch = try Scratch()
    let run = "\(scratch.path)/run"
    let directory = try begin(run)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exit 0"]
    try process.run()
    process.waitUntilExit()
    let claims = TaskClaims(in: directory)
    write("process \(process.processIdentifier) on \(Machine.hostName)", to: "\(run)/tasks/000000.claim")
    #expect(claims.take(0))
    write("process 1 on \(Machine.hostName)", to: "\(run)/tasks/000001.claim")
    #expect(!claims.take(1))
    write("process 7 on another-host", to: "\(run)/tasks/000002.claim")
    #expect(!claims.take(2))
    let old = Date(timeIntervalSinceNow: -TaskClaims.patience - 60)
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: "\(run)/tasks/000002.claim")
    #expect(claims.take(2))
  }

  /// Many at once on all tasks: each task is done, none twice, and the results are those of one.
  @Test func manyProcessesDoEveryTaskOnce() throws {
    let scratch = try Scratch()
    let directory = try begin("\(scratch.path)/run")
    let tasks = (0..<40).map { TaskOutline("t\($0)", cost: Double($0 % 7)) }
    let done = Mutex<[Int]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      let execution = Executor(threads: 2).perform(
        Array(tasks.indices), of: tasks, in: directory, claims: TaskClaims(in: directory)
      ) { index, _ in
        done.withLock { $0.append(index) }
        usleep(500)
        return data(index)
      }
      #expect(execution.failures.isEmpty && !execution.isInterrupted)
      #expect(execution.performed.count + execution.reused.count + execution.elsewhere.count == 40)
    }
    #expect(done.withLock { $0.sorted() } == Array(0..<40))
    for index in 0..<40 { #expect(try directory.result(index) == data(index)) }
    #expect(directory.claims().isEmpty)
  }

  @Test func onlyTheChosenAreDone() throws {
    let scratch = try Scratch()
    let directory = try begin("\(scratch.path)/run")
    let tasks = (0..<9).map { TaskOutline("t\($0)") }
    let execution = Executor(threads: 1).perform([2, 5], of: tasks, in: directory, claims: TaskClaims(in: directory)) {
      index, _ in data(index)
    }
    #expect(execution.performed == [2, 5])
    #expect((0..<9).filter { directory.hasResult($0) } == [2, 5])
  }

  @Test func aFailureIsToldUntilTheTaskIsDone() throws {
    struct Broken: Error, CustomStringConvertible { let description = "no luck" }
    let scratch = try Scratch()
    let directory = try begin("\(scratch.path)/run")
    _ = Executor(threads: 1).perform([TaskOutline("t")], in: directory) { _, _ in throw Broken() }
    #expect(directory.failures() == [0: "no luck"])
    _ = Executor(threads: 1).perform([TaskOutline("t")], in: directory) { index, _ in data(index) }
    #expect(directory.failures().isEmpty)
  }

  /// Who performs tasks lets others do so, and nobody analyze or begin anew meanwhile.
  @Test func joiningSharesTheRun() throws {
    let scratch = try Scratch()
    let run = "\(scratch.path)/run"
    _ = try begin(run)
    var first: RunDirectory? = try RunDirectory.join(at: run, codec: codec)
    let second = try RunDirectory.join(at: run, codec: codec)
    #expect(throws: RunError.self) { try RunDirectory.reopen(at: run, codec: codec) }
    #expect(first?.path == second.path)
    first = nil
    #expect(throws: RunError.self) { try begin(run) }
  }
}

/// What sessions ran on is kept, and told where it differs.
@Suite struct SessionRecordTests {
  private func provenance(_ kernels: String, continuing earlier: String? = nil, seconds: Double = 1) -> Provenance {
    let clock = { (time: Double) in
      SessionClock(date: { Date(timeIntervalSince1970: time) }, seconds: { time }, processorSeconds: { 2 * time })
    }
    return Provenance(
      version: "1", commit: nil, seed: 1, generator: "g", kernels: kernels, threads: 1,
      machine: Machine(processor: "p", processorCount: 1, operatingSystem: "o", swiftVersion: "s", hostName: "h"),
      clock: clock(0), continuing: earlier
    ).ending(by: clock(seconds))
  }

  @Test func differencesAreTold() {
    let first = provenance("avx512")
    #expect(first.mixture.isEmpty)
    #expect(provenance("avx512", continuing: first.json).mixture.isEmpty)
    let other = provenance("avx2", continuing: first.json)
    #expect(other.mixture == ["vector instructions: avx512, now avx2"])
    // The one after sees both.
    #expect(provenance("avx2", continuing: other.json).mixture == ["vector instructions: avx512, now avx2"])
    #expect(provenance("avx2").mixture(with: [first.json, "damaged"]) == ["vector instructions: avx512, now avx2"])
  }

  @Test func timesOfSessionsBesideEachOtherAddUp() {
    var merged = provenance("avx512", seconds: 0)
    let found = merged.add(sessions: [provenance("avx512", seconds: 3).json, provenance("avx2", seconds: 4).json])
    #expect(found == ["vector instructions: avx512, now avx2"])
    #expect(merged.wallSeconds == 7 && merged.processorSeconds == 14 && merged.sessions == 3)
    // Its own time is not theirs.
    let again = provenance("avx512", continuing: merged.json, seconds: 2)
    #expect(again.wallSeconds == 9 && again.sessions == 4)
  }
}
