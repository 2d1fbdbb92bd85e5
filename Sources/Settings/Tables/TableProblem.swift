// SPDX-License-Identifier: GPL-3.0-or-later

/// One thing that is wrong with a table in a text file, and where.
package struct TableProblem: Error, Sendable, Equatable {
  /// The line, counted from one.
  package var line: Int
  /// The character in its line, counted from one.
  package var column: Int
  /// A sentence without the place.
  package var message: String

  /// A problem at a place; `message` is a sentence for the user.
  package init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }
}
