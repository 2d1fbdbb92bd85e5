// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// A line and a column of a file, both counted from one; columns count Unicode scalars.
public struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The line, counted from one.
  public var line: Int
  /// The character in its line, counted from one.
  public var column: Int

  /// The position of a character by line and column.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Positions are ordered as they are read: by line, then by column.
  public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  /// `line:column`, as editors understand it.
  public var description: String { "\(line):\(column)" }
}

/// Where the keys and the values of a document stand.
struct SourcePositions: Sendable {
  var keys: [Path: SourcePosition] = [:]
  var values: [Path: SourcePosition] = [:]

  /// Forgets a value and everything inside it, because something else took its place.
  mutating func forget(_ path: Path) {
    func stays(_ entry: (key: Path, value: SourcePosition)) -> Bool {
      !entry.key.components.starts(with: path.components)
    }
    keys = keys.filter(stays)
    values = values.filter(stays)
  }
}

/// What is wrong with a scenario file, as lines that are ready to be printed.
public struct ScenarioError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One line for each problem: `scenarios/mine.yaml:9:14: time-step is -0.01; it must be positive.`
  public let lines: [String]

  /// The given lines.
  public init(_ lines: [String]) { self.lines = lines }

  /// All lines, one below the other.
  public var description: String { lines.joined(separator: "\n") }
}
