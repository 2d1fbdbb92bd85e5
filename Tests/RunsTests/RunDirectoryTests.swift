// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Runs

@Suite struct RunDirectoryTests {
  private let scratch: Scratch
  private var run: String { "\(scratch.path)/run" }

  init() throws { scratch = try Scratch() }

  @Test func aNewRunHoldsItsScenario() throws {
    let directory = try begin(run + "/")
    #expect(directory.path == run)
    #expect(!directory.isContinued)
    #expect(scratch.names() == [".ravine-lock", "scenario.yaml", "tasks"])
    #expect(try directory.text(of: "scenario.yaml") == "title=a\ntemperature=0.25\nwalkers=100\n")
    #expect(try directory.text(of: "findings.json") == nil)
  }

  @Test func directoriesOnTheWayAreMade() throws {
    let directory = try begin("\(run)/a/b")
    try directory.write("<svg/>", to: "figures/eyring.svg")
    #expect(scratch.names("run/a/b/figures") == ["eyring.svg"])
  }

  @Test func anUnchangedScenarioIsContinued() throws {
    do { _ = try begin(run) }
    // Another title does not change the results; it is written down.
    let directory = try begin(run, scenario(0.25, title: "b"))
    #expect(directory.isContinued)
    #expect(try directory.text(of: "scenario.yaml")?.hasPrefix("title=b\n") == true)
  }

  @Test func aChangedScenarioIsRefused() throws {
    do { _ = try begin(run) }
    let changed = Value.record(Record([("temperature", .number(0.3)), ("seed", .integer(2))]))
    #expect(
      message { try begin(run, changed) }
        == "\(run) holds a run of a scenario that has changed: temperature was 0.25 and is 0.3; "
        + "seed was not set and is 2; walkers was 100 and is not set. "
        + "'--fresh' deletes those results and begins anew; '--output' keeps them and writes elsewhere.")
    #expect(message { try begin(run) } == "no error")
    let many = Value.record(Record((0..<9).map { ("k\($0)", .integer($0)) }))
    #expect(message { try begin(run, many) }.contains("k4 was not set and is 4; and 6 more. '--fresh'"))
  }

  @Test func freshDeletesOnlyWhatARunWrote() throws {
    do {
      let directory = try begin(run)
      for name in ["results.nc", "findings.json", "report.html", "provenance.json", "figures/a.svg"] {
        try directory.write("x", to: name)
      }
      for name in ["tasks/000001.nc", "tasks/000002.checkpoint", "tasks/000003.nc.corrupt", "tasks/1234567.nc"] {
        try directory.write("x", to: name)
      }
      for name in ["notes.txt", "tasks/mine.nc", "figures/mine.png"] { try directory.write("x", to: name) }
    }
    let directory = try begin(run, scenario(0.3), fresh: true)
    #expect(!directory.isContinued)
    #expect(scratch.names() == [".ravine-lock", "figures", "notes.txt", "scenario.yaml", "tasks"])
    #expect(scratch.names("run/tasks") == ["mine.nc"])
    #expect(scratch.names("run/figures") == ["mine.png"])
  }

  @Test func whatIsNotARunIsRefused() throws {
    try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: "\(run)/thesis.tex", contents: nil)
    _ = FileManager.default.createFile(atPath: "\(run)/scenario.yaml", contents: nil)
    for fresh in [false, true] {
      #expect(
        message { try begin(run, fresh: fresh) }
          == "\(run) exists and is not a run of Ravine (it holds 'scenario.yaml'); choose another directory with '--output'."
      )
    }
    #expect(scratch.names() == ["scenario.yaml", "thesis.tex"])
    #expect(
      message { try begin("\(run)/thesis.tex") }
        == "\(run)/thesis.tex is a file; a run needs a directory. Choose another one with '--output'.")
  }

  @Test func anEmptyDirectoryWillDo() throws {
    try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
    #expect(message { try begin(run) } == "no error")
  }

  @Test func aCopyWithoutHiddenFilesIsStillARun() throws {
    do { try begin(run).write("{}", to: "provenance.json") }
    try FileManager.default.removeItem(atPath: "\(run)/.ravine-lock")
    #expect(try begin(run).isContinued)
  }

  @Test func reopening() throws {
    #expect(message { try RunDirectory.reopen(at: run, codec: codec) } == "\(run): there is no such run.")
    do { _ = try begin(run) }
    #expect(try RunDirectory.reopen(at: run, codec: codec).scenario == scenario())
    try FileManager.default.removeItem(atPath: "\(run)/scenario.yaml")
    #expect(
      message { try RunDirectory.reopen(at: run, codec: codec) } == "\(run) is not a run; it holds no scenario.yaml.")
  }

  @Test func aDamagedScenarioIsNamed() throws {
    do { _ = try begin(run) }
    _ = FileManager.default.createFile(atPath: "\(run)/scenario.yaml", contents: Data("gibberish".utf8))
    #expect(
      message { try begin(run) }
        == "\(run)/scenario.yaml is damaged ('gibberish' is no line of a scenario); '--fresh' deletes this run and begins anew."
    )
    #expect(message { try begin(run, fresh: true) } == "no error")
  }

  @Test func twoAtOnceAreRefused() throws {
    let first = try begin(run)
    let expected =
      "\(run) is in use by process \(ProcessInfo.processInfo.processIdentifier) on \(Machine.hostName);"
    #expect(
      message { try begin(run) }
        == "\(expected) wait for its end, or give this run a directory of its own with '--output'.")
    withExtendedLifetime(first) {}
  }

  @Test func theLockEndsWithItsOwner() throws {
    do { _ = try begin(run) }
    #expect(message { try begin(run) } == "no error")
  }

  @Test func unwritablePlaces() {
    #expect(
      message { try begin("/dev/null/run") }
        == "/dev/null/run cannot be created: a part of the path is not a directory.")
  }
}
