// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Runs

/// Runs that go on to larger numbers of their own scenario.
@Suite struct RunGrowthTests {
  private let scratch: Scratch
  private var run: String { "\(scratch.path)/run" }

  init() throws { scratch = try Scratch() }

  private func scenario(steps: Double, rate: Double = 0.1) -> Value {
    .record(Record([("steps", .number(steps)), ("rate", .number(rate))]))
  }

  private func begin(_ scenario: Value, growing: Set<String> = ["steps"]) throws(RunError) -> RunDirectory {
    try RunDirectory.begin(at: run, scenario: scenario, codec: codec, growing: growing)
  }

  private func finish(_ tasks: [Int], in directory: RunDirectory, keepingStates: Bool = true) throws {
    for task in tasks {
      if keepingStates { try directory.save(Data([UInt8(task)]), as: .end, of: task) }
      var data = Dataset()
      data.add("x", [Double(task)])
      try directory.write(data, of: task)
    }
  }

  /// Results go, the states they were made from stay and can be read by the longer run.
  @Test func largerNumbersGoOnFromTheStates() throws {
    do {
      let directory = try begin(scenario(steps: 100))
      try finish([0, 1], in: directory)
      try directory.save(Data([9]), of: 2)
    }
    do {
      let longer = try begin(scenario(steps: 200))
      #expect(longer.isContinued)
      #expect(try (0..<3).map { try longer.result($0) } == [nil, nil, nil])
      #expect(longer.state(.end, of: 1).state == Data([1]))
      #expect(longer.state(of: 2).state == Data([9]))
      #expect(try longer.text(of: "scenario.yaml") == "steps=200\nrate=0.1\n")
      try finish([0], in: longer)
    }
    // The same scenario again keeps what is finished.
    #expect(try begin(scenario(steps: 200)).result(0) != nil)
  }

  /// A directory that is opened again reads the states once it is told what may grow.
  @Test func reopenedRunsFindTheirStates() throws {
    do { try finish([0], in: try begin(scenario(steps: 100))) }
    let reopened = try RunDirectory.reopen(at: run, codec: codec)
    #expect(reopened.growing(["steps"]).state(.end, of: 0).state == Data([0]))
  }

  @Test func whatElseHasChangedIsRefused() throws {
    do { try finish([0], in: try begin(scenario(steps: 100))) }
    let cases: [(Value, Set<String>)] = [
      (scenario(steps: 50), ["steps"]), (scenario(steps: 200, rate: 0.2), ["steps"]), (scenario(steps: 200), []),
    ]
    for (changed, growing) in cases {
      #expect(message { try begin(changed, growing: growing) }.contains("holds a run of a scenario that has changed"))
    }
    #expect(try begin(scenario(steps: 100)).result(0) != nil)
  }

  /// A finished task without a state would have to begin anew: nothing is deleted.
  @Test func tasksWithoutStatesAreKept() throws {
    do {
      let directory = try begin(scenario(steps: 100))
      try finish([0], in: directory)
      try finish([1], in: directory, keepingStates: false)
    }
    #expect(
      message { try begin(scenario(steps: 200)) }
        == "\(run) holds a run that could go on to a larger steps, but some of its finished tasks have left no state. "
        + "'--fresh' deletes those results and begins anew; '--output' keeps them and writes elsewhere.")
    let directory = try begin(scenario(steps: 100))
    #expect(try directory.result(0) != nil && directory.result(1) != nil)
  }

  @Test func freshRunsForgetTheStates() throws {
    do { try finish([0], in: try begin(scenario(steps: 100))) }
    let fresh = try RunDirectory.begin(
      at: run, scenario: scenario(steps: 100), codec: codec, fresh: true, growing: ["steps"])
    #expect(fresh.state(.end, of: 0).state == nil && fresh.state(.end, of: 0).warning == nil)
    #expect(scratch.names("run/tasks").isEmpty)
  }
}
