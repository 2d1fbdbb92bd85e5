// SPDX-License-Identifier: GPL-3.0-or-later

/// The types that a file declares and the names that it uses, read from code without comments and texts.
struct SourceOutline {
  private(set) var declarations: [SwiftSource.Declaration] = []
  private(set) var extended: Set<String> = []
  private(set) var words: Set<String> = []
  private(set) var members: Set<String> = []

  private static let types: Set<String> = ["struct", "class", "enum", "actor", "protocol"]
  private static let modifiers: Set<String> = [
    "public", "package", "internal", "fileprivate", "private", "final", "indirect", "open",
  ]

  /// A brace that is open: the type that it belongs to, if it does.
  private struct Scope {
    var name: String?
    var isPrivate = false
  }

  /// Reads the code of a file.
  init(_ code: [UInt8]) {
    let tokens = Self.tokens(code)
    var scopes: [Scope] = []
    var pending = Scope()
    for (index, token) in tokens.enumerated() {
      switch token {
      case "{":
        scopes.append(pending)
        pending = Scope()
      case "}": _ = scopes.popLast()
      case "extension":
        let name = Self.qualifiedName(tokens, at: index + 1)
        extended.insert(name)
        pending = Scope(name: name)
      case _ where Self.types.contains(token):
        guard index + 1 < tokens.count, Self.isTypeName(tokens[index + 1]) else { continue }
        let outer = scopes.compactMap(\.name).joined(separator: ".")
        let name = (outer.isEmpty ? "" : outer + ".") + tokens[index + 1]
        let isPrivate = scopes.contains(where: \.isPrivate) || Self.isPrivate(tokens, before: index)
        declarations.append(SwiftSource.Declaration(name: name, isPrivate: isPrivate))
        pending = Scope(name: tokens[index + 1], isPrivate: isPrivate)
      case _ where Self.isTypeName(token):
        if index > 1, tokens[index - 1] == "." {
          if Self.isTypeName(tokens[index - 2]) { members.insert("\(tokens[index - 2]).\(token)") }
        } else {
          words.insert(token)
        }
      default: break
      }
    }
  }

  private static func isTypeName(_ token: String) -> Bool { token.first?.isUppercase ?? false }

  private static func isPrivate(_ tokens: [String], before index: Int) -> Bool {
    tokens[..<index].reversed().prefix { modifiers.contains($0) }.contains { $0 == "private" || $0 == "fileprivate" }
  }

  /// `Outer.Inner` where it stands.
  private static func qualifiedName(_ tokens: [String], at start: Int) -> String {
    var index = start
    var name = index < tokens.count ? tokens[index] : ""
    while index + 2 < tokens.count, tokens[index + 1] == ".", isTypeName(tokens[index + 2]) {
      name += "." + tokens[index + 2]
      index += 2
    }
    return name
  }

  /// Names and single signs; blanks and numbers are left out.
  private static func tokens(_ code: [UInt8]) -> [String] {
    var tokens: [String] = []
    var position = 0
    while position < code.count {
      let start = position
      while position < code.count, belongsToName(code[position]) { position += 1 }
      if position > start {
        tokens.append(String(decoding: code[start..<position], as: UTF8.self))
        continue
      }
      if code[position] > 0x20 { tokens.append(String(decoding: [code[position]], as: UTF8.self)) }
      position += 1
    }
    return tokens
  }

  private static func belongsToName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
