// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Runs
import Settings

/// One table of a `finite-size-fit` scenario, read and checked.
struct FiniteSizeFitPoint: ExperimentPoint {
  let position: SweepPosition
  /// The file as the scenario names it.
  let path: String
  /// The runs; `nil` where the file is gone or has changed since the run began, which only matters if its task is not done.
  let observations: [FiniteSizeObservation]?
  /// Why there are none.
  let absence: String
  let settings: FiniteSizeSettings

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    self.position = position
    let before = reader.log.problems.count
    path = reader.read(TableParameters.table).asText ?? ""
    let given = Self.columns(reader)
    settings = FiniteSizeSettings(reader, seed: position.seed)
    let expected = reader.read(TableParameters.checksum).asText ?? ""
    guard reader.log.problems.count == before else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      // A run that is reported later has its numbers in its own files.
      guard expected.isEmpty else {
        observations = nil
        absence = "\(path) is not there any more"
        return
      }
      reader.report("\(path): \(GrokkingTable.absence(of: path))", at: "table")
      return nil
    }
    let found = GrokkingTable.checksum(of: data)
    guard expected.isEmpty || expected == found else {
      observations = nil
      absence = "\(path) has changed: its checksum is \(found) and not \(expected)"
      return
    }
    reader.resolve("checksum", as: .text(found))
    do throws(TableError) { observations = try FiniteSizeReading.observations(data, name: path, given: given) } catch {
      for line in error.lines { reader.report(line, at: "table") }
      return nil
    }
    absence = ""
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
