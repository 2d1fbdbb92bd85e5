// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
public import Experiments
import Foundation

/// The command line of a laboratory: what `ravine` is for the standard one.
///
///     import RavineLaboratory
///
///     RavineTool.run(in: .standard.adding(potential: CuspWell.entry))
///
/// as the `main.swift` of a package of your own is a program with all commands of `ravine` that knows one more potential.
public enum RavineTool {
  /// Reads the command line, performs the command and ends the process with its exit status.
  ///
  /// - Parameters:
  ///   - laboratory: what scenarios can name.
  ///   - arguments: the words after the program's name; those of the process by default.
  public static func run(in laboratory: Laboratory, arguments: [String]? = nil) {
    // The choice of the matrix library's loops comes first: it starts the program again if need be.
    Engine.prepare()
    StandardOutput.watch()
    let context = ToolContext(laboratory: laboratory)
    do {
      var command = try Ravine.parseAsRoot(arguments)
      if let own = command as? any LaboratoryCommand { try own.run(in: context) } else { try command.run() }
    } catch { Ravine.exit(withError: error) }
  }
}

/// What a command works with: the laboratory, and what it takes from the process.
struct ToolContext: Sendable {
  var laboratory: Laboratory
  /// The environment variables.
  var environment = ProcessInfo.processInfo.environment
  /// How many tasks are performed at once by default.
  var processors = ProcessInfo.processInfo.activeProcessorCount
}

/// A command that works in a laboratory.
protocol LaboratoryCommand: ParsableCommand {
  /// Performs the command.
  func run(in context: ToolContext) throws
}

extension LaboratoryCommand {
  /// Performs the command in the standard laboratory.
  func run() throws { try run(in: ToolContext(laboratory: .standard)) }
}
