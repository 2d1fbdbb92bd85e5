// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The built command `ravine`, run as a user runs it, in a directory of its own.
final class Command {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Where the command runs; removed with the object.
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// The executable beside the test bundle.
  static var executable: URL {
    var place = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    if let bundle = CommandLine.arguments.first(where: { $0.hasSuffix(".xctest") }) {
      place = URL(filePath: bundle).deletingLastPathComponent()
    }
    return place.appending(path: "ravine")
  }

  /// Writes a file into the directory.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: directory.appending(path: name))
    return name
  }

  /// The contents of a file in the directory.
  func read(_ name: String) throws -> String {
    try String(contentsOf: directory.appending(path: name), encoding: .utf8)
  }

  /// Starts the command and returns at once.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> (
    process: Process, output: Pipe, errors: Pipe
  ) {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    return (process, output, errors)
  }

  /// Runs the command to its end.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
    let (process, output, errors) = try start(arguments, environment: environment)
    // Both pipes are read at once, so that a full one cannot block the command.
    nonisolated(unsafe) var errorData = Data()
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) { errorData = errors.fileHandleForReading.readDataToEndOfFile() }
    let outputData = output.fileHandleForReading.readDataToEndOfFile()
    group.wait()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: outputData, as: UTF8.self),
      errors: String(decoding: errorData, as: UTF8.self))
  }
}
