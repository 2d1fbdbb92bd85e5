// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Runs
import Scenarios

/// `ravine run`: performs scenarios and writes their reports.
struct RunCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run scenario files; a run that was stopped goes on.")

  @Argument(help: "Scenario files, or directories of them.", completion: .scenarios) var files: [String]
  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var place: OutputOptions
  @OptionGroup var options: RunOptions

  func run(in context: ToolContext) throws {
    let plans = try ScenarioFiles.plans(files, overrides: scenario.overrides, in: context)
    var worst: ExitCode?
    var campaign = try ClaimCampaign(plans, files: files, place: place, options: options)
    for plan in plans {
      do {
        let session = try RunSession(
          plan, overrides: scenario.overrides, directory: place.directory(for: plan.name, among: plans.count),
          fresh: place.fresh, options: options, in: context)
        let outcome = try session.perform()
        try session.show(outcome)
        worst = worst ?? outcome.status
        try campaign?.ended(plan, outcome)
      } catch let status as ExitCode {
        try campaign?.stopped(plan, status)
        guard campaign != nil, status == Ending.wrongInput else { throw status }
        // One run that was refused does not keep the other claims from being judged.
        worst = worst ?? status
      }
    }
    campaign?.show()
    if let worst { throw worst }
  }
}

/// `ravine check`: runs scenarios and judges their expectations.
struct CheckCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Run scenario files, then judge their expectations, one line each.")

  @Argument(help: "Scenario files, or directories of them.", completion: .scenarios) var files: [String]
  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var place: OutputOptions
  @OptionGroup var options: RunOptions

  func run(in context: ToolContext) throws {
    let plans = try ScenarioFiles.plans(files, overrides: scenario.overrides, in: context)
    var worst: ExitCode?
    var met = 0
    var total = 0
    for plan in plans {
      let session = try RunSession(
        plan, overrides: scenario.overrides, directory: place.directory(for: plan.name, among: plans.count),
        fresh: place.fresh, options: options, in: context)
      let outcome = try session.perform()
      total += outcome.verdicts.count
      met += outcome.verdicts.count(where: \.passed)
      if options.json { try session.show(outcome) } else { session.showVerdicts(outcome) }
      worst = worst ?? outcome.status
    }
    if !options.json {
      print("\(met) of \(total) expectations met in \(plans.count) scenario\(plans.count == 1 ? "" : "s")")
    }
    if let worst { throw worst }
  }
}

/// `ravine resume`: goes on where a run stopped.
struct ResumeCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Go on where a run stopped.")

  @Argument(help: ArgumentHelp("The run's directory.", valueName: "run"), completion: .directory) var path: String
  @OptionGroup var options: RunOptions

  func run(in context: ToolContext) throws {
    let session = try RunSession(reopening: path, options: options, in: context)
    try session.conclude(session.perform())
  }
}

/// `ravine report`: analyzes a run again; nothing is simulated.
struct ReportCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Analyze a run again and rewrite its report; nothing is simulated.")

  @Argument(help: ArgumentHelp("The run's directory.", valueName: "run"), completion: .directory) var path: String
  @OptionGroup var options: RunOptions

  func run(in context: ToolContext) throws {
    let session = try RunSession(reopening: path, options: options, in: context)
    try session.conclude(session.analyze())
  }
}

/// `ravine validate`: reads and plans without running.
struct ValidateCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Read scenario files and plan without running: tasks and estimated cost.")

  @Argument(help: "Scenario files, or directories of them.", completion: .scenarios) var files: [String]
  @OptionGroup var scenario: ScenarioOptions

  func run(in context: ToolContext) throws {
    var wrong = 0
    for file in try ScenarioFiles.expand(files) {
      do {
        let plan = try ScenarioFiles.plan(file, overrides: scenario.overrides, in: context)
        print("\(file): \(plan.outline(processors: context.processors))")
      } catch is ExitCode { wrong += 1 }
    }
    if wrong > 0 { throw Ending.wrongInput }
  }
}

/// `ravine new`: a scenario to start from.
struct NewCommand: LaboratoryCommand {
  /// `share/ravine/ravine.schema.json` of the place where the command is installed; `nil` where it is not.
  private static var installedSchema: String? {
    let program = URL(filePath: Bundle.main.executablePath ?? CommandLine.arguments[0]).resolvingSymlinksInPath()
    let schema = program.deletingLastPathComponent().appending(path: "../share/ravine/ravine.schema.json")
      .standardizedFileURL.path
    return FileManager.default.fileExists(atPath: schema) ? schema : nil
  }

  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Print a commented scenario to start from.")

  @Argument(
    help: "The kind of experiment; 'ravine list experiments' shows all.",
    completion: .custom { _, _, _ in Laboratory.standard.kinds.map(\.name) }) var kind: String

  func run(in context: ToolContext) throws {
    guard let found = context.laboratory.kinds.first(where: { $0.name == kind }) else {
      throw Listing.unknown("experiment", kind, among: context.laboratory.kinds.map(\.name), listing: "experiments")
    }
    // By this line editors find the schema that 'make install' puts beside the command.
    if let schema = Self.installedSchema { print("# yaml-language-server: $schema=file://\(schema)") }
    print(found.template, terminator: "")
  }
}
