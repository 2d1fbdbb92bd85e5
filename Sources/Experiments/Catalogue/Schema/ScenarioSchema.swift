// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The JSON Schema of the scenarios of a laboratory, by which editors complete, explain and check while one types.
///
/// It is written in the vocabulary of draft-07, with one branch a kind of experiment. Whatever Ravine accepts, the schema
/// accepts, but for one thing: a value in the place of a swept key, which counts for nothing, must be a possible one. What
/// the schema cannot know (whether a well has that name, whether a path of the sweep exists) is left to `ravine validate`.
package struct ScenarioSchema: Sendable {
  /// The schema as data.
  package let json: Value

  /// The schema of a laboratory.
  package init(of laboratory: Laboratory) {
    let definitions = SchemaDefinitions(of: laboratory)
    let kinds = laboratory.kinds
    let branches = kinds.map { kind in
      JSONSchema.when(.saying(Key.experiment, kind.name), .reference(Self.name(of: kind)))
    }
    let bodies = kinds.map { (Self.name(of: $0), Self.body(of: $0, in: laboratory, definitions.schemas)) }
    let all = Record((bodies + definitions.entries).map { ($0.0, $0.1.value) })
    json =
      JSONSchema([
        ("$schema", .text("http://json-schema.org/draft-07/schema#")), ("title", .text("A scenario of Ravine")),
        ("type", .text("object")),
        ("properties", .record(Record(Self.header(kinds).map { ($0.0, $0.1.value) }))),
        ("required", .list([.text(Key.experiment)])),
      ]).and(branches).with("definitions", .record(all)).value
  }

  /// The schema as text, a line for each definition.
  package var text: String { json.json(openLevels: 2) + "\n" }

  /// The keys that every scenario has.
  private enum Key {
    static let title = "title"
    static let question = "question"
    static let experiment = "experiment"
    static let seed = "seed"
    static let sweep = "sweep"
    static let claim = "claim"
    static let expect = "expect"
    static let all = [title, question, experiment, seed, sweep, claim, expect]
  }

  private static func name(of kind: ExperimentKind) -> String { "\(kind.name)-scenario" }

  /// The keys of every scenario, as far as they do not depend on the kind.
  private static func header(_ kinds: [ExperimentKind]) -> [(String, JSONSchema)] {
    let words = JSONSchema.word(among: kinds.map(\.name), descriptions: kinds.map(\.summary))
    return [
      (Key.title, .text.described("the heading of the report; the file's name by default")),
      (Key.question, .text.described("what the scenario asks", default: .text(""))),
      (Key.experiment, words.described("the kind of experiment; 'ravine list experiments' shows all")),
      (Key.seed, .integer(.nonNegative).described("seed of all random streams", default: .integer(1))),
      // What may stand in these depends on the kind.
      (Key.sweep, JSONSchema().described(ScenarioSweepSchema.summary)),
      (Key.claim, JSONSchema().described(ExpectationSchema.claimSummary)),
      (Key.expect, JSONSchema().described(ExpectationSchema.expectSummary)),
    ]
  }

  /// All keys of one kind.
  private static func body(
    of kind: ExperimentKind, in laboratory: Laboratory, _ schemas: ParameterSchemas
  ) -> JSONSchema {
    let parameters = kind.parameters(in: laboratory)
    let methods = kind.methods(in: laboratory)
    let expectations = ExpectationSchema(methods: kind.methodNames(in: laboratory))
    let sweep = ScenarioSweepSchema(schemas: schemas)
      .sweep(header: Key.all.filter { $0 != Key.sweep }, parameters: parameters)
    let header: [(String, JSONSchema)] = [
      (Key.title, .anything), (Key.question, .anything),
      (Key.experiment, JSONSchema.constant(kind.name).described(kind.summary)), (Key.seed, .anything),
      (Key.sweep, sweep),
      (Key.claim, expectations.claim), (Key.expect, expectations.expect),
    ]
    let own = schemas.properties(of: parameters).map { name, schema in
      guard name == MethodChoice.key, !methods.isEmpty else { return (name, schema) }
      let word = JSONSchema.word(among: methods.map(\.name), descriptions: methods.map(\.summary))
      let list = JSONSchema.list(of: word, atLeast: 1).with("uniqueItems", .flag(true)).orNothing
      return (name, schema.adding(list))
    }
    return JSONSchema().keys(header + own).and(parameters.compactMap { requirement(of: $0, schemas) })
  }

  /// That a key is there with all that it needs, unless the sweep sets it or something below it.
  private static func requirement(of parameter: Parameter, _ schemas: ParameterSchemas) -> JSONSchema? {
    guard let needed = schemas.requirements(of: [parameter]) else { return nil }
    let names = [parameter.name, parameter.formerName].compactMap { $0 }.joined(separator: "|")
    let path = JSONSchema.not(.pattern("^(\(names))(\\.|$)"))
    return .when(.key(Key.sweep, JSONSchema([("propertyNames", path.value)])), needed)
  }
}
