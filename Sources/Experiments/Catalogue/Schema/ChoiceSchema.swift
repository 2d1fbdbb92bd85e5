// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The schema of what is chosen from a catalogue: its bare name, or a mapping that names it and sets its parameters.
struct ChoiceSchema {
  /// One entry of the catalogue.
  struct Choice {
    var name: String
    var summary: String
    var formula = ""
    var parameters: [Parameter]
  }

  /// What there is to choose from.
  let choices: [Choice]
  /// The key that holds the name.
  let tag: String
  /// What the parameters of the choices are made schemas by.
  let schemas: ParameterSchemas
  /// Keys that every choice takes beside its own.
  var common: [(String, JSONSchema)] = []

  init(_ choices: [Choice], tag: String = "kind", _ schemas: ParameterSchemas) {
    self.choices = choices
    self.tag = tag
    self.schemas = schemas
  }

  init<Product>(_ entries: [CatalogueEntry<Product>], tag: String = "kind", _ schemas: ParameterSchemas) {
    self.init(entries.map(Choice.init), tag: tag, schemas)
  }

  /// The bare name.
  var name: JSONSchema { .word(among: choices.map(\.name), descriptions: choices.map(\.summary)) }

  /// The mapping.
  var mapping: JSONSchema {
    JSONSchema.mapping([(tag, name.described("which one"))], others: .anything)
      .and(
        choices.map { choice in
          let formula = choice.formula.isEmpty ? "" : ": \(choice.formula)"
          let word = JSONSchema.constant(choice.name).described(choice.summary + formula)
          let keys = [(tag, word)] + common + schemas.properties(of: choice.parameters)
          return .when(.saying(tag, choice.name), JSONSchema().keys(keys))
        })
  }

  /// Either of them.
  var nameOrMapping: JSONSchema { .any([name, mapping]) }

  /// What the mapping must have: the name, and what the parameters of that choice have no default for.
  var requirements: JSONSchema {
    JSONSchema.requiring(tag)
      .and(
        choices.compactMap { choice in
          schemas.requirements(of: choice.parameters).map { .when(.saying(tag, choice.name), $0) }
        })
  }
}

extension ChoiceSchema.Choice {
  /// The entry of a catalogue, without what it makes.
  init<Product>(_ entry: CatalogueEntry<Product>) {
    self.init(name: entry.name, summary: entry.summary, formula: entry.formula, parameters: entry.parameters)
  }
}
