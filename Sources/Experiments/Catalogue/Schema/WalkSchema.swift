// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

extension SchemaDefinitions {
  /// What only experiments on landscapes read: times, fits, places that are counted, scores.
  mutating func defineWalks() {
    let region = JSONSchema.reference("region")
    let spacing = JSONSchema.word(among: ["log", "linear"]).described("equal ratios or equal differences")
    define(
      "times", for: "a list of times, or a mapping with until, count, spacing and from",
      as: JSONSchema.types("array", "object", "null").keys([
        ("until", .number(.positive).described("the last time", default: .number(10))),
        ("count", .integer(.between(1, 1000)).described("how many times", default: .integer(20))),
        ("spacing", spacing.with("default", .text("log"))),
        ("from", .number(.positive).described("the first time")),
      ]).with("items", JSONSchema.number(.positive).value).with("minItems", .integer(1)))
    state(
      "a mapping with from, to and offset",
      as: .mapping([
        ("from", .number(.positive).described("the first time of the fits")),
        ("to", .number(.positive).described("the last time of the fits")),
        ("offset", JSONSchema.flag.described("whether the line may miss the origin", default: .flag(false))),
      ]))
    state(
      "a list of wells, or a mapping from names to regions",
      as: JSONSchema.types("array", "object").keys([], others: region).with("items", JSONSchema.text.value),
      requiring: JSONSchema([("additionalProperties", JSONSchema.reference("region-requirements").value)]))
    state("a positive number", as: .number(.positive))
    state("a number or auto", as: .any([.number(), .constant("auto")]))
    defineScore(region)
    state(
      "a mapping from coordinates to {periodic: [a, b]} or {reflecting: [a, b]}",
      as: .mapping(
        [],
        others: JSONSchema.mapping([
          ("periodic", .list(of: .number(), atLeast: 2, atMost: 2).described("the two ends that are the same point")),
          (
            "reflecting", .list(of: .number(), atLeast: 2, atMost: 2).described("the two walls; -.inf or .inf for none")
          ),
        ]).with("maxProperties", .integer(1))),
      requiring: JSONSchema([("additionalProperties", JSONSchema([("minProperties", .integer(1))]).value)]))
  }

  private mutating func defineScore(_ region: JSONSchema) {
    let scores: [(String, JSONSchema)] = [
      ("coordinate", .integer(.nonNegative).described("which coordinate, counted from 0")),
      (
        "sign",
        JSONSchema([("enum", .list([.integer(1), .integer(-1)]))])
          .described("1, or -1 where the target lies at small values", default: .integer(1))
      ),
      ("distance", region.described("minus the distance from a region; target is that of 'to'")),
      ("expression", .text.described("a formula of the coordinates")),
    ]
    define(
      "score", for: "{coordinate: 0}, {distance: target}, {expression: …} or committor",
      as: .any([.constant("committor"), .mapping(scores)]),
      requiring: .any(
        [.types("string", "null")] + ["coordinate", "distance", "expression"].map { .requiring($0) }))
  }

  /// The landscapes.
  mutating func definePotentials(of laboratory: Laboratory) {
    let potentials = ChoiceSchema(laboratory.potentials.map(\.entry), schemas)
    define(
      "potential", for: "a mapping with the kind of potential", as: potentials.nameOrMapping,
      requiring: potentials.requirements)
  }
}
