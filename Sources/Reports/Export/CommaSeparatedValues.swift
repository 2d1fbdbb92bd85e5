// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A table as RFC 4180 writes it, with line feeds as Unix does: what pandas, R and spreadsheets read.
struct CommaSeparatedValues {
  private(set) var text = ""

  /// A table that has its heads and no rows yet.
  init(heads: [String]) { append(heads) }

  /// Adds a row.
  mutating func append(_ cells: [String]) { appendFields(cells.map(Self.field)) }

  /// Adds a row of fields that are quoted where they must be; for tables of millions of rows.
  mutating func appendFields(_ fields: [String]) {
    for index in fields.indices {
      if index > 0 { text.append(",") }
      text.append(fields[index])
    }
    text.append("\n")
  }

  /// A number with all its digits; nothing where there is none, which pandas reads as missing.
  static func cell(_ number: Double?) -> String {
    guard let number, !number.isNaN else { return "" }
    return number.isFinite ? "\(number)" : number < 0 ? "-inf" : "inf"
  }

  /// Text in quotes when it holds a comma, a quote or a line break.
  static func field(_ cell: String) -> String {
    let isPlain = cell.utf8.allSatisfy { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && $0 != 10 && $0 != 13 }
    return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
