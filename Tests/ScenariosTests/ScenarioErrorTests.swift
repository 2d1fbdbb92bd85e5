// SPDX-License-Identifier: GPL-3.0-or-later
import Scenarios
import Settings
import Testing

/// A scenario as an experiment would decode it, with some of the keys of `escape-rate`.
private func decode(_ file: ScenarioFile) -> [String] {
  let wells = CatalogueEntry<String>(
    name: "double-well", summary: "", parameters: [.number("barrier", default: 1, .positive, "the height")]
  ) { (_) throws(Problem) in "well" }
  let other = CatalogueEntry<String>(name: "muller-brown", summary: "") { (_) throws(Problem) in "other" }
  let reader = Reader(file.tree)
  _ = reader.text("title", default: "")
  _ = reader.integer("seed", default: 1, .nonNegative)
  _ = reader.chosen("potential", from: [wells, other], listing: "potentials")
  _ = reader.number("temperature", default: nil, .positive, "k_B T")
  let dynamics = reader.inner("dynamics")
  _ = dynamics.number("time-step", default: 0.01, .positive, "the step")
  _ = dynamics.integer("walkers", default: 1, .between(1, 1e7), "how many")
  dynamics.finish()
  _ = reader.read(.numbers("center", default: [0], count: 2, "the center"))
  reader.finish()
  return file.error(Problems(reader.log.problems)).lines
}

@Suite struct ScenarioErrorTests {
  @Test func theContractsTwoErrors() throws {
    let yaml = """
      title: Escape over a quartic barrier
      # The height of the barrier is
      # one, so that temperatures are
      # fractions of it.
      seed: 2026
      potential: { kind: doubel-well, barrier: 1.0 }
      temperature: 0.25
      dynamics:
        time-step: -0.01
      """
    #expect(
      decode(try ScenarioFile(yaml: yaml, name: "scenarios/mine.yaml")) == [
        "scenarios/mine.yaml:6:20: unknown potential 'doubel-well'; did you mean 'double-well'? "
          + "'ravine list potentials' shows all.",
        "scenarios/mine.yaml:9:14: time-step is -0.01; it must be positive.",
      ])
  }

  @Test func allProblemsComeTogetherInReadingOrder() throws {
    let yaml = """
      temprature: 0.2
      center: [1, x]
      dynamics: {time-step: [1], walkers: 2.5, stepsize: 3, walkers:100: }
      potential: {kind: double-well, barrier: 0}
      seed: -1
      """
    #expect(
      decode(try ScenarioFile(yaml: yaml, name: "m.yaml")) == [
        "m.yaml:1:1: 'temperature' is missing: k_B T.",
        "m.yaml:1:1: unknown key 'temprature'; did you mean 'temperature'?",
        "m.yaml:2:13: center 2 is text 'x'; a number is expected.",
        "m.yaml:3:23: time-step is a list; a number is expected.",
        "m.yaml:3:37: walkers is 2.5; a whole number is expected.",
        "m.yaml:3:42: unknown key 'stepsize'; allowed are time-step, walkers.",
        "m.yaml:3:55: unknown key 'walkers:100'; a space is missing after the colon.",
        "m.yaml:4:41: barrier is 0; it must be positive.",
        "m.yaml:5:7: seed is -1; it must be zero or positive.",
      ])
  }

  @Test(arguments: [
    ("potential: {barrier: 1}", "1:12: potential does not say its 'kind'; 'ravine list potentials' shows all."),
    (
      "potential: {kid: double-well}",
      "1:12: potential does not say its 'kind' ('kid' is not known); 'ravine list potentials' shows all."
    ),
    ("potential: {kind: 3}", "1:19: kind is 3; a name is expected. 'ravine list potentials' shows all."),
    (
      "potential: [1]",
      "1:12: potential is a list; a name or a mapping with 'kind' is expected. 'ravine list potentials' shows all."
    ),
    ("potential: foo", "1:12: unknown potential 'foo'; 'ravine list potentials' shows all."),
    ("{}", "1:1: 'potential' is missing; 'ravine list potentials' shows all."),
    (
      "potential: {kind: double-well, barier: 2}",
      "1:32: unknown key 'barier'; did you mean 'barrier'?"
    ),
    ("potential: double-well\ndynamics: 3", "2:11: this is 3; a mapping is expected."),
    ("potential: double-well\ncenter: [1, 2, 3]", "2:9: center has 3 elements; a list of 2 numbers is expected."),
    ("potential: double-well\ncenter: 1", "2:9: center is 1; a list of 2 numbers is expected."),
    (
      "potential: double-well\ntitle: [a]", "2:8: title is a list; text is expected."
    ),
    (
      "potential: double-well\ndynamics: {walkers: 1e8}",
      "2:21: walkers is 100000000; it must be between 1 and 10000000."
    ),
  ]) func oneProblem(yaml: String, expected: String) throws {
    let file = try ScenarioFile(yaml: yaml == "{}" ? "temperature: 1" : "\(yaml)\ntemperature: 1", name: "m.yaml")
    #expect(decode(file) == ["m.yaml:\(expected)"])
  }

  @Test func overridesAreNamedInsteadOfAPlace() throws {
    var file = try ScenarioFile(
      yaml: "potential: {kind: double-well, barrier: -1}\ntemperature: 1\nseed: -1", name: "m.yaml")
    try file.override("temperature=-1")
    try file.override("dynamics.time-step=0")
    try file.override("potential={kind: doubel-well}")
    #expect(
      decode(file) == [
        "m.yaml:3:7: seed is -1; it must be zero or positive.",
        "--set potential={kind: doubel-well}: unknown potential 'doubel-well'; did you mean 'double-well'? "
          + "'ravine list potentials' shows all.",
        "--set temperature=-1: temperature is -1; it must be positive.",
        "--set dynamics.time-step=0: time-step is 0; it must be positive.",
      ])
  }
}
