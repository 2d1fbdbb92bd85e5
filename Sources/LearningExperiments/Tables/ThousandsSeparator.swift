// SPDX-License-Identifier: GPL-3.0-or-later

/// The sign that parts the thousands of whole numbers: 37.254, 37,254, 37'254 and 37 254 may all be 37254.
enum ThousandsSeparator {
  /// What a column of counts says of its separator.
  enum Finding: Equatable {
    /// None is used, or what looks like one is a decimal sign.
    case none
    /// All numbers with this sign have it between groups of three digits, and no number of four digits does without.
    case separator(Character)
    /// Some numbers have it between such groups, and others of four digits do without: the first of the former.
    case unclear(row: Int)
  }

  private static let signs: [Character] = [".", ",", "'", "’", " ", "\u{a0}", "\u{202f}", "_"]

  /// What the fields of a column of counts say.
  static func find(in texts: [String]) -> Finding {
    for sign in signs {
      let marked = texts.indices.filter { texts[$0].contains(sign) }
      guard let first = marked.first, marked.allSatisfy({ isGrouped(texts[$0], sign) }) else { continue }
      let isPlain = texts.contains { $0.count > 3 && $0.allSatisfy(\.isASCIIDigit) }
      return isPlain ? .unclear(row: first) : .separator(sign)
    }
    return .none
  }

  /// One to three digits without a zero in front, then groups of three.
  private static func isGrouped(_ text: String, _ sign: Character) -> Bool {
    let groups = text.split(separator: sign, omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count), first.first != "0" else { return false }
    return groups.count > 1 && groups.dropFirst().allSatisfy { $0.count == 3 }
      && groups.allSatisfy { $0.allSatisfy(\.isASCIIDigit) }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
