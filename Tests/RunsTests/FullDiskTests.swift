// SPDX-License-Identifier: GPL-3.0-or-later
#if os(Linux)  // for /dev/full and the type of RLIMIT_FSIZE
  import Foundation
  import Settings
  import Synchronization
  import Testing

  @testable import Runs

  @Suite struct FullDiskTests {
    @Test func aFullDiskIsNamed() throws {
      let full = open("/dev/full", O_WRONLY)
      try #require(full >= 0)
      defer { close(full) }
      #expect(
        message { try AtomicFile.write(Data(count: 100), to: full, named: "runs/x/results.nc") }
          == "runs/x/results.nc cannot be written: the disk is full.")
    }

    /// The limit on the size of files stands for a full disk: a write fails half-way through a file.
    @Test func nothingIsCorruptedAndTheRunGoesOn() async throws {
      let scratch = try Scratch()
      let run = "\(scratch.path)/run"
      await #expect(processExitsWith: .success) { [run = run as String] in
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        let directory = try begin(run)
        let execution = Executor(threads: 2).perform((0..<8).map { TaskOutline("t\($0)") }, in: directory) {
          index, context in
          try context.saveCheckpoint(Data(count: 1000))
          var dataset = data(index)
          if index == 3 { dataset.add("large", [Double](repeating: 0, count: 20_000), over: ["n": 20_000]) }
          return dataset
        }
        guard let failure = execution.storageFailure else { exit(1) }
        guard failure == "\(run)/tasks/000003.nc cannot be written: the limit on the size of files is reached." else {
          exit(2)
        }
        guard !execution.isComplete, !execution.isInterrupted, execution.failures.isEmpty else { exit(3) }
        guard execution.performed.contains(0) else { exit(4) }
        exit(0)
      }
      let names = scratch.names("run/tasks")
      #expect(!names.contains("000003.nc"))
      #expect(names.allSatisfy { !$0.hasSuffix(AtomicFile.temporarySuffix) })
      #expect(names.contains("000003.checkpoint"))
      let directory = try begin(run)
      let execution = Executor(threads: 2).perform((0..<8).map { TaskOutline("t\($0)") }, in: directory) {
        index, context in
        if index == 3 { #expect(context.loadCheckpoint() == Data(count: 1000)) }
        return data(index)
      }
      #expect(execution.isComplete)
      #expect(execution.reused.contains(0) && execution.warnings == [])
    }
  }
#endif
