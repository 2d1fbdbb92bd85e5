// SPDX-License-Identifier: GPL-3.0-or-later

/// The numbers, names and symbols of a formula's text.
struct FormulaWords {
  enum Token: Equatable {
    case number(Double), name(String), symbol(Character), end
  }

  /// The text.
  let characters: [Character]
  /// Its words with their columns, counted from 1; the last is the end.
  private(set) var tokens: [(token: Token, column: Int)] = []

  init(_ text: String) throws(FormulaError) {
    characters = Array(text)
    var i = 0
    while i < characters.count {
      let start = i
      let character = characters[i]
      if character.isWhitespace {
        i += 1
      } else if character.isASCII, character.isNumber || character == "." {
        i = Self.endOfNumber(characters, from: i)
        let word = String(characters[start..<i])
        guard let value = Double(word), value.isFinite else {
          throw FormulaError(start + 1, "'\(word)' is not a number.")
        }
        tokens.append((.number(value), start + 1))
      } else if character.isLetter || character == "_" {
        while i < characters.count, characters[i].isLetter || characters[i].isNumber || characters[i] == "_" { i += 1 }
        tokens.append((.name(String(characters[start..<i])), start + 1))
      } else if "+-*/^(),".contains(character) {
        i += 1
        tokens.append((.symbol(character), start + 1))
      } else {
        throw FormulaError(start + 1, "the character '\(character)' has no meaning here.")
      }
    }
    tokens.append((.end, characters.count + 1))
  }

  /// Digits with one point and an exponent.
  private static func endOfNumber(_ characters: [Character], from start: Int) -> Int {
    var i = start
    while i < characters.count, characters[i].isASCII, characters[i].isNumber || characters[i] == "." { i += 1 }
    guard i < characters.count, characters[i] == "e" || characters[i] == "E" else { return i }
    var j = i + 1
    if j < characters.count, characters[j] == "+" || characters[j] == "-" { j += 1 }
    guard j < characters.count, characters[j].isASCII, characters[j].isNumber else { return i }
    while j < characters.count, characters[j].isASCII, characters[j].isNumber { j += 1 }
    return j
  }
}
