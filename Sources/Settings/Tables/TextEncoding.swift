// SPDX-License-Identifier: GPL-3.0-or-later

/// Whether bytes are a text in UTF-8, and where a byte stands in it.
enum TextEncoding {
  /// The byte-order mark with which some programs begin a text in UTF-8.
  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Whether a text begins with a byte-order mark.
  static func hasMark(_ bytes: [UInt8]) -> Bool { bytes.starts(with: mark) }

  /// The column of a byte in the line that begins at `start`, counted in characters from one; the bytes that continue a
  /// character begin with the bits 10. A byte-order mark is no character.
  static func column(of position: Int, from start: Int, in bytes: [UInt8]) -> Int {
    let begin = start == 0 && hasMark(bytes) ? mark.count : start
    guard position > begin else { return 1 }
    return 1 + bytes[begin..<position].count { $0 & 0xC0 != 0x80 }
  }

  /// Checks a text.
  ///
  /// - Throws: at the first byte that is not part of a text in UTF-8, zero bytes included.
  static func check(_ bytes: [UInt8]) throws(TableProblem) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw TableProblem(line: 1, column: 1, message: "this is UTF-16; save the table as UTF-8.")
    }
    guard String(validating: bytes, as: UTF8.self) == nil || bytes.contains(0) else { return }
    // The longest beginning that is a text ends before the byte that is none.
    var line = 1
    var start = 0
    for (position, byte) in bytes.enumerated() where endsLine(byte) || position == bytes.count - 1 {
      let piece = bytes[start...position]
      if String(validating: piece, as: UTF8.self) == nil || piece.contains(0) {
        let wrong = piece.indices.first {
          piece[$0] == 0
            || String(validating: piece[start...$0], as: UTF8.self) == nil
              && !isCompleted(from: start, to: $0, in: bytes)
        }
        let place = wrong ?? start
        let hex = String(bytes[place], radix: 16, uppercase: true)
        let digits = String(repeating: "0", count: 2 - hex.count) + hex
        throw TableProblem(
          line: line, column: column(of: place, from: start, in: bytes),
          message: "the byte \(digits) is no text in UTF-8; save the table as UTF-8.")
      }
      if byte == 0x0A || (byte == 0x0D && (position + 1 == bytes.count || bytes[position + 1] != 0x0A)) { line += 1 }
      start = position + 1
    }
  }

  private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// Whether the bytes up to a position are the beginning of a character that later ones complete.
  private static func isCompleted(from start: Int, to position: Int, in bytes: [UInt8]) -> Bool {
    (1...3).contains {
      position + $0 < bytes.count && String(validating: bytes[start...(position + $0)], as: UTF8.self) != nil
    }
  }
}
