// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Runs

/// `ravine perform`: some tasks of a run and nothing else, beside other processes and hosts that perform others.
struct PerformCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "perform",
    abstract: "Perform tasks of a run and nothing else; any number of processes and hosts may do so at once.",
    discussion: """
      ravine perform mine.yaml --prepare            makes runs/mine, with nothing done
      ravine perform runs/mine --task 17
      ravine perform runs/mine --task 0-99,200 --jobs 4
      ravine perform runs/mine                      whatever is open and nobody performs
      ravine merge runs/mine                        analyzes and writes the report

      All processes share the run's directory; a task that one of them performs is left alone by the others.
      Exit status: 0 the tasks are done or being done elsewhere; 1 one failed; 130 interrupted, its state saved.
      """)

  @Argument(
    help: ArgumentHelp("A run's directory; with --prepare a scenario file.", valueName: "run"), completion: .directory)
  var path: String
  @Option(
    name: .customLong("task"), help: ArgumentHelp("Which tasks. Default: all that are open.", valueName: "17, 3-9, 1,5")
  )
  var selection: TaskSelection?
  @Flag(help: "Only make the run's directory of a scenario file.") var prepare = false
  @Option(help: ArgumentHelp("The directory that --prepare makes. Default: runs/<file name>.", valueName: "dir"))
  var output: String?
  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var options: RunOptions

  func validate() throws {
    if prepare, selection != nil {
      throw ValidationError("--prepare performs nothing; give --task to the next command.")
    }
    if !prepare, output != nil || !scenario.overrides.isEmpty {
      throw ValidationError("--output and --set belong to --prepare; the scenario of a run is fixed.")
    }
  }

  func run(in context: ToolContext) throws {
    guard !prepare else {
      let directory = try Self.prepare(
        path, overrides: scenario.overrides, output: output, options: options, in: context)
      print(directory)
      return
    }
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue {
      throw Ending.stop(
        "\(path) is a file; 'ravine perform \(path) --prepare' makes the directory of its run.", Ending.wrongInput)
    }
    let directory: RunDirectory
    let plan = try StoredRun(path).plan(in: context)
    do {
      directory = try RunDirectory.join(at: path, codec: RunSession.codec).growing(plan.experiment.growingKeys)
    } catch { throw RunSession.refusal(error) }
    let session = RunSession(plan, joining: directory, options: options, in: context)
    try session.performBesideOthers(selection?.tasks(of: plan))
  }

  /// Makes the directory of a run in which nothing is done yet; one that exists with the same tasks is left as it is.
  static func prepare(
    _ file: String, overrides: [String], output: String?, options: RunOptions, in context: ToolContext
  ) throws -> String {
    let plan = try ScenarioFiles.plan(file, overrides: overrides, in: context)
    let directory = output ?? "runs/\(plan.name)"
    _ = try RunSession(
      plan, overrides: overrides, directory: directory, fresh: false, options: options, in: context)
    return directory
  }
}

/// `ravine merge`: what follows when tasks were performed by many.
struct MergeCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Analyze a run whose tasks were performed by 'ravine perform', and write its report.")

  @Argument(help: ArgumentHelp("The run's directory.", valueName: "run"), completion: .directory) var path: String
  @OptionGroup var options: RunOptions

  func run(in context: ToolContext) throws {
    let session = try RunSession(reopening: path, options: options, in: context)
    try session.mergeSessions()
    let open = TaskSource(plan: session.plan, directory: session.directory).states().enumerated()
      .filter { $0.element.isLeft || $0.element.stage == .performed }.map(\.offset)
    if !open.isEmpty {
      _ = Ending.stop(
        "not finished: task\(open.count == 1 ? "" : "s") \(TaskSelection.text(open)); 'ravine perform \(path)' performs them.",
        Ending.failed)
    }
    try session.conclude(session.analyze())
  }
}
