// SPDX-License-Identifier: GPL-3.0-or-later

import Settings

/// What is wrong with a table, collected so that all of it is told together.
struct TableProblems {
  private let text: DelimitedText
  private let name: String
  private var problems: [TableProblem] = []
  /// How many problems were found, those beyond the limit included.
  private(set) var count = 0

  /// How many problems are told; more than this are only counted.
  private static let limit = 20

  /// No problem yet.
  ///
  /// - Parameters:
  ///   - text: the table.
  ///   - name: what messages call it.
  init(of text: DelimitedText, name: String) {
    self.text = text
    self.name = name
    for problem in text.problems { report(problem) }
  }

  /// Writes down a problem.
  mutating func report(_ problem: TableProblem) {
    count += 1
    if problems.count < Self.limit { problems.append(problem) }
  }

  /// Writes down a problem with a field of a row.
  mutating func report(_ message: String, _ row: DelimitedText.Row, _ place: Int) {
    let column = row.fields.indices.contains(place) ? text.column(of: row.fields[place], in: row) : 1
    report(TableProblem(line: row.line, column: column, message: message))
  }

  /// Throws the problems, if there are any.
  func check() throws(TableError) {
    guard count > 0 else { return }
    var lines = problems.map { TableError.line($0, name: name) }
    if count > problems.count { lines.append("\(name): and \(count - problems.count) more problems.") }
    throw TableError(lines)
  }
}

/// What is wrong with a table, as lines that are ready to be printed.
struct TableError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One line for each problem: `table.csv:12:3: …`
  let lines: [String]

  /// An error of lines that each begin with the name of the file.
  init(_ lines: [String]) { self.lines = lines }

  /// An error of a single problem.
  init(_ problem: TableProblem, name: String) { lines = [Self.line(problem, name: name)] }

  /// A problem after its place: `table.csv:12:3: …`
  static func line(_ problem: TableProblem, name: String) -> String {
    "\(name):\(problem.line):\(problem.column): \(problem.message)"
  }

  /// The lines, one below the other.
  var description: String { lines.joined(separator: "\n") }
}
