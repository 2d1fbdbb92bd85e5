// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Runs

/// Files of a run that were damaged or put there by somebody else.
@Suite struct DamageTests {
  private let scratch: Scratch
  private var run: String { "\(scratch.path)/run" }

  init() throws { scratch = try Scratch() }

  /// A flipped bit, wherever it is, is noticed: other data than those that were written are never read.
  @Test func aFlippedBitIsNoticed() throws {
    let directory = try begin(run)
    try directory.write(data(3), of: 3)
    let path = "\(run)/tasks/000003.nc"
    let whole = try Data(contentsOf: URL(filePath: path))
    let written = try #require(try directory.result(3))
    #expect(written == data(3))
    for bit in stride(from: 0, to: whole.count * 8, by: 61) {
      var damaged = whole
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      try damaged.write(to: URL(filePath: path))
      do { #expect(try directory.result(3) == written, "bit \(bit) changed the data") } catch {
        #expect(error.kind == .corrupt)
      }
    }
    for length in stride(from: 0, to: whole.count, by: 97) {
      try whole.prefix(length).write(to: URL(filePath: path))
      #expect(throws: RunError.self) { try directory.result(3) }
    }
  }

  /// It is named and set aside, and the task is done again.
  @Test func aDamagedResultIsDoneAgain() throws {
    let directory = try begin(run)
    let tasks = [TaskOutline("a"), TaskOutline("b")]
    _ = Executor(threads: 1).perform(tasks, in: directory) { index, _ in data(index) }
    let path = "\(run)/tasks/000001.nc"
    var damaged = try Data(contentsOf: URL(filePath: path))
    damaged[damaged.count / 2] ^= 4
    try damaged.write(to: URL(filePath: path))
    let again = Executor(threads: 1).perform(tasks, in: directory) { index, _ in data(index) }
    #expect(again.isComplete)
    #expect(again.reused == [0])
    #expect(again.performed == [1])
    #expect(again.warnings.contains { $0.contains("000001.nc is damaged") })
    #expect(try directory.result(1) == data(1))
    #expect(scratch.names("run/tasks").contains("000001.nc.corrupt"))
  }

  /// What is behind a link is neither written nor emptied nor deleted.
  @Test(arguments: [".ravine-lock", "tasks", "figures", "weights"]) func linksAreNotFollowed(name: String) throws {
    do { _ = try begin(run) }
    let outside = "\(scratch.path)/outside"
    if name.hasPrefix(".") {
      try Data("mine".utf8).write(to: URL(filePath: outside))
    } else {
      try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
      for file in ["000000.nc", "a.svg", "a.safetensors", ".x.writing"] {
        try Data("mine".utf8).write(to: URL(filePath: "\(outside)/\(file)"))
      }
    }
    try? FileManager.default.removeItem(atPath: "\(run)/\(name)")
    try FileManager.default.createSymbolicLink(atPath: "\(run)/\(name)", withDestinationPath: outside)
    for attempt in [
      { _ = try begin(run) }, { _ = try begin(run, fresh: true) },
      { _ = try RunDirectory.reopen(at: run, codec: codec) },
    ] {
      #expect(message(attempt).contains("\(name) is a link"))
    }
    if name.hasPrefix(".") {
      #expect(try String(contentsOfFile: outside, encoding: .utf8) == "mine")
    } else {
      #expect(scratch.names("outside") == [".x.writing", "000000.nc", "a.safetensors", "a.svg"])
    }
  }

  /// A pipe in place of a file keeps nobody waiting.
  @Test func pipesAreNotRead() throws {
    let directory = try begin(run)
    try #require(mkfifo("\(run)/tasks/000000.nc", 0o600) == 0)
    #expect(message { try directory.result(0) }.contains("is no plain file"))
  }
}
