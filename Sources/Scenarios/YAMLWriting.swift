// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings
import Yams

extension Value {
  /// Mappings and lists that fit into this many characters are written on one line, as `{ball: {center: [1.0]}}`.
  private static let lineLength = 140
  /// Keys of the scenario whose entries always get lines of their own.
  private static let alwaysOpen: Set<String> = ["sweep", "expect", "claim"]

  /// The value as YAML that `ScenarioFile` reads back as the same value.
  ///
  /// Keys keep their order; numbers have the shortest form that reads back exactly, real numbers always with a point or
  /// an exponent; short mappings and lists stand on one line.
  ///
  /// - Parameter header: lines of comment before the first key, without `#`.
  package func yaml(header: [String] = []) -> String {
    let comment = header.map { "# \($0)\n" }.joined()
    let text = try? serialize(node: node(depth: 0, open: true), indent: 2, width: -1, allowUnicode: true)
    // Every JSON text is YAML, should the other form fail.
    return comment + (text ?? json(openLevels: 1) + "\n")
  }

  private func node(depth: Int, open: Bool) -> Node {
    switch self {
    case .null: return Node("null", Tag(.null))
    case .flag(let flag): return Node(flag ? "true" : "false", Tag(.bool))
    case .integer(let number): return Node(String(number), Tag(.int))
    case .number(let number): return Node(Self.numeral(number), Tag(.float))
    case .text(let text): return Node(text, Tag(.str), text.yamlStyle)
    case .list(let list):
      let isFlow = !open && flowLength <= Self.lineLength || list.isEmpty
      return Node(list.map { $0.node(depth: depth + 1, open: false) }, Tag(.seq), isFlow ? .flow : .block)
    case .record(let record):
      let isFlow = !open && flowLength <= Self.lineLength || record.keys.isEmpty
      let pairs = record.entries.map { key, value in
        (
          Node(key, Tag(.str), key.yamlStyle),
          value.node(depth: depth + 1, open: depth == 0 && Self.alwaysOpen.contains(key))
        )
      }
      return Node(pairs, Tag(.map), isFlow ? .flow : .block)
    }
  }

  private static func numeral(_ number: Double) -> String {
    if number.isNaN { return ".nan" }
    if number.isInfinite { return number > 0 ? ".inf" : "-.inf" }
    return "\(number)"
  }

  /// How many characters the value takes on one line; too many for texts of several lines.
  private var flowLength: Int {
    switch self {
    case .null: 4
    case .flag(let flag): flag ? 4 : 5
    case .integer(let number): String(number).count
    case .number(let number): Self.numeral(number).count
    case .text(let text): text.contains("\n") ? Self.lineLength + 1 : text.count
    case .list(let list): list.reduce(0) { $0 + $1.flowLength + ", ".count }
    case .record(let record): record.entries.reduce(0) { $0 + $1.key.count + $1.value.flowLength + ": , ".count }
    }
  }
}

extension String {
  /// Plain where the word reads back as itself; quoted where it would read as a number, a flag or nothing.
  fileprivate var yamlStyle: Node.Scalar.Style {
    if contains("\n") { return .doubleQuoted }
    return Value(plainScalar: self) == .text(self) && self != "<<" ? .any : .singleQuoted
  }
}
