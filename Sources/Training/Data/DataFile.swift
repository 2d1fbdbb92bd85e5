// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
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
package enum DataFile {
  /// The bytes of a file, unpacked where gzip packed them; a relative path starts at the working directory.
  ///
  /// - Parameter hint: what to do when there is no such file.
  /// - Throws: when it is missing, a folder, unreadable or empty, or when it is packed and truncated, damaged or too large.
  package static func bytes(at path: String, hint: String? = nil) throws(DataFileError) -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DataFileError(
        "there is no such file; \(hint ?? "relative paths start at the working directory").", in: path)
    }
    guard !isFolder.boolValue else { throw DataFileError("this is a folder; a file is expected.", in: path) }
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    let kind = (try? FileManager.default.attributesOfItem(atPath: target)[.type]) as? FileAttributeType
    // A pipe would keep us waiting, and a device might never end.
    guard kind == .typeRegular else { throw DataFileError("this is no plain file; one is expected.", in: path) }
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) } catch {
      throw DataFileError("the file cannot be read: \(error.localizedDescription)", in: path)
    }
    guard !data.isEmpty else { throw DataFileError("the file is empty.", in: path) }
    return try contents(of: data, at: path)
  }

  /// What the bytes of a file hold: themselves, or what gzip packed into them.
  ///
  /// - Parameters:
  ///   - data: the bytes of the file.
  ///   - path: the file, for messages.
  ///   - limit: the largest contents that are unpacked, in bytes; 2 GiB when `nil`.
  /// - Throws: when they are packed and truncated, damaged or larger than the limit.
  package static func contents(of data: Data, at path: String, limit: Int? = nil) throws(DataFileError) -> Data {
    guard GzipData.begins(data) else { return data }
    return try GzipData.unpacked(data, path: path, limit: limit ?? GzipData.sizeLimit)
  }
}
