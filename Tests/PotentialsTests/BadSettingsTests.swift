// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Potentials

@Suite struct BadSettingsTests {
  private static func list(_ numbers: Double...) -> Value { .list(numbers.map { .number($0) }) }
  private static func mapping(_ entries: (String, Value)...) -> Value { .record(Record(entries)) }
  private static func potential(_ kind: String, _ settings: (String, Value)...) -> Value {
    .record(Record([("kind", .text(kind))] + settings))
  }

  @Test(
    arguments: [
      (
        potential("doubel-well"),
        "potential.kind: unknown potential 'doubel-well'; did you mean 'double-well'? 'ravine list potentials' shows all."
      ),
      (
        potential("double-well", ("barier", .number(1))),
        "potential.barier: unknown key 'barier'; did you mean 'barrier'?"
      ),
      (potential("double-well", ("barrier", .number(-1))), "potential.barrier: barrier is -1; it must be positive."),
      (
        potential("double-well", ("tilt", .number(2))),
        "potential.tilt: tilt is 2; beyond ±1.54 (8/(3√3) times the barrier) only one well is left."
      ),
      (
        potential("harmonic", ("stiffness", list())),
        "potential.stiffness: stiffness is an empty list; give one number a coordinate."
      ),
      (
        potential("harmonic", ("stiffness", list(1, -2))),
        "potential.stiffness.1: stiffness 2 is -2; it must be positive."
      ),
      (
        potential("cube", ("dimension", .integer(2)), ("constraints", .integer(3))),
        "potential.constraints: constraints is 3; it must be at most 2, the number of coordinates."
      ),
      (potential("cube", ("fraction", .number(0))), "potential.fraction: fraction is 0; it must be positive."),
      (
        potential("zero-risk-valley", ("shape", .text("ring")), ("dimension", .integer(3))),
        "potential.dimension: dimension is 3; a ring has 2 coordinates."
      ),
      (
        potential("zero-risk-valley", ("shape", .text("ring")), ("profile", .text("exponential"))),
        "potential.profile: profile is 'exponential', which does not close on a ring; take 'constant' or 'cosine'."
      ),
      (
        potential("entropic-slide", ("towards", .text("wdie"))),
        "potential.towards: unknown towards 'wdie'; did you mean 'wide'?"
      ),
      (
        potential("gaussian-wells", ("wells", .list([]))),
        "potential.wells: wells is an empty list; give at least one well with a center."
      ),
      (
        potential("gaussian-wells", ("wells", .list([mapping(("depth", .number(1)))]))),
        "potential.wells.0: 'center' is missing: position of the center, one number a coordinate."
      ),
      (
        potential(
          "gaussian-wells", ("wells", .list([mapping(("center", list(0, 0))), mapping(("center", list(1)))]))),
        "potential.wells.1.center: center has 1 coordinates; that of the first well has 2."
      ),
      (
        potential(
          "gaussian-wells",
          (
            "wells",
            .list([
              mapping(("name", .text("a")), ("center", list(0))), mapping(("name", .text("a")), ("center", list(3))),
            ])
          )),
        "potential.wells.1.name: the name 'a' stands twice."
      ),
      (
        potential(
          "gaussian-wells", ("wells", .list([mapping(("center", list(0))), mapping(("center", list(0.1)))]))),
        "potential.wells.1: well 'well-2' has no minimum of its own; make it deeper or move it away from the others."
      ),
    ] as [(Value, String)])
  func whatIsWrongIsNamed(value: Value, message: String) {
    let log = ProblemLog()
    let reader = Reader(.record(Record([("potential", value)])), log: log)
    #expect(reader.chosen("potential", from: PotentialCatalogue.entries, listing: "potentials") == nil)
    #expect(Problems(log.problems).description == message)
  }
}
