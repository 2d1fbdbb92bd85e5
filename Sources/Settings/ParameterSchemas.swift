// SPDX-License-Identifier: GPL-3.0-or-later

/// Makes JSON Schemas of declared parameters.
///
/// What must be there is stated apart from what may be there: a scenario can leave a key to its sweep, and only the schema of
/// the whole scenario knows that.
package struct ParameterSchemas: Sendable {
  /// The schema of a value that its owner reads by itself.
  package struct Form: Sendable {
    /// What the value can be.
    package var schema: JSONSchema
    /// The keys that it must have, if any.
    package var requirements: JSONSchema?
    /// Whether null will do, wherever the value stands.
    package var canBeNothing: Bool

    /// A form.
    package init(_ schema: JSONSchema, requirements: JSONSchema? = nil, canBeNothing: Bool = false) {
      self.schema = schema
      self.requirements = requirements
      self.canBeNothing = canBeNothing
    }
  }

  /// The forms by the words of `Shape.special`; where a form is not known, any value will do.
  package var forms: [String: Form]

  /// Schemas that know the given forms.
  package init(forms: [String: Form] = [:]) { self.forms = forms }

  /// The keys of a mapping with these entries, former names included.
  package func properties(of parameters: [Parameter]) -> [(String, JSONSchema)] {
    parameters.flatMap { parameter -> [(String, JSONSchema)] in
      let schema = property(parameter)
      guard let former = parameter.formerName else { return [(parameter.name, schema)] }
      let words = "This key is now called \(parameter.name)."
      // `deprecated` is a word of later drafts and JetBrains' editors, `deprecationMessage` one of Visual Studio Code's.
      let old = schema.described(words).with("deprecated", .flag(true)).with("deprecationMessage", .text(words))
      return [(parameter.name, schema), (former, old)]
    }
  }

  /// A mapping with these entries and no others; the keys that must be there are those of `requirements(of:)`.
  package func mapping(of parameters: [Parameter]) -> JSONSchema { .mapping(properties(of: parameters)) }

  /// What a parameter can be, with its description and its default.
  package func property(_ parameter: Parameter) -> JSONSchema {
    let schema = parameter.dimension == nil ? schema(of: parameter.shape) : schemaOfQuantity(parameter.shape)
    return (isOptional(parameter) ? schema.orNothing : schema)
      .described(parameter.summary, default: parameter.defaultValue.flatMap { $0 == .null ? nil : $0 })
  }

  /// What a number can be, or each of several, where it may have a unit of its own.
  private func schemaOfQuantity(_ shape: SettingShape) -> JSONSchema {
    if case .numbers(let count) = shape {
      return .list(of: JSONSchema.number().orQuantity, atLeast: count, atMost: count)
    }
    return schema(of: shape).orQuantity
  }

  /// Whether null means the default, and the schema of the shape does not know it.
  private func isOptional(_ parameter: Parameter) -> Bool {
    if case .special(let words) = parameter.shape, forms[words]?.canBeNothing == true { return false }
    return parameter.defaultValue == .null || parameter.defaultValue == .record(Record())
  }

  /// What a value of a shape can be.
  package func schema(of shape: SettingShape) -> JSONSchema {
    switch shape {
    case .number(let limits): .number(limits)
    case .integer(let limits): .integer(limits)
    case .flag: .flag
    case .text(let words): words.isEmpty ? .text : .word(among: words)
    case .numbers(let count): .list(of: .number(), atLeast: count, atMost: count)
    case .list(let shape): .list(of: schema(of: shape))
    case .record(let parameters): mapping(of: parameters)
    case .dictionary(let shape): .mapping([], others: schema(of: shape))
    case .special(let words): forms[words]?.schema ?? .anything
    }
  }

  /// What a mapping with these entries must have: every key without a default, here and in the mappings below; `nil` if
  /// it can be empty.
  package func requirements(of parameters: [Parameter]) -> JSONSchema? {
    let needed = parameters.filter { $0.defaultValue == nil }
    let plain = needed.filter { $0.formerName == nil }.map { Value.text($0.name) }
    let renamed = needed.compactMap { parameter in
      parameter.formerName.map { JSONSchema.any([.requiring(parameter.name), .requiring($0)]) }
    }
    let inner = parameters.flatMap { parameter -> [(String, Value)] in
      guard let below = requirements(of: parameter.shape) else { return [] }
      return [parameter.name, parameter.formerName].compactMap { $0 }.map { ($0, below.value) }
    }
    if needed.isEmpty, inner.isEmpty { return nil }
    return JSONSchema().with("required", plain.isEmpty ? nil : .list(plain))
      .with("properties", inner.isEmpty ? nil : .record(Record(inner))).and(renamed)
  }

  /// What must be there in a value of a shape; `nil` if nothing must.
  package func requirements(of shape: SettingShape) -> JSONSchema? {
    switch shape {
    case .list(let shape): requirements(of: shape).map { JSONSchema([("items", $0.value)]) }
    case .record(let parameters): requirements(of: parameters)
    case .dictionary(let shape): requirements(of: shape).map { JSONSchema([("additionalProperties", $0.value)]) }
    case .special(let words): forms[words]?.requirements
    case .number, .integer, .flag, .text, .numbers: nil
    }
  }
}
