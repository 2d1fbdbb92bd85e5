// SPDX-License-Identifier: GPL-3.0-or-later

/// Lines the numbers of a column up at their decimal points.
enum ColumnAlignment {
  /// Whether the cells are numbers, bounds and dashes, and at least one is a number.
  static func isNumeric(_ cells: some Sequence<String>) -> Bool {
    var found = false
    for cell in cells where !cell.isEmpty && cell != "—" {
      guard let first = cell.drop(while: { "−-+<>≤≥≈ ".contains($0) }).first, first.isNumber || first == "∞" else {
        return false
      }
      // Words after a number make it text: `3 wells`.
      guard !cell.contains(where: { $0.isLetter && $0 != "e" && $0 != "E" }) else { return false }
      found = true
    }
    return found
  }

  /// The cells with spaces before them, so that all decimal points stand below one another.
  ///
  /// - Parameters:
  ///   - cells: the column without its head.
  ///   - space: what pads; in proportional type a figure space, which is as wide as a digit.
  static func aligned(_ cells: [String], space: Character = " ") -> [String] {
    let fronts = cells.map { cell in
      cell == "—" ? 1 : displayWidth(String(cell.prefix { "−-+<>≤≥≈ 0123456789\u{202F}".contains($0) }))
    }
    let widest = zip(cells, fronts).filter { $0.0 != "—" }.map(\.1).max() ?? 0
    return zip(cells, fronts).map { cell, front in
      cell.isEmpty ? cell : String(repeating: space, count: max(0, widest - front)) + cell
    }
  }
}
