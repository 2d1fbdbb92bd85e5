// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// One axis of a sweep as the abscissa of a figure.
struct SweepAbscissa {
  /// The axis' dotted path.
  let axis: String
  private let table: EquilibriumTable
  /// The words of an axis of words.
  private let words: [String]

  init(_ axis: String, of table: EquilibriumTable) {
    self.axis = axis
    self.table = table
    words = table.rows.compactMap { $0.point.position.coordinates[axis]?.asText }.distinct
  }

  var isTemperature: Bool { axis == EquilibriumTable.temperature }

  /// Where a row stands on it.
  func value(_ row: EquilibriumTable.Row) -> Double? {
    let coordinate = row.point.position.coordinates[axis]
    if let number = coordinate?.asNumber { return number }
    return coordinate?.asText.flatMap { words.firstIndex(of: $0) }.map(Double.init)
  }

  /// The numbers on it.
  var values: [Double] { table.rows.compactMap(value) }

  /// Whether a figure over it says anything.
  var isLong: Bool { Set(values).count > 1 }

  /// The axis as it is drawn.
  var figureAxis: Figure.Axis {
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    return Figure.Axis(
      isTemperature ? "temperature θ" : axis == "potential.dimension" ? "dimension d" : lastWord,
      isLogarithmic: words.isEmpty && low > 0 && high > 30 * low && axis != "potential.dimension",
      categories: words.isEmpty ? nil : words)
  }

  /// The key itself, without the mapping that it stands in.
  private var lastWord: String { axis.split(separator: ".").last.map(String.init) ?? axis }

  /// The rows that differ in this axis only, each group with what its other coordinates are called.
  var groups: [(label: String, rows: [EquilibriumTable.Row])] {
    var groups: [(label: String, rows: [EquilibriumTable.Row])] = []
    for row in table.rows where value(row) != nil {
      var others = row.point.position.coordinates
      others[axis] = nil
      if let index = groups.firstIndex(where: { $0.label == others.sentence }) {
        groups[index].rows.append(row)
      } else {
        groups.append((others.sentence, [row]))
      }
    }
    return groups
  }
}
