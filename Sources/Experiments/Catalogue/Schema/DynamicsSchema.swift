// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Randomness
import Settings

extension SchemaDefinitions {
  /// Temperatures and their schedules.
  mutating func defineTemperatures() {
    let schedules = ChoiceSchema(ScheduleCatalogue.entries, tag: "schedule", schemas)
    define("schedule", as: schedules.mapping, requiring: schedules.requirements)
    define(
      "temperature", for: Self.temperature, as: .any([.number(.positive), .quantity, .reference("schedule")]),
      requiring: .reference("schedule-requirements"))
    defineContenders()
  }

  /// The words of a temperature that may be a schedule.
  static let temperature = "a number or a schedule"

  /// The schedules that are compared: their durations may be left to the budget.
  private mutating func defineContenders() {
    let ladder = "a list of temperatures, or {from, to, count, spacing}"
    let range = JSONSchema.mapping([
      ("from", .number(.positive).described("the coldest temperature")),
      ("to", .number(.positive).described("the hottest temperature")),
      ("count", .integer(.between(2, 1000)).described("how many temperatures")),
      ("spacing", .word(among: ["log", "linear"]).described("equal ratios, or equal differences")),
    ])
    state(ladder, as: .any([.list(of: .number(.positive), atLeast: 2), range]))
    let exchange = ChoiceSchema.Choice(
      name: "replica-exchange", summary: "replicas at a ladder of temperatures that exchange their places",
      parameters: [
        Parameter("temperatures", .special(ladder), default: nil, "the ladder, from the coldest up"),
        .integer("swap-every", default: 100, .atLeast(1), "steps between two attempts to exchange"),
      ])
    let choices = ChoiceSchema(
      ScheduleCatalogue.entries.map(ChoiceSchema.Choice.init) + [exchange], tag: "schedule", schemas)
    define("contender", as: .any([.number(.positive), .quantity, choices.mapping]))
    state(
      "a mapping from names to schedules", as: .mapping([], others: .reference("contender")),
      requiring: JSONSchema([("minProperties", .integer(2))]))
  }

  /// Integrators, time steps and random numbers.
  mutating func defineDynamics(of laboratory: Laboratory) {
    let integrators = ChoiceSchema(laboratory.listedIntegrators, schemas)
    // Any other word of A, B and O that has each of them is an integrator too.
    let splitting = JSONSchema.text.and([.pattern("^(?=.*A)(?=.*B)(?=.*O)[ABO]{3,16}$"), .not(integrators.name)])
    let splittingKeys = schemas.properties(of: IntegratorCatalogue.entry(named: "ABO")?.parameters ?? [])
    define(
      "integrator",
      as: .any([
        integrators.name, splitting, integrators.mapping, .mapping([("kind", splitting)] + splittingKeys),
      ]), requiring: integrators.requirements)
    let standing = [
      ("integrator", JSONSchema.reference("integrator").described("the scheme, by name or as a mapping")),
      ("time-step", JSONSchema.number(.positive).orQuantity.described("time step h of the scheme")),
    ]
    // The parameters of a scheme may stand beside its name; which one is the default depends on the experiment.
    let all = Self.merged(schemas.properties(of: integrators.choices.flatMap(\.parameters)))
    func beside(_ condition: JSONSchema, _ keys: [(String, JSONSchema)]) -> JSONSchema {
      .when(condition, JSONSchema().keys(standing.map { ($0.0, .anything) } + keys))
    }
    func given(_ integrator: JSONSchema, _ keys: [(String, JSONSchema)]) -> JSONSchema {
      beside(JSONSchema.requiring("integrator").and([.key("integrator", integrator)]), keys)
    }
    let branches = integrators.choices.map { given(.constant($0.name), schemas.properties(of: $0.parameters)) }
    let others = [
      given(splitting, splittingKeys), given(.types("object"), []),
      beside(.not(.requiring("integrator")), all),
    ]
    define(
      "dynamics", for: "a mapping with integrator and time-step",
      as: JSONSchema.types("object", "null").keys(standing, others: .anything).and(branches + others),
      requiring: .key("integrator", .reference("integrator-requirements")))
    let generator = JSONSchema.word(among: NoiseGenerator.names)
      .described("philox4x32-10, or any generator of GSL by its name")
    define(
      "noise", for: "a mapping with a generator",
      as: JSONSchema.types("object", "null").keys([("generator", generator)]))
  }

  /// Keys of several mappings together: a key of different meanings can be any of them.
  static func merged(_ keys: [(String, JSONSchema)]) -> [(String, JSONSchema)] {
    var result: [(name: String, schemas: [JSONSchema])] = []
    for (name, schema) in keys {
      guard let index = result.firstIndex(where: { $0.name == name }) else {
        result.append((name, [schema]))
        continue
      }
      if !result[index].schemas.contains(schema) { result[index].schemas.append(schema) }
    }
    return result.map { ($0.name, $0.schemas.count == 1 ? $0.schemas[0] : .any($0.schemas)) }
  }
}
