// SPDX-License-Identifier: GPL-3.0-or-later

extension Value {
  /// The value as JSON on one line: keys in their order, numbers in their shortest form, what is not finite as `null`.
  public var json: String {
    switch self {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .number(let number): number.isFinite ? number.shortest : "null"
    case .text(let text): text.jsonQuoted
    case .list(let list): "[" + list.map(\.json).joined(separator: ", ") + "]"
    case .record(let record):
      record.keys.isEmpty
        ? "{}" : "{ " + record.entries.map { "\($0.key.jsonQuoted): \($0.value.json)" }.joined(separator: ", ") + " }"
    }
  }

  /// The value as JSON whose outer levels are spread over lines.
  ///
  /// - Parameter levels: how many levels of mappings and lists get a line for each entry; what is deeper stays on one.
  public func json(openLevels levels: Int, indent: String = "") -> String {
    let inner = indent + "  "
    func lines(_ items: [String], _ left: String, _ right: String) -> String {
      items.isEmpty ? left + right : "\(left)\n\(inner)\(items.joined(separator: ",\n\(inner)"))\n\(indent)\(right)"
    }
    guard levels > 0 else { return json }
    switch self {
    case .list(let list): return lines(list.map { $0.json(openLevels: levels - 1, indent: inner) }, "[", "]")
    case .record(let record):
      let items = record.entries.map {
        "\($0.key.jsonQuoted): \($0.value.json(openLevels: levels - 1, indent: inner))"
      }
      return lines(items, "{", "}")
    default: return json
    }
  }
}

extension String {
  /// The text as a JSON string.
  var jsonQuoted: String {
    var quoted = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
