// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a field of numbers says.
enum TableNumber: Equatable {
  case number(Double)
  /// Nothing, or a word for it: the time never came.
  case never
  /// A text that is neither a number nor a word for never.
  case word

  /// Words that stand for a time that never came.
  private static let nevers: Set<String> = [
    "", "never", "nan", "inf", "+inf", "infinity", "∞", "-", "–", "—", "na", "n/a", "none", "null", "nil",
  ]

  /// Understands the text of a field.
  ///
  /// - Parameter decimalComma: whether a comma can be the decimal sign, because something else separates columns.
  init(_ text: String, decimalComma: Bool) {
    let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
    if isPlain, let number = Double(text) {
      self = .number(number)
      return
    }
    if Self.nevers.contains(text.lowercased()) {
      self = .never
      return
    }
    let allowed = text.unicodeScalars.allSatisfy { "0123456789+-.,eE−".unicodeScalars.contains($0) }
    var plain = text.replacingOccurrences(of: "−", with: "-")
    if decimalComma, !plain.contains("."), plain.count(where: { $0 == "," }) == 1 {
      plain = plain.replacingOccurrences(of: ",", with: ".")
    }
    if allowed, let number = Double(plain), number.isFinite { self = .number(number) } else { self = .word }
  }

  /// The number, if it is one.
  var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// Whether it is one.
  var isNumber: Bool { number != nil }
}
