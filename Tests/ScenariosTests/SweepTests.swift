// SPDX-License-Identifier: GPL-3.0-or-later
import Scenarios
import Settings
import Testing

private func sweep(_ yaml: String) throws -> (sweep: Sweep, errors: [String]) {
  let file = try ScenarioFile(
    yaml: "temperature: 1\npotential: {kind: double-well}\nlist: [1]\nsweep: \(yaml)", name: "m.yaml")
  let log = ProblemLog()
  let sweep = Sweep.read(from: file.tree, log: log)
  return (sweep, file.error(Problems(log.problems)).lines)
}

@Suite struct SweepTests {
  @Test func aGridWalksTheFirstAxisSlowest() throws {
    let (sweep, errors) = try sweep("{temperature: [1, 2], potential.barrier: [5, 6, 7]}")
    #expect(errors == [])
    #expect(sweep.count == 6)
    #expect(sweep.shape == [2, 3])
    #expect(sweep.points.map { $0.tree.value(at: "temperature")?.asNumber } == [1, 1, 1, 2, 2, 2])
    #expect(sweep.points.map { $0.tree.value(at: "potential.barrier")?.asNumber } == [5, 6, 7, 5, 6, 7])
    #expect(sweep.points.map(\.indices) == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
    #expect(sweep.point(4).coordinates == Record([("temperature", .integer(2)), ("potential.barrier", .integer(6))]))
    #expect(sweep.point(4).tree.value(at: "potential.kind") == .text("double-well"))
    #expect(sweep.point(4).tree.value(at: "sweep") == nil)
  }

  @Test func zippedAxesWalkTogether() throws {
    let (sweep, errors) = try sweep("{temperature: [1, 2], potential.kind: [a, b], zip: true}")
    #expect(errors == [])
    #expect(sweep.count == 2)
    #expect(sweep.shape == [2])
    #expect(sweep.points.map { $0.tree.value(at: "potential.kind") } == [.text("a"), .text("b")])
    #expect(sweep.resolved?.value(at: "zip") == .flag(true))
  }

  @Test func valuesThatDifferByRoundingAreOne() throws {
    let (sweep, errors) = try sweep("{temperature: [0.3, 0.2, 0.30000000000000004, 0.3000001]}")
    #expect(errors == [])
    #expect(sweep.axes[0].values.map(\.asNumber) == [0.3, 0.2, 0.3000001])
    #expect(sweep.count == 3)
  }

  @Test func withoutASweepThereIsOnePoint() throws {
    let (sweep, errors) = try sweep("")
    #expect(errors == [])
    #expect(sweep.count == 1)
    #expect(sweep.shape == [])
    #expect(sweep.resolved == nil)
    #expect(sweep.point(0).coordinates == Record())
    #expect(sweep.point(0).tree.value(at: "temperature") == .integer(1))
  }

