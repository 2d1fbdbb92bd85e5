// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Scenarios

/// The scenario files that a command line names.
enum ScenarioFiles {
  /// Files as they are named; a directory stands for the YAML files directly in it, in alphabetical order.
  static func expand(_ arguments: [String]) throws -> [String] {
    try arguments.flatMap { argument -> [String] in
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: argument, isDirectory: &isDirectory), isDirectory.boolValue else {
        return [argument]
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: argument).sorted()
      let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
      guard !files.isEmpty else {
        throw Ending.stop("\(argument): no scenario file (*.yaml) is in it.", Ending.wrongInput)
      }
      return files.map { (argument.hasSuffix("/") ? argument : argument + "/") + $0 }
    }
  }

  /// What the runs of files are called: the file's name without its ending, and before it as many of its folders as tell it from
  /// other files of that name: `eyring-three-hole` and `thermodynamics-three-hole`.
  static func names(_ paths: [String]) -> [String] {
    let parts = paths.map { URL(filePath: $0).standardizedFileURL.deletingPathExtension().pathComponents }
    func name(_ file: [String], _ length: Int) -> String { file.suffix(length).joined(separator: "-") }
    return parts.map { file in
      let others = Set(parts).subtracting([file])
      let length = (1..<file.count).first { length in
        !others.contains { $0.last == file.last && name($0, length) == name(file, length) }
      }
      return name(file, length ?? 1)
    }
  }

  private static func isSameFile(_ one: String, _ other: String) -> Bool {
    URL(filePath: one).standardizedFileURL == URL(filePath: other).standardizedFileURL
  }

  /// Reads and understands files, all before the first is run: a misspelled key in the last one is not found after an hour.
  static func plans(_ arguments: [String], overrides: [String], in context: ToolContext) throws -> [Plan] {
    let paths = try expand(arguments)
    let names = names(paths)
    for (index, name) in names.enumerated() {
      let other = names.indices.first { $0 < index && names[$0] == name && !isSameFile(paths[$0], paths[index]) }
      guard let other else { continue }
      throw Ending.stop(
        "\(paths[index]): its run would be called '\(name)', as that of \(paths[other]); run them one by one, with "
          + "--output.", Ending.wrongInput)
    }
    return try zip(paths, names).map { try plan($0, name: $1, overrides: overrides, in: context) }
  }

  /// Reads and understands a file; all its problems are printed together.
  static func plan(
    _ path: String, name: String? = nil, overrides: [String], in context: ToolContext
  ) throws -> Plan {
    do throws(ScenarioError) {
      var file = try ScenarioFile(contentsOf: path)
      for assignment in overrides { try file.override(assignment) }
      return try Plan(file, name: name, in: context.laboratory, environment: context.environment)
    } catch { throw Ending.stop(error.description, Ending.wrongInput) }
  }
}
