// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A file of delimited values, cut into rows and fields that know where they stand.
///
/// Fields are separated by commas, semicolons or tabs, whichever the first row has most of; they may stand in quotation
/// marks, a doubled one inside standing for itself (RFC 4180). Blank lines and lines that begin with `#` are passed over;
/// lines end in any of the usual ways; a byte-order mark is ignored.
struct DelimitedText {
  /// What stands between two delimiters.
  struct Field {
    /// The text without quotation marks and surrounding blanks.
    var text: String
    /// Where it begins, in bytes.
    var start: Int
  }

  /// What stands on a line.
  struct Row {
    /// Counted from one.
    var line: Int
    /// Where the line begins, in bytes.
    var start: Int
    var fields: [Field]
  }

  /// What separates fields.
  private(set) var delimiter = UInt8(ascii: ",")
  /// The rows, the one with the names first.
  private(set) var rows: [Row] = []
  /// What is wrong with quotation marks.
  private(set) var problems: [TableProblem] = []
  private let bytes: [UInt8]

  /// Cuts a text.
  ///
  /// - Throws: a sentence with its place where the bytes are not a text in UTF-8.
  init(_ data: Data, name: String) throws(TableError) {
    bytes = Array(data)
    try checkEncoding(name)
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while position < bytes.count {
      let start = position
      let first = bytes[position...].first { $0 != Self.space && $0 != Self.tab }
      if first == nil || first == Self.comment || first.map(Self.endsLine) == true {
        skipLine(&position)
        line += 1
        continue
      }
      if rows.isEmpty { delimiter = Self.delimiter(of: bytes[position...]) }
      let begin = line
      let fields = row(&position, &line, start: start)
      rows.append(Row(line: begin, start: start, fields: fields))
    }
  }

  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")
  private static let quote = UInt8(ascii: "\"")
  private static let comment = UInt8(ascii: "#")
  private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// Whether a comma can be the decimal sign.
  var allowsDecimalComma: Bool { delimiter != UInt8(ascii: ",") }

  /// The column of a field in its row, counted in characters from one.
  func column(of field: Field, in row: Row) -> Int { column(field.start, from: row.start) }

  /// Counts characters; the bytes that continue one begin with the bits 10. A byte-order mark is none.
  private func column(_ position: Int, from start: Int) -> Int {
    let begin = start == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : start
    guard position > begin else { return 1 }
    return 1 + bytes[begin..<position].count { $0 & 0xC0 != 0x80 }
  }

  private func checkEncoding(_ name: String) throws(TableError) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw TableError(["\(name):1:1: this is UTF-16; save the table as UTF-8."])
    }
    guard String(validating: bytes, as: UTF8.self) == nil || bytes.contains(0) else { return }
    // The longest beginning that is a text ends before the byte that is none.
    var line = 1
    var start = 0
    for (position, byte) in bytes.enumerated() where Self.endsLine(byte) || position == bytes.count - 1 {
      let piece = bytes[start...position]
      if String(validating: piece, as: UTF8.self) == nil || piece.contains(0) {
        let good = piece.indices.first {
          piece[$0] == 0 || String(validating: piece[start...$0], as: UTF8.self) == nil && !mayGoOn(start, $0)
        }
        let place = good ?? start
        let hex = String(bytes[place], radix: 16, uppercase: true)
        let digits = String(repeating: "0", count: 2 - hex.count) + hex
        throw TableError([
          "\(name):\(line):\(column(place, from: start)): the byte \(digits) is no text in UTF-8; save the table as UTF-8."
        ])
      }
      if byte == 0x0A || (byte == 0x0D && (position + 1 == bytes.count || bytes[position + 1] != 0x0A)) { line += 1 }
      start = position + 1
    }
  }

  /// Whether the bytes up to a position are the beginning of a character that later ones complete.
  private func mayGoOn(_ start: Int, _ position: Int) -> Bool {
    (1...3).contains {
      position + $0 < bytes.count && String(validating: bytes[start...(position + $0)], as: UTF8.self) != nil
    }
  }

  private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == quote { isQuoted.toggle() }
      if isQuoted { continue }
      if endsLine(byte) { break }
      counts[byte, default: 0] += 1
    }
    let candidates = [tab, UInt8(ascii: ";"), UInt8(ascii: ",")]
    let most = candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? candidates[2]
    return counts[most, default: 0] > 0 ? most : candidates[2]
  }

  private func skipLine(_ position: inout Int) {
    while position < bytes.count, !Self.endsLine(bytes[position]) { position += 1 }
    endLine(&position)
  }

  private func endLine(_ position: inout Int) {
    guard position < bytes.count else { return }
    let isReturn = bytes[position] == 0x0D
    position += 1
    if isReturn, position < bytes.count, bytes[position] == 0x0A { position += 1 }
  }

  private mutating func row(_ position: inout Int, _ line: inout Int, start: Int) -> [Field] {
    var fields: [Field] = []
    while true {
      while position < bytes.count, isBlank(bytes[position]) { position += 1 }
      let begin = position
      if position < bytes.count, bytes[position] == Self.quote {
        fields.append(Field(text: quoted(&position, &line, rowStart: start), start: begin))
      } else {
        var end = position
        while position < bytes.count, bytes[position] != delimiter, !Self.endsLine(bytes[position]) {
          position += 1
          if !isBlank(bytes[position - 1]) { end = position }
        }
        fields.append(Field(text: String(decoding: bytes[begin..<end], as: UTF8.self), start: begin))
      }
      guard position < bytes.count, bytes[position] == delimiter else { break }
      position += 1
    }
    endLine(&position)
    line += 1
    return fields
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == Self.space || (byte == Self.tab && delimiter != Self.tab) }

  private mutating func quoted(_ position: inout Int, _ line: inout Int, rowStart: Int) -> String {
    let (begin, beginLine) = (position, line)
    var text: [UInt8] = []
    position += 1
    while position < bytes.count {
      if bytes[position] == Self.quote {
        guard position + 1 < bytes.count, bytes[position + 1] == Self.quote else { break }
        position += 1
      }
      if bytes[position] == 0x0A { line += 1 }
      text.append(bytes[position])
      position += 1
    }
    if position >= bytes.count {
      problems.append(
        TableProblem(
          line: beginLine, column: column(begin, from: rowStart),
          message: "the quotation mark that opens here is never closed."))
    } else {
      position += 1
      let after = position
      while position < bytes.count, bytes[position] != delimiter, !Self.endsLine(bytes[position]) { position += 1 }
      if !bytes[after..<position].allSatisfy(isBlank) {
        problems.append(
          TableProblem(
            line: line, column: column(after, from: rowStart),
            message: "after a closing quotation mark a field ends; a mark inside is doubled."))
      }
    }
    return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespaces)
  }
}
