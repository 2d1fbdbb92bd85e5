// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Training

extension SchemaDefinitions {
  /// What only experiments on landscapes read: times, fits, places that are counted, scores.
  mutating func defineWalks() {
    let region = JSONSchema.reference("region")
    let spacing = JSONSchema.word(among: ["log", "linear"]).described("equal ratios or equal differences")
    define(
      "times", for: "a list of times, or a mapping with until, count, spacing and from",
      as: JSONSchema.types("array", "object", "null").keys([
        ("until", JSONSchema.number(.positive).orQuantity.described("the last time", default: .number(10))),
        ("count", .integer(.between(1, 1000)).described("how many times", default: .integer(20))),
        ("spacing", spacing.with("default", .text("log"))),
        ("from", .number(.positive).described("the first time")),
      ]).with("items", JSONSchema.number(.positive).orQuantity.value).with("minItems", .integer(1)))
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
    defineMobilities()
    // A bare 1 is the unit of pure numbers.
    state("the name of a unit", as: .any([.text, .integer(.between(1, 1))]))
    state("the name or the number of a column", as: .any([.text, .integer(.atLeast(1)), .nothing]))
    state(
      "true, false or [a, b]",
      as: .any([.flag, .nothing, .list(of: .any([.number(), .text]), atLeast: 2, atMost: 2)]))
    state("a number or auto", as: .any([.number(), .constant("auto")]))
    defineScore(region)
    defineStarts()
    let end = JSONSchema.any([.number(), .text])
    state(
      "a mapping from coordinates to {periodic: [a, b]} or {reflecting: [a, b]}",
      as: .mapping(
        [],
        others: JSONSchema.mapping([
          ("periodic", .list(of: end, atLeast: 2, atMost: 2).described("the two ends that are the same point")),
          (
            "reflecting", .list(of: end, atLeast: 2, atMost: 2).described("the two walls; -.inf or .inf for none")
          ),
        ]).with("maxProperties", .integer(1))),
      requiring: JSONSchema([("additionalProperties", JSONSchema([("minProperties", .integer(1))]).value)]))
  }

  /// How fast walkers diffuse: everywhere the same, by a formula, or by a table.
  private mutating func defineMobilities() {
    let column = JSONSchema.any([.text, .integer(.atLeast(1))])
    let varying = JSONSchema.mapping([
      ("expression", .text.described("a formula of the coordinates")),
      ("parameters", .mapping([], others: .number()).described("the numbers that the formula names")),
      ("file", .text.described("a table with a column of places")),
      ("coordinate", column.described("the column of places, by name or by number", default: .text("1"))),
      ("diffusion", column.described("the column of values, by name or by number", default: .text("2"))),
      ("checksum", .text.described("of the file's bytes; a run with another file is refused")),
      ("mobility", column.described("the same of a table of mobilities", default: .text("2"))),
    ])
    state(
      "a positive number, {expression: …} or {file: …, coordinate: …, diffusion: …}",
      as: .any([.number(.positive), .quantity, varying, .nothing]))
  }

  /// `{loss: test}`: a quantity and where it is observed.
  private static var observable: JSONSchema {
    JSONSchema.mapping([], others: .text).with("maxProperties", .integer(1))
  }

  /// Where walkers start, and what is recorded of them.
  private mutating func defineStarts() {
    state(
      "a list of observables, such as [{loss: test}, {norm: all}]", as: .any([.list(of: Self.observable), .nothing]))
    state("an observable such as {loss: test}", as: .any([Self.observable, .nothing]))
    // The keys of a training beside those of its own.
    let training = JSONSchema.types("object")
    state(
      "gibbs, minimum, arrival, initial, {weights: FILE} or {trained: {…}}",
      as: .any([
        .word(among: ["gibbs", "minimum", "arrival", "initial"]), .nothing,
        Self.weights,
        .mapping([("trained", training.described("where a training ends, by its keys"))]),
      ]))
    state(
      "a well, {point: […]}, initial, {weights: FILE} or {trained: {…}}",
      as: .any([
        .text, Self.weights,
        .mapping([("point", .list(of: .number()).described("the coordinates"))]),
        .mapping([("trained", training.described("where a training ends, by its keys"))]),
      ]))
    state(
      "names with initial or {weights: FILE} each",
      as: .mapping([], others: .any([.constant("initial"), Self.weights])))
    state(
      "a safetensors file, or {file, names}",
      as: .any([.text, .nothing, .mapping([("file", .text)] + Self.namings)]))
  }

  /// A file of weights: `{weights: FILE, names: nanda}`.
  private static var weights: JSONSchema {
    .mapping([("weights", JSONSchema.text.described("a safetensors file with the tensors of the network"))] + namings)
  }

  /// By whose names the tensors of a file lie, and how.
  private static var namings: [(String, JSONSchema)] {
    WeightNaming.parameters.map { parameter in
      let shape: JSONSchema =
        switch parameter.shape {
        case .special where parameter.defaultValue == .null: .flag
        case .special: .any([.text, .types("object")])
        default: .word(among: ["refused", "first"])
        }
      return (parameter.name, shape.described(parameter.summary))
    }
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
      ("observable", Self.observable.described("what the potential tells of a position, such as {loss: test}")),
    ]
    define(
      "score", for: "{coordinate: 0}, {distance: target}, {expression: …}, {observable: {loss: test}} or committor",
      as: .any([.constant("committor"), .mapping(scores)]),
      requiring: .any(
        [.types("string", "null")] + ["coordinate", "distance", "expression", "observable"].map { .requiring($0) }))
  }

  /// The landscapes.
  mutating func definePotentials(of laboratory: Laboratory) {
    let potentials = ChoiceSchema(laboratory.potentials.map(\.entry), schemas)
    define(
      "potential", for: "a mapping with the kind of potential", as: potentials.nameOrMapping,
      requiring: potentials.requirements)
  }
}
