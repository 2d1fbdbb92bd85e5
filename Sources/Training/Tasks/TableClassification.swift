// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Settings

/// Rows of numbers and their classes from a CSV file.
package struct TableClassification: LearningTask, Equatable {
  /// Which column holds the classes.
  package typealias LabelColumn = TableColumn

  /// The path of the file; a relative one starts at the working directory.
  package let file: String
  /// Which column holds the classes.
  package let label: LabelColumn
  /// Whether the first line holds the columns' names.
  package let header: TableHeader
  /// How many classes there are; one more than the largest label when `nil`.
  package let classes: Int?
  /// The name in a scenario.
  package let name = "table"

  /// The largest number of classes that is accepted: a larger label is rather a measurement in the wrong column.
  package static let mostClasses = 10_000

  /// A table of a file; a relative path starts at the working directory.
  package init(file: String, label: LabelColumn = .last, header: TableHeader = .automatic, classes: Int? = nil) {
    self.file = file
    self.label = label
    self.header = header
    self.classes = classes
  }

  /// `rows of iris.csv`.
  package var summary: String { "rows of \(URL(filePath: file).lastPathComponent)" }

  /// The rows in the order of the file, all columns but the label's.
  ///
  /// - Throws: a problem at `file` or `label` when the file is not what it should be.
  package func examples(seed: UInt64) throws -> Examples {
    do {
      let table = try NumberTable(path: file, header: header)
      guard table.columns > 1 else {
        throw DataFileError("there is only one column; features and a label are expected.", in: file)
      }
      let column = try label.index(in: table, as: "label")
      let labels = try table.labels(inColumn: column, below: classes ?? Self.mostClasses)
      let features = (0..<table.rows).flatMap { row in
        (0..<table.columns).filter { $0 != column }.map { table[row, $0] }
      }
      return Examples(
        inputs: .features(features, width: table.columns - 1),
        targets: .labels(labels, classes: classes ?? Int(labels.max() ?? 0) + 1))
    } catch let error as DataFileError {
      throw error.problem(at: "file")
    }
  }
}
