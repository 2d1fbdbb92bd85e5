// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

@testable import Potentials

/// Files of profiles that tests write, and what they are read as.
enum ProfileFiles {
  /// Writes a file that nobody else has, and tells its path.
  static func write(_ text: String, ending: String = "dat") throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString).\(ending)").path
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  /// Ten points of two wells, whose knots lie apart from the places where the laws of the catalogue look.
  static let coarse: String? = try? write(
    """
    x,f
    -1,26.6918
    -0.804,7.2949
    -0.544,-0.2526
    -0.36,0.321
    -0.118,2.5049
    0.084,2.9566
    0.326,1.3542
    0.568,0.5966
    0.77,5.8987
    1,27.3082
    """, ending: "csv")

  /// Reads a profile as a scenario does.
  static func read(_ text: String, _ settings: (String, Value)...) throws -> (ProfilePotential, ReadingRemarks) {
    let path = try write(text)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let log = ProblemLog()
    let record = Record([("kind", .text("profile")), ("file", .text(path))] + settings)
    let found = ProfilePotential.read(Reader(.record(record), log: log))
    do throws(Problems) { try log.check() } catch {
      // The name of the file differs from run to run.
      let name = URL(filePath: path).lastPathComponent
      throw Problems(
        error.list.map {
          Problem($0.message.replacing(path, with: "f.dat").replacing(name, with: "f.dat"), at: $0.path)
        })
    }
    guard let found else { throw Problems([]) }
    return (found, log.remarks)
  }

  /// Columns of numbers as text.
  static func columns(_ rows: [[Double]]) -> String {
    rows.map { $0.map { "\($0)" }.joined(separator: " ") }.joined(separator: "\n")
  }
}
