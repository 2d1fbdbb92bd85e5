// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// A line and a column of a file, both counted from one; columns count Unicode scalars.
package struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The line, counted from one.
  package var line: Int
  /// The character in its line, counted from one.
  package var column: Int

  /// The position of a character by line and column.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Positions are ordered as they are read: by line, then by column.
  package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  /// `line:column`, as editors understand it.
  package var description: String { "\(line):\(column)" }
}

/// Where the keys and the values of a document stand.
struct SourcePositions: Sendable {
  var keys: [SettingPath: SourcePosition] = [:]
  var values: [SettingPath: SourcePosition] = [:]

  /// Forgets a value and everything inside it, because something else took its place.
  mutating func forget(_ path: SettingPath) {
    func stays(_ entry: (key: SettingPath, value: SourcePosition)) -> Bool {
      !entry.key.components.starts(with: path.components)
    }
    keys = keys.filter(stays)
    values = values.filter(stays)
  }
}

/// What is wrong with a scenario file, as lines that are ready to be printed.
package struct ScenarioError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One line for each problem: `scenarios/mine.yaml:9:14: time-step is -0.01; it must be positive.`
  package let lines: [String]

  /// The given lines.
  package init(_ lines: [String]) { self.lines = lines }

  /// All lines, one below the other.
  package var description: String { lines.joined(separator: "\n") }
}
