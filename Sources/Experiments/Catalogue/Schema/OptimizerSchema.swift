// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Training

extension SchemaDefinitions {
  /// Optimizers, the settings of their groups, and the events that change them.
  mutating func defineOptimizers() {
    let filters = ChoiceSchema(GradientFilterCatalogue.entries, schemas)
    define(
      "gradient-filter", for: "none, or a filter, see 'ravine list gradient-filters'",
      as: .any([.constant("none"), .nothing, filters.nameOrMapping]), requiring: filters.requirements)
    // Zero is descent, and a schedule runs over the time step·rate.
    var schemas = schemas
    schemas.forms[Self.temperature] = ParameterSchemas.Form(
      .any([.number(.nonNegative), .reference("schedule")]), requirements: .reference("schedule-requirements"))
    let choices = LearningOptimizers.entries.map { entry in
      var choice = ChoiceSchema.Choice(entry)
      choice.parameters = OptimizerCatalogue.parameters(of: entry)
      return choice
    }
    var optimizers = ChoiceSchema(choices, schemas)
    let groups = ("groups", JSONSchema.reference("optimizer-groups"))
    optimizers.common = [groups]
    // A group inherits what it does not say, so that its kind and its defaults are known only above it.
    let inherited = Self.merged(
      schemas.properties(of: choices.flatMap(\.parameters)).map { ($0.0, $0.1.without("default")) })
    define(
      "optimizer-groups",
      as: JSONSchema.types("object", "null")
        .keys([], others: .mapping([("kind", optimizers.name)] + inherited))
        .described("settings of parts of the network, by the names of its groups, decoder or all"))
    define(
      "optimizer", for: "an optimizer, see 'ravine list optimizers'", as: optimizers.nameOrMapping,
      requiring: optimizers.requirements)
    defineEvents(inherited + [groups])
  }

  private mutating func defineEvents(_ settings: [(String, JSONSchema)]) {
    let group = JSONSchema.any([.text, .list(of: .text)])
    let own: [(String, JSONSchema)] = [
      ("clip-gradient", .any([.constant("none"), .number(.positive)])),
      ("fixed-norm", .any([.flag, .number(.positive)])), ("update-noise", .number(.nonNegative)),
      ("batch", .any([.constant("full"), .integer(.atLeast(1))])),
      ("dropout", .number(Limits(lower: 0, upper: 1, excludesUpper: true))),
    ]
    let dotted = JSONSchema([("^[^.]+(\\.[^.]+)+$", .record(Record()))])
    let set = JSONSchema.mapping(settings + own).with("patternProperties", dotted.value)
    let event = JSONSchema.mapping([
      (
        "at",
        .integer(Limits(lower: 0, upper: 1e12)).described("the step before which it happens, in steps taken")
      ),
      ("set", set.described("keys of the optimizer, also groups.decoder.rate, and their new values")),
      ("freeze", group.described("the groups that stand still from then on")),
      ("unfreeze", group.described("the groups that move again")),
    ])
    define(
      "events", for: "a list of {at: STEP, set: …, freeze: …, unfreeze: …}",
      as: JSONSchema.list(of: event).orNothing,
      requiring: JSONSchema([("items", JSONSchema.requiring("at").value)]))
  }
}
