// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// A small, fast scenario that the tests break in one place each.
let smallScenario = """
  experiment: escape-rate
  seed: 1
  potential: {kind: double-well}
  temperature: 0.5
  from: left
  start: minimum
  to: right
  dynamics: {time-step: 0.01}
  walkers: 256
  time-limit: 100
  methods: [first-passage]
  """

/// One way to break the small scenario, and the whole of what the user reads.
struct Mistake: Sendable, CustomStringConvertible {
  let line: String
  let written: String
  let message: String

  init(_ line: String, _ written: String, _ message: String) {
    self.line = line
    self.written = written
    self.message = message
  }

  var description: String { written }
}

private let mistakes = [
  Mistake(
    "methods: [first-passage]", "methods: []",
    "bad.yaml:11:10: methods is an empty list; name at least one method, or leave the key out for those that are usual."
  ),
  Mistake("walkers: 256", "wakers: 256", "bad.yaml:9:1: unknown key 'wakers'; did you mean 'walkers'?"),
  Mistake(
    "potential: {kind: double-well}", "potential: {kind: doubel-well}",
    "bad.yaml:3:19: unknown potential 'doubel-well'; did you mean 'double-well'? 'ravine list potentials' shows all."),
  Mistake(
    "methods: [first-passage]", "methods: [first-pasage]",
    "bad.yaml:11:11: unknown method 'first-pasage'; did you mean 'first-passage'? 'ravine list methods' shows all."),
  Mistake("from: left", "from: lefft", "bad.yaml:5:7: unknown well 'lefft'; did you mean 'left'?"),
  Mistake("walkers: 256", "walkers: many", "bad.yaml:9:10: walkers is text 'many'; a whole number is expected."),
  Mistake(
    "temperature: 0.5", "temperature: cold",
    "bad.yaml:4:14: temperature is text 'cold'; a number or a schedule, {schedule: …}, is expected."),
  Mistake("temperature: 0.5", "temperature: -0.5", "bad.yaml:4:14: temperature is -0.5; it must be positive."),
  Mistake(
    "dynamics: {time-step: 0.01}", "dynamics: {time-step: -0.01}",
    "bad.yaml:8:23: time-step is -0.01; it must be positive."),
  Mistake(
    "from: left", "from: {point: [1.5]}",
    "bad.yaml:5:7: 'from' lies inside 'to', x ≥ 1; there is nothing to wait for."),
  Mistake("from: left", "from: right", "bad.yaml:5:7: 'from' lies inside 'to', x ≥ 1; there is nothing to wait for."),
  Mistake(
    "methods: [first-passage]", "sweep: {temperature: []}",
    "bad.yaml:11:22: the list of temperature is empty; a sweep needs at least one value."),
  Mistake(
    "methods: [first-passage]",
    "sweep: {temperature: {from: 0.1, to: 1, count: 1000}, seed: {from: 1, to: 1000, count: 1000}}",
    "bad.yaml:11:8: the sweep has 1000000 points; at most 100000 are allowed."),
  Mistake(
    "potential: {kind: double-well}", "potential: {kind: expression, energy: \"(x^2-1\", coordinates: [x]}",
    "bad.yaml:3:39: column 7: the formula ends before the '(' of column 1 is closed."),
  Mistake(
    "potential: {kind: double-well}", "potential: {kind: expression, energy: \"(xx^2-1)^2\", coordinates: [x]}",
    "bad.yaml:3:39: column 2: unknown variable 'xx'; did you mean 'x'?"),
  Mistake(
    "methods: [first-passage]", "methods: [exact, exact]",
    "bad.yaml:11:18: method 'exact' stands twice."),
]

@Suite struct BadInputTests {
  @Test(arguments: mistakes)
  func saysWhereAndWhatToDo(_ mistake: Mistake) throws {
    let command = try Command()
    #expect(smallScenario.contains(mistake.line))
    try command.write(smallScenario.replacingOccurrences(of: mistake.line, with: mistake.written), to: "bad.yaml")
    let result = try command.run("run", "bad.yaml")
    #expect(result.errors == mistake.message + "\n")
    #expect(result.output == "")
    #expect(result.status == 2)
    #expect(!FileManager.default.fileExists(atPath: command.directory.appending(path: "runs").path))
  }

  @Test func reportsAllProblemsTogether() throws {
    let command = try Command()
    let broken = smallScenario.replacingOccurrences(of: "seed: 1", with: "seed: -4")
      .replacingOccurrences(of: "walkers: 256", with: "walkers: lots")
      .replacingOccurrences(of: "time-limit", with: "time-limits")
      .replacingOccurrences(of: "to: right", with: "to: rihgt")
    try command.write(broken, to: "bad.yaml")
    let result = try command.run("validate", "bad.yaml")
    #expect(
      result.errors == """
        bad.yaml:2:7: seed is -4; it must be zero or positive.
        bad.yaml:7:5: unknown well 'rihgt'; did you mean 'right'?
        bad.yaml:9:10: walkers is text 'lots'; a whole number is expected.
        bad.yaml:10:1: unknown key 'time-limits'; did you mean 'time-limit'?

        """)
    #expect(result.status == 2)
  }

  @Test func aPotentialThatIsNotFiniteAtTheStart() throws {
    let command = try Command()
    try command.write(
      """
      experiment: escape-rate
      potential: {kind: expression, energy: "log(x) + x^2", coordinates: [x], window: {x: [0.1, 3]}}
      temperature: 0.5
      from: {point: [-1]}
      to: {ball: {center: [1], radius: 0.1}}
      """, to: "bad.yaml")
    let result = try command.run("run", "bad.yaml")
    #expect(result.errors == "bad.yaml:4:7: the potential is not finite at the start; it is nan there.\n")
    #expect(result.status == 2)
  }

  @Test func anOverrideIsNamedAsThePlace() throws {
    let command = try Command()
    try command.write(smallScenario, to: "good.yaml")
    let result = try command.run("run", "good.yaml", "--set", "temperature=-1")
    #expect(result.errors == "--set temperature=-1: temperature is -1; it must be positive.\n")
    #expect(result.status == 2)
  }

  @Test func aMissingFileAndWrongUsage() throws {
    let command = try Command()
    let missing = try command.run("run", "nothing.yaml")
    #expect(missing.errors == "nothing.yaml: there is no such file.\n")
    #expect(missing.status == 2)
    #expect(try command.run("frobnicate").status == 64)
    #expect(try command.run("describe", "potential", "doubel-well").status == 64)
  }

  /// One word where a kind and a name are wanted: which one it may be is said.
  @Test func aNameWithoutItsKind() throws {
    let command = try Command()
    let name = try command.run("describe", "double-well")
    #expect(name.status == 64)
    #expect(name.errors.contains("ravine describe potential double-well"))
    #expect(try command.run("describe", "doubel-well").errors.contains("did you mean 'double-well'?"))
    #expect(try command.run("describe", "potential").errors.contains("ravine list potentials"))
  }

  @Test func anOutputThatCannotBeWritten() throws {
    let command = try Command()
    try command.write(smallScenario, to: "good.yaml")
    try command.write("not a directory", to: "file")
    let blocked = try command.run("run", "good.yaml", "--output", "file")
    #expect(
      blocked.errors == "file is a file; a run needs a directory. Choose another one with '--output'.\n")
    #expect(blocked.status == 2)
    let foreign = try command.run("run", "good.yaml", "--output", ".")
    #expect(foreign.status == 2)
    #expect(foreign.errors.contains("exists and is not a run of Ravine"))
  }
}
