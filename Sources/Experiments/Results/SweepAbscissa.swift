// SPDX-License-Identifier: GPL-3.0-or-later
package import Runs
import Settings
package import Statistics

/// One axis of a sweep as the abscissa of a figure.
package struct SweepAbscissa<Point: MethodicalPoint>: Sendable {
  /// The axis' dotted path.
  package let axis: String
  private let table: ResultTable<Point>
  /// The words of an axis of words.
  private let words: [String]

  /// The path of the temperature.
  package static var temperature: String { "temperature" }

  /// An axis of a table.
  package init(_ axis: String, of table: ResultTable<Point>) {
    self.axis = axis
    self.table = table
    words = table.rows.compactMap { $0.coordinates[axis]?.asText }.distinct
  }

  /// Whether it is the temperature.
  package var isTemperature: Bool { axis == Self.temperature }

  /// The names of its places; `nil` on an axis of numbers.
  package var categories: [String]? { words.isEmpty ? nil : words }

  /// Where a row stands on it: a number, or the place of a word.
  package func value(_ row: ResultTable<Point>.Row) -> Double? {
    let coordinate = row.coordinates[axis]
    if let number = coordinate?.asNumber { return number }
    return coordinate?.asText.flatMap { words.firstIndex(of: $0) }.map(Double.init)
  }

  /// The numbers on it.
  package var values: [Double] { table.rows.compactMap(value) }

  /// Whether a figure over it shows more than one place.
  package var isLong: Bool { Set(values).count > 1 }

  /// The key itself, without the mapping that it stands in.
  package var lastWord: String { axis.split(separator: ".").last.map(String.init) ?? axis }

  /// What a file is called that has it in its name.
  package var slug: String { axis.replacing(".", with: "-") }

  /// The rows that differ in this axis only, each group with what its other coordinates are called.
  package var groups: [(label: String, rows: [ResultTable<Point>.Row])] {
    table.groups(along: axis).map { ($0.coordinates.sentence, $0.rows.filter { value($0) != nil }) }
      .filter { !$0.1.isEmpty }
  }

  /// One curve through rows; sampled numbers are symbols with 95 % intervals, computed ones a line.
  ///
  /// - Parameters:
  ///   - label: the entry in the key.
  ///   - isDashed: whether a line is dashed, as for laws that hold in a limit.
  ///   - x: where a row stands, by default where the axis says.
  ///   - y: the number of a row.
  package func curve(
    _ label: String, _ rows: [ResultTable<Point>.Row], isDashed: Bool = false,
    x: ((ResultTable<Point>.Row) -> Double?)? = nil, y: (ResultTable<Point>.Row) -> Estimate?
  ) -> Figure.Series {
    let found = rows.compactMap { row in (x ?? value)(row).flatMap { x in y(row).map { (x: x, estimate: $0) } } }
    return Figure.Series(label, found, isPoints: categories != nil, isDashed: isDashed)
  }
}

extension Figure.Series {
  /// Numbers over an abscissa: symbols with 95 % intervals if any has a statistical error, or where there is but one; else a line.
  package init(
    _ label: String, _ points: [(x: Double, estimate: Estimate)], isPoints: Bool = false, isDashed: Bool = false
  ) {
    let isSampled = points.contains { $0.estimate.standardError > 0 }
    let style: Figure.Style = isSampled || points.count == 1 || isPoints ? .points : isDashed ? .dashedLine : .line
    self.init(
      label, style, x: points.map(\.x), y: points.map(\.estimate.value),
      lower: isSampled ? points.map(\.estimate.bounds.lowerBound) : nil,
      upper: isSampled ? points.map(\.estimate.bounds.upperBound) : nil)
  }
}
