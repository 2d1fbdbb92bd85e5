// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Settings

/// One table of a `grokking-fit` scenario, read and checked.
struct GrokkingFitPoint: ExperimentPoint {
  let position: SweepPosition
  /// The file as the scenario names it.
  let path: String
  let contents: TableContents<GrokkingTable>
  let settings: FitSettings

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    self.position = position
    let before = reader.log.problems.count
    let path = reader.read(TableParameters.table).asText ?? ""
    self.path = path
    var options = GrokkingTableOptions()
    if let total = reader.raw("total"), total != .null {
      reader.resolve("total", as: total)
      options.total = total.asNumber
      if !(total.asNumber.map { $0 >= 1 && $0.isFinite } ?? false) {
        reader.report("total is \(total.described); a number of rows is expected.", at: "total")
      }
    }
    options.readColumns(reader)
    settings = FitSettings(reader, seed: position.seed)
    let understand = { (data: Data) throws(TableError) -> GrokkingTable in
      try GrokkingTable(data, name: path, options: options)
    }
    let contents = TableContents(
      reader, at: path, if: reader.log.problems.count == before, understand: understand)
    guard let contents else { return nil }
    self.contents = contents
  }
}
