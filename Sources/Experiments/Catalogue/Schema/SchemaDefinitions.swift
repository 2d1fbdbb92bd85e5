// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The schemas that a scenario's schema refers to, each stated once, and the words of the parameters that mean them.
struct SchemaDefinitions {
  /// What stands under `definitions`.
  private(set) var entries: [(String, JSONSchema)] = []
  /// Schemas of parameters whose special values are defined here.
  private(set) var schemas = ParameterSchemas()

  /// What is defined for everything that a laboratory's scenarios can name.
  init(of laboratory: Laboratory) {
    defineRegions()
    defineTemperatures()
    defineDynamics(of: laboratory)
    defineWalks()
    defineLearning()
    defineTraining()
    defineTables()
    definePotentials(of: laboratory)
  }

  /// Defines a schema under a name, for parameters whose shape is `.special` with one of the given words.
  mutating func define(
    _ name: String, for words: String..., as schema: JSONSchema, requiring requirements: JSONSchema? = nil
  ) {
    entries.append((name, schema))
    var needed: JSONSchema?
    if let requirements {
      needed = .reference("\(name)-requirements")
      entries.append(("\(name)-requirements", requirements))
    }
    let reference = ParameterSchemas.Form(
      .reference(name), requirements: needed, canBeNothing: schema.canBeNothing)
    for word in words { schemas.forms[word] = reference }
  }

  /// States a schema in the place of each parameter whose shape is `.special` with the given words.
  mutating func state(_ words: String, as schema: JSONSchema, requiring requirements: JSONSchema? = nil) {
    schemas.forms[words] = ParameterSchemas.Form(
      schema, requirements: requirements, canBeNothing: schema.canBeNothing)
  }
}
