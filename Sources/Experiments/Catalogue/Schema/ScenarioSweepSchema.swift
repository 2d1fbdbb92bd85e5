// SPDX-License-Identifier: GPL-3.0-or-later
import Scenarios
import Settings

/// The schema of the key `sweep`: dotted paths and their values.
struct ScenarioSweepSchema {
  /// Schemas of the parameters that can be swept.
  let schemas: ParameterSchemas

  /// What editors show of the key.
  static let summary =
    "what is varied: dotted paths of this file, each with a list of values or {from, to, count, spacing}"

  /// Values in equal steps or ratios.
  ///
  /// - Parameter needed: the keys that must be there.
  static func range(of number: JSONSchema, needed: [String] = ["from", "to", "count"]) -> JSONSchema {
    let words = ["linear", "log"]
    return JSONSchema.mapping([
      ("from", number.described("the first value")), ("to", number.described("the last value")),
      ("count", .integer(.between(1, Double(Sweep.pointLimit))).described("how many values")),
      (
        "spacing",
        .word(among: words).described("equal differences or equal ratios", default: .text(words[0]))
      ),
    ]).with("required", .list(needed.map { .text($0) }))
  }

  /// A list of different values, or a range.
  static func axis(of value: JSONSchema = .scalar) -> JSONSchema {
    .any([JSONSchema.list(of: value, atLeast: 1).with("uniqueItems", .flag(true)), range(of: .number())])
  }

  /// The key with the paths that begin with some keys.
  ///
  /// - Parameters:
  ///   - header: the keys that every scenario has.
  ///   - parameters: those of the kind of experiment.
  func sweep(header: [String], parameters: [Parameter]) -> JSONSchema {
    let keys = header + parameters.flatMap { [$0.name, $0.formerName].compactMap { $0 } }
    let path = JSONSchema.pattern("^(zip|(\(keys.joined(separator: "|")))(\\.[^.]+)*)$")
    let zip = JSONSchema.flag.described(
      "walk all axes together instead of along a grid", default: .flag(false))
    return JSONSchema.types("object", "null")
      .keys([("zip", zip)] + parameters.flatMap { axes(of: $0) }, others: Self.axis())
      .with("propertyNames", path.value).described(Self.summary)
  }

  /// The paths at or below a parameter that editors propose.
  private func axes(of parameter: Parameter, below path: String = "") -> [(String, JSONSchema)] {
    switch parameter.shape {
    case .number, .integer, .flag, .text: return axis(path, parameter, schemas.schema(of: parameter.shape))
    case .record(let inner): return inner.flatMap { axes(of: $0, below: "\(path)\(parameter.name).") }
    case .special(SchemaDefinitions.temperature): return axis(path, parameter, .number(.positive))
    case .numbers, .list, .dictionary, .special: return []
    }
  }

  private func axis(_ path: String, _ parameter: Parameter, _ value: JSONSchema) -> [(String, JSONSchema)] {
    var bare = Parameter(path + parameter.name, .special(""), default: nil, parameter.summary)
    bare.formerName = parameter.formerName.map { path + $0 }
    return ParameterSchemas(forms: ["": ParameterSchemas.Form(Self.axis(of: value))]).properties(of: [bare])
  }
}
