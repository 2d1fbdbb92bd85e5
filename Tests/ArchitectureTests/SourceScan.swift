// SPDX-License-Identifier: GPL-3.0-or-later

/// Takes comments and texts in quotes out of Swift code; what texts interpolate stays.
struct SourceScan {
  /// The code without comments and texts.
  private(set) var code: [UInt8] = []
  private(set) var literals: [SwiftSource.Literal] = []
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  private static let quote = UInt8(ascii: "\"")
  private static let contextLength = 80

  /// Reads the whole file.
  mutating func run() { readCode(untilParenthesis: false) }

  private func has(_ text: StaticString, at place: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= bytes.count else { return false }
    for index in 0..<count where bytes[place + index] != text.utf8Start[index] { return false }
    return true
  }

  /// Reads code: to the end of the file, or to the parenthesis that closes an interpolation.
  private mutating func readCode(untilParenthesis isInner: Bool) {
    var depth = 0
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "/") where has("//", at: position):
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      case UInt8(ascii: "/") where has("/*", at: position): skipBlockComment()
      case UInt8(ascii: "#") where has("#\"", at: position) || has("##\"", at: position): readText()
      case Self.quote: readText()
      default:
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") {
          if isInner, depth == 0 { return }
          depth -= 1
        }
        code.append(byte)
        position += 1
      }
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if has("/*", at: position) {
        depth += 1
        position += 2
      } else if has("*/", at: position) {
        depth -= 1
        position += 2
      } else {
        position += 1
      }
    } while depth > 0 && position < bytes.count
  }

  /// Reads a text in quotes, with number signs around it or not, on one line or on several.
  private mutating func readText() {
    let context = String(decoding: code.suffix(Self.contextLength), as: UTF8.self)
    var signs = 0
    while bytes[position] == UInt8(ascii: "#") {
      signs += 1
      position += 1
    }
    let isBlock = has("\"\"\"", at: position)
    let quotes = isBlock ? 3 : 1
    position += quotes
    var text: [UInt8] = []
    while position < bytes.count, !ends(quotes: quotes, signs: signs) {
      if bytes[position] == UInt8(ascii: "\\"), follows(signs: signs) {
        position += 1 + signs
        if bytes[position] == UInt8(ascii: "(") {
          position += 1
          code.append(UInt8(ascii: " "))
          readCode(untilParenthesis: true)
          code.append(UInt8(ascii: " "))
        }
        text.append(UInt8(ascii: "\\"))
      } else {
        text.append(bytes[position])
      }
      position += 1
    }
    position += quotes + signs
    code.append(UInt8(ascii: " "))
    literals.append(
      SwiftSource.Literal(text: String(decoding: text, as: UTF8.self), context: context, isBlock: isBlock))
  }

  private func ends(quotes: Int, signs: Int) -> Bool {
    guard position + quotes + signs <= bytes.count else { return true }
    for index in 0..<quotes where bytes[position + index] != Self.quote { return false }
    for index in 0..<signs where bytes[position + quotes + index] != UInt8(ascii: "#") { return false }
    return true
  }

  private func follows(signs: Int) -> Bool {
    for index in 0..<signs where bytes[position + 1 + index] != UInt8(ascii: "#") { return false }
    return true
  }
}
