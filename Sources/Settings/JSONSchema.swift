// SPDX-License-Identifier: GPL-3.0-or-later

/// What a value must be, and what is said of it: a JSON Schema in the vocabulary of draft-07, the one that editors of YAML
/// know best.
///
/// Schemas are put together of smaller ones:
///
///     .mapping([("radius", .number(.positive).described("the radius, a length"))])
package struct JSONSchema: Sendable, Equatable {
  /// The keywords in their order.
  package private(set) var keywords: Record

  /// A schema of the given keywords; without any, every value will do.
  package init(_ keywords: [(String, Value)] = []) { self.keywords = Record(keywords) }

  /// The schema as data, for `Value.json`.
  package var value: Value { .record(keywords) }

  /// Every value will do.
  package static let anything = JSONSchema()
  /// YAML's null, an empty value.
  package static let nothing = JSONSchema([("type", .text("null"))])
  /// true or false.
  package static let flag = JSONSchema([("type", .text("boolean"))])
  /// Any text.
  package static let text = JSONSchema([("type", .text("string"))])
  /// What can stand in a list of sweep values and among coordinates: a number, a word, true or false.
  package static let scalar = types("number", "string", "boolean")

  /// Values of one of some JSON types.
  package static func types(_ names: String...) -> JSONSchema {
    JSONSchema([("type", names.count == 1 ? .text(names[0]) : .list(names.map { .text($0) }))])
  }

  /// A real number.
  package static func number(_ limits: Limits = .any) -> JSONSchema { limits.schema(type: "number") }

  /// A whole number, which may be written as 1e4 or 5.0.
  package static func integer(_ limits: Limits = .any) -> JSONSchema { limits.schema(type: "integer") }

  /// One of some words, each with a description that editors show beside it.
  package static func word(among words: [String], descriptions: [String] = []) -> JSONSchema {
    JSONSchema([("enum", .list(words.map { .text($0) }))])
      .with("enumDescriptions", descriptions.isEmpty ? nil : .list(descriptions.map { .text($0) }))
  }

  /// A list of things of one kind.
  package static func list(of items: JSONSchema, atLeast least: Int? = nil, atMost most: Int? = nil) -> JSONSchema {
    JSONSchema([("type", .text("array")), ("items", items.value)])
      .with("minItems", least.map { .integer($0) }).with("maxItems", most.map { .integer($0) })
  }

  /// A mapping with these keys, none of which must be there; of other keys only what `others` allows.
  package static func mapping(_ properties: [(String, JSONSchema)], others: JSONSchema? = nil) -> JSONSchema {
    JSONSchema([("type", .text("object"))]).keys(properties, others: others)
  }

  /// Keys that a mapping must have.
  package static func requiring(_ keys: String...) -> JSONSchema {
    JSONSchema([("required", .list(keys.map { .text($0) }))])
  }

  /// What the value under a key must be, if the key is there.
  package static func key(_ name: String, _ schema: JSONSchema) -> JSONSchema {
    JSONSchema([("properties", .record(Record([(name, schema.value)])))])
  }

  /// A mapping in which a key says a word, for conditions.
  package static func saying(_ key: String, _ word: String) -> JSONSchema {
    self.key(key, .constant(word)).with("required", .list([.text(key)]))
  }

  /// Exactly this word.
  package static func constant(_ word: String) -> JSONSchema { JSONSchema([("const", .text(word))]) }

  /// Text that matches a regular expression; anything that is no text.
  package static func pattern(_ expression: String) -> JSONSchema { JSONSchema([("pattern", .text(expression))]) }

  /// A number with a unit of its own, such as `300 K`.
  package static let quantity = text.and([.pattern("^[-+]?[0-9.]+([eE][-+]?[0-9]+)? ?(1/)?[^0-9 ].*$")])

  /// The same, or a number with a unit of its own.
  package var orQuantity: JSONSchema { .any([self, .quantity]) }

  /// A schema that stands under `definitions`.
  package static func reference(_ name: String) -> JSONSchema {
    JSONSchema([("$ref", .text("#/definitions/\(name)"))])
  }

  /// What meets one of several schemas at least.
  package static func any(_ schemas: [JSONSchema]) -> JSONSchema {
    JSONSchema([("anyOf", .list(schemas.map(\.value)))])
  }

  /// What meets exactly one of several schemas.
  package static func one(_ schemas: [JSONSchema]) -> JSONSchema {
    JSONSchema([("oneOf", .list(schemas.map(\.value)))])
  }

  /// What does not meet a schema.
  package static func not(_ schema: JSONSchema) -> JSONSchema { JSONSchema([("not", schema.value)]) }

  /// What must hold of values that meet a condition.
  package static func when(_ condition: JSONSchema, _ consequence: JSONSchema) -> JSONSchema {
    JSONSchema([("if", condition.value), ("then", consequence.value)])
  }
}

extension JSONSchema {
  /// With a keyword more, or another value of it; `nil` leaves the schema as it is.
  package func with(_ keyword: String, _ value: Value?) -> JSONSchema {
    var result = self
    if let value { result.keywords[keyword] = value }
    return result
  }

  /// Without a keyword.
  package func without(_ keyword: String) -> JSONSchema {
    var result = self
    result.keywords[keyword] = nil
    return result
  }

  /// With the keywords of another schema, which count more.
  package func adding(_ other: JSONSchema) -> JSONSchema {
    other.keywords.entries.reduce(self) { $0.with($1.key, $1.value) }
  }

  /// With the keys of a mapping: further values than mappings are not concerned.
  package func keys(_ properties: [(String, JSONSchema)], others: JSONSchema? = nil) -> JSONSchema {
    with("properties", .record(Record(properties.map { ($0.0, $0.1.value) })))
      .with("additionalProperties", others?.value ?? .flag(false))
  }

  /// With further schemas that must be met too.
  package func and(_ others: [JSONSchema]) -> JSONSchema {
    if others.isEmpty { return self }
    return with("allOf", .list((keywords["allOf"]?.asList ?? []) + others.map(\.value)))
  }

  /// With what an editor shows of the value.
  package func described(_ words: String, default value: Value? = nil) -> JSONSchema {
    // Beside a reference draft-07 overlooks every other keyword.
    let base = keywords["$ref"] == nil ? self : JSONSchema().and([self])
    return base.with("description", .text(words)).with("default", value)
  }

  /// Whether null is among the types.
  package var canBeNothing: Bool { keywords["type"]?.asList?.contains(.text("null")) ?? false }

  /// The same or null.
  package var orNothing: JSONSchema {
    if keywords.keys.isEmpty { return self }
    return switch (keywords["type"], keywords["enum"]) {
    case (.text(let type)?, _): with("type", .list([.text(type), .text("null")]))
    case (.list(let types)?, _): canBeNothing ? self : with("type", .list(types + [.text("null")]))
    case (nil, .list(let words)?): with("enum", .list(words + [.null]))
    default: .any([self, .nothing])
    }
  }
}

extension Limits {
  fileprivate func schema(type: String) -> JSONSchema {
    JSONSchema([("type", .text(type))])
      .with(excludesLower ? "exclusiveMinimum" : "minimum", lower.map { .number($0) })
      .with(excludesUpper ? "exclusiveMaximum" : "maximum", upper.map { .number($0) })
  }
}
