// SPDX-License-Identifier: GPL-3.0-or-later

/// The JSON schema (draft 2020-12) of a mapping with these entries, for editors that complete and check scenarios.
public func jsonSchema(of parameters: [Parameter]) -> Value {
  let properties = parameters.map { parameter in
    var schema = parameter.shape.jsonSchema
    schema["description"] = .text(parameter.summary)
    schema["default"] = parameter.defaultValue
    return (parameter.name, Value.record(schema))
  }
  let required = parameters.filter { $0.defaultValue == nil }.map { Value.text($0.name) }
  return .record(
    Record([
      ("type", .text("object")), ("properties", .record(Record(properties))), ("required", .list(required)),
      ("additionalProperties", .flag(false)),
    ]))
}

extension Shape {
  fileprivate var jsonSchema: Record {
    switch self {
    case .number(let limits): limits.jsonSchema(type: "number")
    case .integer(let limits): limits.jsonSchema(type: "integer")
    case .flag: Record([("type", .text("boolean"))])
    case .text(let words):
      words.isEmpty ? Record([("type", .text("string"))]) : Record([("enum", .list(words.map { .text($0) }))])
    case .numbers(let count):
      Record(
        [("type", .text("array")), ("items", .record(Record([("type", .text("number"))])))]
          + (count.map { [("minItems", .integer($0)), ("maxItems", .integer($0))] } ?? []))
    case .list(let shape): Record([("type", .text("array")), ("items", .record(shape.jsonSchema))])
    case .record(let parameters): Settings.jsonSchema(of: parameters).asRecord ?? Record()
    case .dictionary(let shape):
      Record([("type", .text("object")), ("additionalProperties", .record(shape.jsonSchema))])
    case .special(let words): Record([("$comment", .text(words))])
    }
  }
}

extension Limits {
  fileprivate func jsonSchema(type: String) -> Record {
    var schema = Record([("type", .text(type))])
    schema[excludesLower ? "exclusiveMinimum" : "minimum"] = lower.map { .number($0) }
    schema[excludesUpper ? "exclusiveMaximum" : "maximum"] = upper.map { .number($0) }
    return schema
  }
}
