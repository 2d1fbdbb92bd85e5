// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation

/// Cuts a text of delimited values into rows and fields that know where they stand, one row after the other.
///
/// Fields are separated by commas, semicolons or tabs, whichever the first row has most of; commas between two digits
/// count only where there is nothing else, since they may be decimal signs. Fields may stand in quotation marks, a
/// doubled one inside standing for itself (RFC 4180). Blank lines and lines that begin with `#` are passed over; lines
/// end in `\n`, `\r\n` or `\r`; a byte-order mark is ignored.
package struct DelimitedTextReader: Sequence, IteratorProtocol, Sendable {
  /// What separates fields.
  package private(set) var delimiter: UInt8
  /// What was wrong with quotation marks in the rows so far.
  package private(set) var problems: [TableProblem] = []
  private let bytes: [UInt8]
  private var position: Int
  private var line = 1

  /// A reader at the beginning of a text.
  ///
  /// - Throws: where the bytes are not a text in UTF-8.
  package init(_ bytes: [UInt8]) throws(TableProblem) {
    try TextEncoding.check(bytes)
    self.bytes = bytes
    position = TextEncoding.hasMark(bytes) ? TextEncoding.mark.count : 0
    delimiter = Self.comma
    skipLinesWithoutFields()
    delimiter = Self.delimiter(of: bytes[position...])
  }

  /// The next row; `nil` at the end.
  package mutating func next() -> DelimitedText.Row? {
    skipLinesWithoutFields()
    guard position < bytes.count else { return nil }
    let (start, first) = (position, line)
    let fields = readFields(rowStart: start)
    return DelimitedText.Row(line: first, start: start, fields: fields)
  }

  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")
  private static let comma = UInt8(ascii: ",")
  private static let semicolon = UInt8(ascii: ";")
  private static let quote = UInt8(ascii: "\"")
  private static let comment = UInt8(ascii: "#")
  private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Whether a comma can be the decimal sign, because something else separates fields.
  package var allowsDecimalComma: Bool { delimiter != Self.comma }

  /// The column of a field in its row, counted in characters from one.
  package func column(of field: DelimitedText.Field, in row: DelimitedText.Row) -> Int {
    TextEncoding.column(of: field.start, from: row.start, in: bytes)
  }

  /// The delimiter of the row at the beginning of some bytes.
  private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for (position, byte) in zip(bytes.indices, bytes) {
      if byte == quote { isQuoted.toggle() }
      if isQuoted { continue }
      if endsLine(byte) { break }
      let isBetweenDigits =
        position > bytes.startIndex && position + 1 < bytes.endIndex && isDigit(bytes[position - 1])
        && isDigit(bytes[position + 1])
      if byte == comma, isBetweenDigits { continue }
      counts[byte, default: 0] += 1
    }
    let candidates = [tab, semicolon, comma]
    let most = candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? comma
    return counts[most, default: 0] > 0 ? most : comma
  }

  private mutating func skipLinesWithoutFields() {
    while position < bytes.count {
      let first = bytes[position...].first { $0 != Self.space && $0 != Self.tab }
      guard first == nil || first == Self.comment || first.map(Self.endsLine) == true else { return }
      while position < bytes.count, !Self.endsLine(bytes[position]) { position += 1 }
      endLine()
    }
  }

  private mutating func endLine() {
    line += 1
    guard position < bytes.count else { return }
    let isReturn = bytes[position] == 0x0D
    position += 1
    if isReturn, position < bytes.count, bytes[position] == 0x0A { position += 1 }
  }

  private mutating func readFields(rowStart: Int) -> [DelimitedText.Field] {
    var fields: [DelimitedText.Field] = []
    while true {
      while position < bytes.count, isBlank(bytes[position]) { position += 1 }
      let begin = position
      if position < bytes.count, bytes[position] == Self.quote {
        fields.append(DelimitedText.Field(text: readQuoted(rowStart: rowStart), start: begin))
      } else {
        var end = position
        while position < bytes.count, bytes[position] != delimiter, !Self.endsLine(bytes[position]) {
          position += 1
          if !isBlank(bytes[position - 1]) { end = position }
        }
        fields.append(DelimitedText.Field(text: String(decoding: bytes[begin..<end], as: UTF8.self), start: begin))
      }
      guard position < bytes.count, bytes[position] == delimiter else { break }
      position += 1
    }
    endLine()
    return fields
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == Self.space || (byte == Self.tab && delimiter != Self.tab) }

  private mutating func readQuoted(rowStart: Int) -> String {
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
      report("the quotation mark that opens here is never closed.", line: beginLine, at: begin, rowStart: rowStart)
    } else {
      position += 1
      let after = position
      while position < bytes.count, bytes[position] != delimiter, !Self.endsLine(bytes[position]) { position += 1 }
      if !bytes[after..<position].allSatisfy(isBlank) {
        report(
          "after a closing quotation mark a field ends; a mark inside is doubled.", line: line, at: after,
          rowStart: rowStart)
      }
    }
    return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespaces)
  }

  private mutating func report(_ message: String, line: Int, at place: Int, rowStart: Int) {
    let column = TextEncoding.column(of: place, from: rowStart, in: bytes)
    problems.append(TableProblem(line: line, column: column, message: message))
  }
}
