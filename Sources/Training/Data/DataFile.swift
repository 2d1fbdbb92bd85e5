// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Settings

/// What is wrong with a data file: `data/iris.csv:7: column 3 (width) is 'abc'; a number is expected.`
package struct DataFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The path, as the scenario gives it.
  package var file: String
  /// The line, counted from 1, in files that have lines.
  package var line: Int?
  /// The character in its line, counted from 1, where it is told.
  package var column: Int?
  /// A sentence for the user.
  package var message: String

  /// Something wrong in a file; `message` is a sentence without the place.
  package init(_ message: String, in file: String, line: Int? = nil, column: Int? = nil) {
    self.message = message
    self.file = file
    self.line = line
    self.column = column
  }

  init(_ problem: TableProblem, in file: String) {
    self.init(problem.message, in: file, line: problem.line, column: problem.column)
  }

  /// The sentence after its place.
  package var description: String {
    let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
    return "\(file)\(place): \(message)"
  }

  /// The same as a problem of the scenario, at the key that names the file.
  func problem(at key: SettingPath) -> Problem { Problem(description, at: key) }
}

/// Files of examples, whatever their format.
enum DataFile {
  /// The bytes of a file; a relative path starts at the working directory.
  ///
  /// - Parameter hint: what to do when there is no such file.
  /// - Throws: when it is missing, a folder, unreadable, empty, or compressed by gzip.
  static func bytes(at path: String, hint: String? = nil) throws(DataFileError) -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DataFileError(
        "there is no such file; \(hint ?? "relative paths start at the working directory").", in: path)
    }
    guard !isFolder.boolValue else { throw DataFileError("this is a folder; a file is expected.", in: path) }
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) } catch {
      throw DataFileError("the file cannot be read: \(error.localizedDescription)", in: path)
    }
    guard !data.isEmpty else { throw DataFileError("the file is empty.", in: path) }
    guard !data.starts(with: [0x1f, 0x8b]) else {
      throw DataFileError("the file is compressed; unpack it first: gunzip --keep '\(path)'", in: path)
    }
    return data
  }
}
