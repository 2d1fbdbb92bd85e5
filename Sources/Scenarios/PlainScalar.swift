// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

extension Value {
  /// What an unquoted word of YAML means: the core schema of YAML 1.2, with `1_000`, `1e-3`, `.5`, `inf` and `nan`.
  ///
  /// Unlike in YAML 1.1, `yes`, `no`, `on`, `off`, `1:30` and dates are text, and `007` is seven.
  init(plainScalar word: String) {
    switch word {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .flag(true)
    case "false", "False", "FALSE": self = .flag(false)
    case ".nan", ".NaN", ".NAN", "nan", "NaN": self = .number(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "inf", "+inf", "Inf", "infinity": self = .number(.infinity)
    case "-.inf", "-.Inf", "-.INF", "-inf", "-Inf", "-infinity": self = .number(-.infinity)
    default: self = Value.wholeNumber(word) ?? Value.realNumber(word) ?? .text(word)
    }
  }

  private static func wholeNumber(_ word: String) -> Value? {
    if word.hasPrefix("0x") { return Int(word.dropFirst(2), radix: 16).map { .integer($0) } }
    if word.hasPrefix("0o") { return Int(word.dropFirst(2), radix: 8).map { .integer($0) } }
    guard isNumeral(word), !word.contains(where: { ".eE".contains($0) }) else { return nil }
    return Int(word.filter { $0 != "_" }).map { .integer($0) }
  }

  private static func realNumber(_ word: String) -> Value? {
    guard isNumeral(word) else { return nil }
    return Double(word.filter { $0 != "_" }).map { .number($0) }
  }

  /// Sign, digits with single underscores between them and at most one point, exponent.
  private static func isNumeral(_ word: String) -> Bool {
    var rest = Substring(word).utf8
    rest.skip("+-")
    let hasWhole = rest.skipDigits()
    let hasFraction = rest.skip(".") && rest.skipDigits()
    guard hasWhole || hasFraction else { return false }
    if rest.skip("eE") {
      rest.skip("+-")
      guard rest.skipDigits() else { return false }
    }
    return rest.isEmpty
  }
}

extension Substring.UTF8View {
  /// Skips one of the given characters, if it comes next.
  @discardableResult fileprivate mutating func skip(_ characters: String) -> Bool {
    guard let next = first, characters.utf8.contains(next) else { return false }
    removeFirst()
    return true
  }

  /// Skips digits, with single underscores between them.
  fileprivate mutating func skipDigits() -> Bool {
    let isDigit: (UInt8?) -> Bool = { $0.map { 48...57 ~= $0 } ?? false }
    guard isDigit(first) else { return false }
    while isDigit(first) || (first == UInt8(ascii: "_") && isDigit(dropFirst().first)) { removeFirst() }
    return true
  }
}
