// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
package import Settings

/// Rows of numbers and their classes from a CSV file.
package struct TableClassification: LearningTask, Equatable {
  /// Which column holds the classes.
  package enum LabelColumn: Sendable, Equatable {
    /// The last one.
    case last
    /// Counted from 1.
    case number(Int)
    /// By its name in the header.
    case named(String)
  }

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
      let column = try column(in: table)
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

  private func column(in table: NumberTable) throws -> Int {
    switch label {
    case .last: return table.columns - 1
    case .number(let number):
      guard (1...table.columns).contains(number) else {
        throw Problem("label is column \(number); '\(file)' has \(table.columns) columns.", at: "label")
      }
      return number - 1
    case .named(let name):
      guard let index = table.names.firstIndex(of: name) else {
        let words = choice(name, among: table.names)
        throw Problem(
          table.names.isEmpty
            ? "label is '\(name)', but '\(file)' has no header; give the column's number."
            : "'\(file)' has no column '\(name)'\(words)", at: "label")
      }
      return index
    }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any LearningTask>(
    name: "table", summary: "rows of numbers and their classes from a CSV file",
    formula: "x = all columns but the label's, y = label",
    parameters: [
      .word("file", default: nil, among: [], "a CSV file; cells parted by commas, semicolons or tabs"),
      Parameter(
        "label", .special("a column's name or number"), default: .text("last"),
        "the label's column: its name, its number from 1, or last"),
      .word(
        "header", default: "automatic", among: TableHeader.allCases.map(\.rawValue),
        "whether the first line holds names; automatic: if none of its cells is a number"),
      .integer(
        "classes", default: 0, .between(0, Double(mostClasses)),
        "how many classes there are; 0: one more than the largest label"),
    ],
    example: "task: {kind: table, file: data/iris.csv, label: species}"
  ) { (values) throws(Problem) in
    let label: LabelColumn =
      switch values["label"] {
      case .text("last"): .last
      case .text(let name): .named(name)
      case .integer(let number): .number(number)
      case let other: throw Problem("label is \(other.described); a column's name or number is expected.", at: "label")
      }
    let classes = values.integer("classes")
    return TableClassification(
      file: values.text("file"), label: label, header: TableHeader(rawValue: values.text("header")) ?? .automatic,
      classes: classes > 0 ? classes : nil)
  }
}
