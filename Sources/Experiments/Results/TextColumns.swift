// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Runs
import Settings
import Statistics

extension ResultTable {
  /// A column of a table with one line a point.
  public struct Column: Sendable {
    /// Its head.
    public let heading: String
    /// What stands in it.
    let cell: @Sendable (Row) -> String

    /// A column.
    public init(_ heading: String, cell: @escaping @Sendable (Row) -> String) {
      self.heading = heading
      self.cell = cell
    }

    /// The column with what stands in the same rows of another table.
    package func reading(_ table: ResultTable) -> Column {
      let cell = cell
      return Column(heading) { row in cell(table.rows[row.index]) }
    }

    /// The numbers of one method, with their errors; bounds where there is nothing but a bound. Doubtful ones are marked.
    public static func quantity(_ quantity: String, by method: String, heading: String) -> Column {
      Column(heading) { row in
        guard let found = row.finding(method, quantity) else { return "" }
        return NumberFormat.formatted(
          found.value, standardError: found.standardError, accuracy: found.accuracy, upperBound: found.upperBound)
          + (found.isDoubtful ? Finding.doubtMark : "")
      }
    }
  }

  /// The coordinates of a row as cells, one an axis.
  package func cells(of row: Row) -> [String] { axes.map { Self.cell(row.coordinates[$0]) } }

  /// A coordinate as a cell.
  private static func cell(_ value: Value?) -> String {
    value?.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value?.asText ?? ""
  }

  /// A table with one line a point: the coordinates, then the columns.
  public func table(title: String, columns: [Column]) -> Table {
    Table(
      title: title, columns: axes + columns.map(\.heading),
      rows: rows.map { row in cells(of: row) + columns.map { $0.cell(row) } })
  }

  /// A table with any number of lines a point: the coordinates, then what is given.
  package func table(title: String, columns: [String], lines: (Row) -> [[String]]) -> Table {
    Table(
      title: title, columns: axes + columns,
      rows: rows.flatMap { row in lines(row).map { cells(of: row) + $0 } })
  }
}

extension Table {
  /// Without the columns that have no entry in any line.
  package var withoutEmptyColumns: Table {
    let kept = columns.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    return Table(title: title, columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } })
  }
}

extension Estimate {
  /// A score in standard errors as a cell: `+1.3`, `−0.4`.
  package static func cell(z: Double?) -> String {
    z.map { String(format: "%+.1f", $0).replacing("-", with: "−") } ?? ""
  }
}
