// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Settings

/// Rows of numbers from a CSV file, some columns of which are to be predicted from others.
package struct TableRegression: LearningTask, Equatable {
  /// The path of the file; a relative one starts at the working directory.
  package let file: String
  /// The columns that are predicted, in the order of the network's outputs.
  package let targets: [TableColumn]
  /// The columns that are predicted from; all others when empty.
  package let inputs: [TableColumn]
  /// Whether the first line holds the columns' names.
  package let header: TableHeader
  /// The name in a scenario.
  package let name = "table"

  /// A regression; a relative path starts at the working directory.
  package init(file: String, targets: [TableColumn], inputs: [TableColumn] = [], header: TableHeader = .automatic) {
    self.file = file
    self.targets = targets
    self.inputs = inputs
    self.header = header
  }

  /// `rows of data.csv`.
  package var summary: String { "rows of \(URL(filePath: file).lastPathComponent)" }

  /// The rows in the order of the file.
  ///
  /// - Throws: a problem at `file`, `targets` or `inputs` when the file is not what it should be, a column is named twice, or
  ///   none is left to predict from.
  package func examples(seed: UInt64) throws -> Examples {
    let table: NumberTable
    do { table = try NumberTable(path: file, header: header) } catch { throw error.problem(at: "file") }
    let predicted = try columns(targets, "targets", of: table, besides: [])
    let given = try columns(inputs, "inputs", of: table, besides: predicted)
    let features = inputs.isEmpty ? (0..<table.columns).filter { !predicted.contains($0) } : given
    guard !features.isEmpty else {
      throw Problem(
        "all \(table.columns) columns of '\(file)' are targets; none is left to predict them from.", at: "targets")
    }
    func numbers(_ columns: [Int]) -> [Double] {
      (0..<table.rows).flatMap { row in columns.map { table[row, $0] } }
    }
    return Examples(
      inputs: .features(numbers(features), width: features.count),
      targets: .vectors(numbers(predicted), width: predicted.count))
  }

  private func columns(_ wanted: [TableColumn], _ key: String, of table: NumberTable, besides taken: [Int])
    throws(Problem) -> [Int]
  {
    var found: [Int] = []
    for (number, column) in wanted.enumerated() {
      let path = SettingPath([key]).appending(number)
      let index = try column.index(in: table, as: key, at: path)
      guard !taken.contains(index) else {
        throw Problem("\(table.column(index)) is a target already; it cannot be an input too.", at: path)
      }
      guard !found.contains(index) else { throw Problem("\(table.column(index)) is named twice.", at: path) }
      found.append(index)
    }
    return found
  }
}
