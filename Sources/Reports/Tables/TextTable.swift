// SPDX-License-Identifier: GPL-3.0-or-later
package import Runs

/// A table for the terminal: columns aligned, numbers at their decimal points, never wider than the terminal.
///
/// Columns of words are wrapped first; if the numbers alone are too wide, the table is cut into several below one
/// another, each of which repeats the first columns, as many as tell the rows apart.
package struct TextTable: Sendable {
  private let table: Table
  private let width: Int
  private let gap = 2

  /// Lays out a table for a terminal with so many columns.
  package init(_ table: Table, width: Int = 100) {
    self.table = table
    self.width = max(20, width)
  }

  /// The lines, with a line break at the end of each.
  package var text: String {
    let count = max(table.columns.count, table.rows.map(\.count).max() ?? 0)
    guard count > 0 else { return table.title.isEmpty ? "" : table.title + "\n" }
    let columns = (0..<count).map { index in
      Column(
        head: index < table.columns.count ? table.columns[index] : "",
        cells: table.rows.map { index < $0.count ? $0[index] : "" })
    }
    let title = table.title.isEmpty ? [] : wrapped(table.title, width: width) + [""]
    let blocks = parts(of: columns).map(lines)
    return (title + blocks.joined(separator: [""])).map { $0 + "\n" }.joined()
  }

  /// One column: its head, its cells, whether they are numbers, and how wide it is.
  private struct Column {
    let head: String
    let cells: [String]
    let isNumeric: Bool
    var width: Int

    init(head: String, cells: [String]) {
      self.head = head.map { $0.isNewline ? " " : String($0) }.joined()
      let flat = cells.map { cell in cell.map { $0.isNewline ? " " : String($0) }.joined() }
      isNumeric = ColumnAlignment.isNumeric(flat)
      self.cells = isNumeric ? ColumnAlignment.aligned(flat) : flat
      let body = self.cells.map(displayWidth).max() ?? 0
      // A long head over short numbers is wrapped at its spaces.
      let longestWord = self.head.split(separator: " ").map { displayWidth(String($0)) }.max() ?? 0
      width = isNumeric ? max(body, longestWord, min(displayWidth(self.head), 14)) : max(body, displayWidth(self.head))
    }
  }

  /// The columns in groups that fit, words narrowed as far as they must be.
  private func parts(of columns: [Column]) -> [[Column]] {
    var columns = columns
    func total(_ columns: [Column]) -> Int { columns.map(\.width).reduce(0, +) + gap * (columns.count - 1) }
    while total(columns) > width {
      let narrowable = columns.indices.filter { !columns[$0].isNumeric && columns[$0].width > 12 }
      guard let widest = narrowable.max(by: { columns[$0].width < columns[$1].width }) else { break }
      // One by one, so that two columns of words end alike and not the longer one as the shorter.
      columns[widest].width -= 1
    }
    guard total(columns) > width else { return [columns] }
    var keys = Array(columns.prefix(keys(of: columns)))
    func widestNumber() -> Int { columns.dropFirst(keys.count).filter(\.isNumeric).map(\.width).max() ?? 0 }
    if total(keys) > width / 2 || total(keys) + gap + widestNumber() > width {
      keys = [columns[0]]
      // Numbers are not broken if the first column can make room for them.
      keys[0].width = min(keys[0].width, width / 2, max(6, width - gap - widestNumber()))
    }
    var parts: [[Column]] = []
    var part = keys
    for column in columns.dropFirst(keys.count) {
      var column = column
      column.width = min(column.width, width - total(keys) - gap)
      if part.count > keys.count, total(part + [column]) > width {
        parts.append(part)
        part = keys
      }
      part.append(column)
    }
    return parts + [part]
  }

  /// How many columns, from the first one on, tell the rows apart; one if none do.
  private func keys(of columns: [Column]) -> Int {
    (1..<columns.count).first { count in
      let names = table.rows.indices.map { row in columns[..<count].map { $0.cells[row] } }
      return Set(names).count == names.count
    } ?? 1
  }

  private func lines(_ columns: [Column]) -> [String] {
    var lines = row(columns.map(\.head), columns, isHead: true)
    lines.append(
      columns.map { String(repeating: "─", count: $0.width) }.joined(separator: String(repeating: " ", count: gap)))
    for index in table.rows.indices { lines += row(columns.map { $0.cells[index] }, columns, isHead: false) }
    return lines
  }

  private func row(_ cells: [String], _ columns: [Column], isHead: Bool) -> [String] {
    let broken = zip(cells, columns).map { cell, column in
      displayWidth(cell) <= column.width ? [cell] : wrapped(cell, width: column.width)
    }
    let height = broken.map(\.count).max() ?? 1
    return (0..<height).map { level in
      let line = zip(broken, columns).map { lines, column in
        // Heads stand on the rule below them.
        let index = isHead ? level - (height - lines.count) : level
        let text = lines.indices.contains(index) ? lines[index] : ""
        return text + String(repeating: " ", count: max(0, column.width - displayWidth(text)))
      }
      return String(line.joined(separator: String(repeating: " ", count: gap)).reversed().drop { $0 == " " }.reversed())
    }
  }
}
