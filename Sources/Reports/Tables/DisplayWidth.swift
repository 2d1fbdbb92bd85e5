// SPDX-License-Identifier: GPL-3.0-or-later

/// How many columns a text takes on a terminal: none for combining marks, two for East Asian wide characters and emoji.
func displayWidth(_ text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

private func columns(of character: Character) -> Int {
  guard let scalar = character.unicodeScalars.first else { return 0 }
  if character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) || scalar.properties.isEmojiPresentation {
    return 2
  }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }
}

/// The blocks that Unicode Standard Annex 11 calls wide or full-width.
private let wide: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
  0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
]

/// Text broken at spaces into lines of at most so many columns; a word that is longer is broken itself.
///
/// - Parameters:
///   - text: what to break.
///   - width: columns per line.
///   - limit: how many lines at most; what is left over ends in an ellipsis.
func wrapped(_ text: String, width: Int, lines limit: Int = .max) -> [String] {
  let width = max(width, 2)
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ", omittingEmptySubsequences: false) {
    var rest = String(word)
    if displayWidth(line) + 1 + displayWidth(rest) <= width
      || line.isEmpty && lines.isEmpty && displayWidth(rest) <= width
    {
      line += (line.isEmpty ? "" : " ") + rest
      continue
    }
    if !line.isEmpty { lines.append(line) }
    while displayWidth(rest) > width {
      var head = ""
      for character in rest {
        guard displayWidth(head) + columns(of: character) <= width else { break }
        head.append(character)
      }
      lines.append(head)
      rest.removeFirst(head.count)
    }
    line = rest
  }
  if !line.isEmpty || lines.isEmpty { lines.append(line) }
  guard lines.count > limit else { return lines }
  var last = lines[limit - 1]
  while displayWidth(last) > width - 1 { last.removeLast() }
  return lines[..<(limit - 1)] + [last + "…"]
}
