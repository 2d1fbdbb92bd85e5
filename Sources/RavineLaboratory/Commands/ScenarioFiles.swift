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

  /// Reads and understands a file; all its problems are printed together.
  static func plan(_ path: String, overrides: [String], in context: ToolContext) throws -> Plan {
    do throws(ScenarioError) {
      var file = try ScenarioFile(contentsOf: path)
      for assignment in overrides { try file.override(assignment) }
      return try Plan(file, in: context.laboratory, environment: context.environment)
    } catch { throw Ending.stop(error.description, Ending.wrongInput) }
  }
}
