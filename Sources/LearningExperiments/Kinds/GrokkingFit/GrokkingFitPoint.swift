// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Runs
import Settings
import Training

/// One table of a `grokking-fit` scenario, read and checked.
struct GrokkingFitPoint: ExperimentPoint {
  let position: SweepPosition
  /// The file as the scenario names it.
  let path: String
  /// The table; `nil` where the file is gone or has changed since the run began, which only matters if its task is not done.
  let table: GrokkingTable?
  /// Why there is none.
  let absence: String
  let settings: FitSettings

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    self.position = position
    let before = reader.log.problems.count
    path = reader.read(TableParameters.table).asText ?? ""
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
    let expected = reader.read(TableParameters.checksum).asText ?? ""
    guard reader.log.problems.count == before else { return nil }
    guard let data = FileManager.default.contents(atPath: path), !expected.isEmpty || !data.isEmpty else {
      // A run that is reported later has its numbers in its own files.
      if !expected.isEmpty {
        table = nil
        absence = "\(path) is not there any more"
        return
      }
      reader.report("\(path): \(GrokkingTable.absence(of: path))", at: "table")
      return nil
    }
    // The checksum is that of the contents, whether or not gzip packed them meanwhile.
    let contents: Data
    do { contents = try DataFile.contents(of: data, at: path, limit: GrokkingTable.sizeLimit) } catch {
      reader.report("\(error)", at: "table")
      return nil
    }
    let found = GrokkingTable.checksum(of: contents)
    guard expected.isEmpty || expected == found else {
      table = nil
      absence = "\(path) has changed: its checksum is \(found) and not \(expected)"
      return
    }
    reader.resolve("checksum", as: .text(found))
    do throws(TableError) { table = try GrokkingTable(contents, name: path, options: options) } catch {
      for line in error.lines { reader.report(line, at: "table") }
      return nil
    }
    absence = ""
  }
}
