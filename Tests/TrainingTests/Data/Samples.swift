// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// A file of a test, removed when the test is done with it.
func withFile<Result>(_ bytes: [UInt8], _ body: (_ path: String) throws -> Result) throws -> Result {
  let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString).data").path
  try Data(bytes).write(to: URL(filePath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// A file of text.
func withFile<Result>(_ text: String, _ body: (_ path: String) throws -> Result) throws -> Result {
  try withFile(Array(text.utf8), body)
}

/// A file in the IDX format, its header given as it should stand there.
func idx(_ dimensions: [Int], _ bytes: [UInt8], type: UInt8 = 8) -> [UInt8] {
  [0, 0, type, UInt8(dimensions.count)]
    + dimensions.flatMap { [UInt8($0 >> 24 & 255), UInt8($0 >> 16 & 255), UInt8($0 >> 8 & 255), UInt8($0 & 255)] }
    + bytes
}

/// A mapping of a scenario.
func mapping(_ entries: (String, Value)...) -> Value { .record(Record(entries)) }
