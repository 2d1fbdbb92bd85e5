// SPDX-License-Identifier: GPL-3.0-or-later
import Scenarios
import Settings
import Testing

@Suite struct OverrideTests {
  private let yaml = """
    potential: double-well
    walls: [1, 2]
    sweep:
      temperature: [1, 2]
      dynamics.time-step: {from: 1, to: 2, count: 3}
    """

  private func after(_ assignments: String...) throws(ScenarioError) -> Value {
    var file = try ScenarioFile(yaml: yaml, name: "m.yaml")
    for assignment in assignments { try file.override(assignment) }
    return file.tree
  }

  @Test func valuesAreYAML() throws {
    #expect(try after("temperature=1e-3").value(at: "temperature") == .number(0.001))
    #expect(try after("title=a = b").value(at: "title") == .text("a = b"))
    #expect(try after("seed=").value(at: "seed") == .null)
    #expect(try after("to={point: [1.5, 2]}").value(at: "to.point.1") == .integer(2))
    #expect(try after("walls.1=7").value(at: "walls") == .list([.integer(1), .integer(7)]))
    #expect(try after("a.b.c=1").value(at: "a.b.c") == .integer(1))
    #expect(try after("potential={kind: x}", "potential.barrier=2").value(at: "potential.barrier") == .integer(2))
  }

  @Test func axesOfTheSweepAreSingleKeys() throws {
    #expect(
      try after("sweep.dynamics.time-step.count=5").value(at: SettingPath(["sweep", "dynamics.time-step", "count"]))
        == .integer(5))
    #expect(try after("sweep.temperature.0=9").value(at: "sweep.temperature.0") == .integer(9))
    #expect(try after("sweep.a.b=[1]").value(at: SettingPath(["sweep", "a.b"])) == .list([.integer(1)]))
  }

  @Test func aValueTakesThePlaceOfItsAxis() throws {
    let once = try after("temperature=0.5")
    #expect(once.value(at: "temperature") == .number(0.5))
    #expect(once.value(at: "sweep")?.asRecord?.keys == ["dynamics.time-step"])
    #expect(try after("temperature=0.5", "dynamics.time-step=1").value(at: "sweep") == nil)
    // A mapping around a swept key is a new base; the axis goes on within it.
    let base = try after("dynamics={integrator: heun, time-step: 3}")
    #expect(base.value(at: "sweep")?.asRecord?.keys == ["temperature", "dynamics.time-step"])
  }

  @Test func anAxisThatWouldUndoTheValueIsNamed() throws {
    var file = try ScenarioFile(yaml: "sweep: {a: [1, 2], b.c: [3, 4], zip: true}", name: "m.yaml")
    #expect(
      lines { () throws(ScenarioError) in try file.override("a=3") } == [
        "--set a=3: the sweep walks through 'a' together with other keys; set the values of the sweep: --set 'sweep.a=[…]'."
      ])
    file = try ScenarioFile(yaml: "sweep: {b.c: [3, 4]}", name: "m.yaml")
    #expect(
      lines { () throws(ScenarioError) in try file.override("b.c.d=3") } == [
        "--set b.c.d=3: the sweep sets all of 'b.c', and with it 'b.c.d'; set the values of the sweep: --set 'sweep.b.c=[…]'."
      ])
  }

  @Test(arguments: [
    ("temperature", "PATH=VALUE is expected, for instance dynamics.time-step=0.001."),
    ("=1", "PATH=VALUE is expected, for instance dynamics.time-step=0.001."),
    ("a..b=1", "PATH=VALUE is expected, for instance dynamics.time-step=0.001."),
    ("a b=1", "PATH=VALUE is expected, for instance dynamics.time-step=0.001."),
    (
      "potential.barrier=2", "potential is text 'double-well', not a mapping; 'barrier' cannot be set in it."
    ),
    ("walls.2=3", "walls is a list of 2, counted from 0; it has no element '2'."),
    ("walls.x.y=3", "walls is a list of 2, counted from 0; it has no element 'x'."),
    (
      "temperature=[1, ",
      "the value is not YAML: did not find expected node content while parsing a flow node."
    ),
  ]) func refused(assignment: String, message: String) {
    #expect(lines { () throws(ScenarioError) in try after(assignment) } == ["--set \(assignment): \(message)"])
  }
}
