// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Settings
import Training

/// A table in a file that a scenario names, read and held against the checksum of an earlier run.
struct TableContents<Table: Sendable>: Sendable {
  /// The table; `nil` where the file is gone or has changed since the run began, which only matters if its task is not done.
  let table: Table?
  /// Why there is none.
  let absence: String

  /// Reads the file and the key `checksum`; `nil` when problems were reported.
  ///
  /// - Parameters:
  ///   - reader: the scenario at this point.
  ///   - path: the file, plain or packed by gzip.
  ///   - isReadable: whether all other keys could be read, so that the bytes can be understood.
  ///   - understand: makes the table of the bytes.
  init?(
    _ reader: Reader, at path: String, if isReadable: @autoclosure () -> Bool,
    understand: (Data) throws(TableError) -> Table
  ) {
    let expected = reader.read(TableParameters.checksum).asText ?? ""
    guard isReadable() else { return nil }
    guard let data = FileManager.default.contents(atPath: path), !expected.isEmpty || !data.isEmpty else {
      // A run that is reported later has its numbers in its own files.
      if !expected.isEmpty {
        table = nil
        absence = "\(path) is not there any more"
        return
      }
      reader.report("\(path): \(TableFile.absence(of: path))", at: TableParameters.table.name)
      return nil
    }
    // The checksum is that of the contents, whether or not gzip packed them meanwhile.
    let contents: Data
    do { contents = try DataFile.contents(of: data, at: path, limit: TableFile.sizeLimit) } catch {
      reader.report("\(error)", at: TableParameters.table.name)
      return nil
    }
    let found = TableFile.checksum(of: contents)
    guard expected.isEmpty || expected == found else {
      table = nil
      absence = "\(path) has changed: its checksum is \(found) and not \(expected)"
      return
    }
    reader.resolve(TableParameters.checksum.name, as: .text(found))
    do throws(TableError) {
      guard contents.count <= TableFile.sizeLimit else {
        throw TableError(["\(path): the file has more than \(TableFile.sizeLimit) bytes."])
      }
      table = try understand(contents)
    } catch {
      for line in error.lines { reader.report(line, at: TableParameters.table.name) }
      return nil
    }
    absence = ""
  }
}

/// Files of tables, whatever they hold.
enum TableFile {
  /// The longest table that is read, in bytes.
  static let sizeLimit = 200_000_000

  /// Sixteen hexadecimal digits of a file's bytes (FNV-1a): finds a changed table, not a forged one.
  static func checksum(of data: Data) -> String {
    let hash = data.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Why a file cannot be read.
  static func absence(of path: String) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      let url = URL(fileURLWithPath: path)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
      let near = suggestion(for: url.lastPathComponent, among: names.sorted())
      return "there is no such file\(near.isEmpty ? "." : near)"
    }
    return isDirectory.boolValue
      ? "this is a directory; a table of comma-separated values is expected." : "the file cannot be read."
  }
}