  @Test func rangesHaveExactEndsAndReadableValues() throws {
    #expect(
      try sweep("{temperature: {from: 0.1, to: 0.5, count: 5}}").sweep.axes[0].values.map(\.json) == [
        "0.1", "0.2", "0.3", "0.4", "0.5",
      ])
    let (log, errors) = try sweep("{temperature: {from: 1e-4, to: 1e-2, count: 3, spacing: log}}")
    #expect(errors == [])
    #expect(log.axes[0].values == [.number(1e-4), .number(1e-3), .number(1e-2)])
    #expect(
      try sweep("{temperature: {from: -8, to: -1, count: 4, spacing: log}}").sweep.axes[0].values.map(\.asNumber) == [
        -8, -4, -2, -1,
      ])
    #expect(try sweep("{temperature: {from: 3, to: 5, count: 1}}").sweep.axes[0].values == [.number(3)])
  }

  @Test(arguments: [
    ("{temperature: []}", "4:22: the list of temperature is empty; a sweep needs at least one value."),
    ("{temperature: {from: 1, to: 2, count: 0}}", "4:46: count is 0; it must be at least 1."),
    ("{temperature: {from: 1, to: 2}}", "4:22: 'count' is missing: how many values."),
    ("{temperature: {from: 1, to: 2, count: 1000000}}", "4:46: count is 1000000; at most 100000 points are allowed."),
    (
      "{temperature: {from: 1, to: 2, count: 1000}, seed: {from: 1, to: 2, count: 1000}}",
      "4:8: the sweep has 1000000 points; at most 100000 are allowed."
    ),
    (
      "{temperature: {from: 0, to: 2, count: 3, spacing: log}}",
      "4:22: from 0 to 2 has no logarithmic spacing; both must be positive or both negative."
    ),
    (
      "{temperature: {from: 2, to: 2, count: 3}}",
      "4:22: from and to are both 2; 3 different values do not fit between."
    ),
    (
      "{temperature: {from: 1, to: 2, count: 3, spacing: cubic}}",
      "4:58: unknown spacing 'cubic'; allowed are linear, log."
    ),
    ("{temperature: {from: 1, to: 2, conut: 3, count: 3}}", "4:39: unknown key 'conut'; did you mean 'count'?"),
    ("{temperature: 3}", "4:22: temperature is 3; a list of values or {from, to, count, spacing} is expected."),
    ("{temperature: [1, 2, 1.0]}", "4:29: 1 stands twice in the sweep of temperature."),
    ("{temperature: [[1]]}", "4:23: temperature is a list; a sweep takes numbers, words, true and false."),
    (
      "{temperature.over: [1]}",
      "4:9: 'temperature.over' cannot be swept: temperature is 1, not a mapping; 'over' cannot be set in it."
    ),
    ("{list.3: [1]}", "4:9: 'list.3' cannot be swept: list is a list of 1, counted from 0; it has no element '3'."),
    ("{potential..kind: [a]}", "4:9: 'potential..kind' is not a dotted path of this file."),
    ("{potential: [a, b], potential.barrier: [1, 2]}", "4:28: 'potential.barrier' and 'potential' set the same thing."),
    (
      "{temperature: [1, 2], seed: [1], zip: true}",
      "4:8: with zip all axes need the same number of values; 'temperature' has 2, 'seed' 1."
    ),
    ("{zip: maybe}", "4:14: zip is text 'maybe'; true or false is expected."),
    ("[1, 2]", "4:8: this is a list; a mapping is expected."),
  ]) func refused(yaml: String, message: String) throws {
    let (sweep, errors) = try sweep(yaml)
    #expect(errors == ["m.yaml:\(message)"])
    #expect(sweep.count == 1)
  }

  @Test func problemsOfAPointStandInTheSweep() throws {
    var file = try ScenarioFile(
      yaml: "temperature: 1\nsweep:\n  temperature: [1, -2, 3]\n  walkers: {from: 1, to: 2, count: 3}\n  sed: [1]",
      name: "m.yaml")
    func errors() -> [String] {
      let log = ProblemLog()
      let sweep = Sweep.read(from: file.tree, log: log)
      for point in sweep.points {
        let reader = Reader(point.tree)
        _ = reader.number("temperature", default: nil, .positive)
        _ = reader.integer("walkers", default: 1)
        _ = reader.integer("seed", default: 1)
        reader.finish()
        for problem in sweep.relocate(reader.log.problems, of: point) { log.report(problem) }
      }
      return file.error(Problems(log.problems)).lines
    }
    #expect(
      errors() == [
        "m.yaml:3:20: temperature is -2; it must be positive.",
        "m.yaml:4:12: walkers is 1.5; a whole number is expected.",
        "m.yaml:5:3: unknown key 'sed'; did you mean 'seed'?",
      ])
    try file.override("sweep.temperature=[0]")
    #expect(errors().last == "--set sweep.temperature=[0]: temperature is 0; it must be positive.")
  }

  @Test func theResolvedSweepIsTheSameSweep() throws {
    let (first, _) = try sweep("{temperature: {from: 1, to: 2, count: 3}, potential.barrier: [5, 6]}")
    let text = try #require(first.resolved).yaml()
    let log = ProblemLog()
    let tree = try ScenarioFile(yaml: Value.record(Record([("sweep", try #require(first.resolved))])).yaml(), name: "")
      .tree
    let second = Sweep.read(from: tree, log: log)
    #expect(log.problems == [], "\(text)")
    #expect(second.axes == first.axes)
  }
}
