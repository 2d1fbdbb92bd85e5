// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Settings

/// One table of a `finite-size-fit` scenario, read and checked.
struct FiniteSizeFitPoint: ExperimentPoint {
  let position: SweepPosition
  /// The file as the scenario names it.
  let path: String
  let contents: TableContents<[FiniteSizeObservation]>
  let settings: FiniteSizeSettings

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    self.position = position
    let before = reader.log.problems.count
    let path = reader.read(TableParameters.table).asText ?? ""
    self.path = path
    let given = Self.columns(reader)
    settings = FiniteSizeSettings(reader, seed: position.seed)
    let understand = { (data: Data) throws(TableError) -> [FiniteSizeObservation] in
      try FiniteSizeReading.observations(data, name: path, given: given)
    }
    let contents = TableContents(
      reader, at: path, if: reader.log.problems.count == before, understand: understand)
    guard let contents else { return nil }
    self.contents = contents
  }

  private static func columns(_ reader: Reader) -> [FiniteSizeColumn: String] {
    guard let value = reader.raw("columns"), value != .null else { return [:] }
    reader.resolve("columns", as: value)
    guard value.asRecord != nil else {
      reader.report("columns is \(value.described); a mapping from meanings to names is expected.", at: "columns")
      return [:]
    }
    let inner = reader.inner("columns")
    var given: [FiniteSizeColumn: String] = [:]
    for column in FiniteSizeColumn.allCases {
      given[column] = inner.optionalText(column.rawValue, "the name of a column")
    }
    inner.finish()
    return given
  }
}
