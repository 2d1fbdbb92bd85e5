// SPDX-License-Identifier: GPL-3.0-or-later

/// Columns that say whether something happened, where a column of times says when.
enum EventFlags {
  private static let words: [String: Bool] = [
    "1": true, "1.0": true, "true": true, "yes": true, "y": true, "0": false, "0.0": false, "false": false, "no": false,
    "n": false,
  ]

  /// What a flag says; `nil` for anything else.
  static func value(_ text: String) -> Bool? { words[text.lowercased()] }

  /// Whether all fields of a column that are not empty are flags.
  static func areAll(_ texts: [String]) -> Bool {
    let filled = texts.filter { !$0.isEmpty }
    return !filled.isEmpty && filled.allSatisfy { value($0) != nil }
  }
}
