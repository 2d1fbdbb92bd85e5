// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Which column of a table is meant.
package enum TableColumn: Sendable, Equatable {
  /// The last one.
  case last
  /// Counted from 1.
  case number(Int)
  /// By its name in the header.
  case named(String)

  /// What a scenario says: a name or a number from 1.
  ///
  /// - Throws: a problem at `path` for anything else.
  package init(_ value: Value, as key: String, at path: SettingPath) throws(Problem) {
    switch value {
    case .text(let name): self = .named(name)
    case .integer(let number): self = .number(number)
    default: throw Problem("\(key) is \(value.described); a column's name or number is expected.", at: path)
    }
  }

  /// The column's place in a table, counted from 0.
  ///
  /// - Throws: a problem at `path`, by default at `key`, when there is no such column.
  func index(in table: NumberTable, as key: String, at path: SettingPath? = nil) throws(Problem) -> Int {
    let path = path ?? SettingPath([key])
    switch self {
    case .last: return table.columns - 1
    case .number(let number):
      guard (1...table.columns).contains(number) else {
        throw Problem("\(key) is column \(number); '\(table.path)' has \(table.columns) columns.", at: path)
      }
      return number - 1
    case .named(let name):
      guard let index = table.names.firstIndex(of: name) else {
        throw Problem(
          table.names.isEmpty
            ? "\(key) is '\(name)', but '\(table.path)' has no header; give the column's number."
            : "'\(table.path)' has no column '\(name)'\(choice(name, among: table.names))", at: path)
      }
      return index
    }
  }
}
