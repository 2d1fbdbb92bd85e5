// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation
import Reports
import Runs
import Settings

/// `ravine compare`: runs beside each other.
struct CompareCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare runs: differing keys, numbers with the significance of their differences, joined figures.",
    discussion: """
      ravine compare runs/first runs/second
      ravine compare runs/first runs/second runs/third --to runs-compared

      The first run is the one that the others are compared with.
      """)

  @Argument(help: ArgumentHelp("The runs' directories, two or more.", valueName: "run"), completion: .directory)
  var paths: [String]
  @Option(
    name: .customLong("to"),
    help: ArgumentHelp("Write a report with the figures of all runs in one picture there.", valueName: "dir"),
    completion: .directory)
  var target: String?
  @Flag(help: "Print the comparison as JSON, all numbers in it.") var json = false

  /// How many numbers the terminal shows; the report and JSON have all.
  private static let shownLines = 25

  func validate() throws {
    if paths.count < 2 { throw ValidationError("Two runs or more can be compared; one was named.") }
  }

  func run(in context: ToolContext) throws {
    let runs = try paths.map { try StoredRun($0) }
    let names = ScenarioFiles.names(paths)
    let sides = try zip(runs, names).map { run, name in
      RunComparison.Side(
        name: name, scenario: run.directory.scenario, findings: try run.findings(), figures: try run.figures())
    }
    let comparison = RunComparison(sides)
    let kinds = Set(sides.map { $0.scenario.asRecord?["experiment"]?.asText ?? "" })
    let warning = kinds.count > 1 ? "These are different experiments: \(kinds.sorted().joined(separator: ", "))." : nil
    if json {
      print(comparison.json)
    } else {
      show(comparison, warning)
    }
    guard let target else { return }
    do {
      var analysis = Analysis()
      analysis.answer = comparison.summary
      analysis.warnings = warning.map { [$0] } ?? []
      analysis.tables = [comparison.settings, comparison.numbers()].filter { !$0.rows.isEmpty }
      analysis.figures = comparison.figures
      var report = Report(title: names.joined(separator: " and "), analysis: analysis)
      report.question = "In what do these runs differ?"
      report.command = "ravine compare \(paths.joined(separator: " ")) --to \(target)"
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
      for warning in try report.write(to: URL(filePath: target)) {
        _ = Ending.stop("warning: \(warning)", Ending.failed)
      }
      if !json { print("report: \(target)/report.html") }
    } catch {
      throw Ending.stop("\(target): the report cannot be written: \(error.localizedDescription)", Ending.failed)
    }
  }

  private func show(_ comparison: RunComparison, _ warning: String?) {
    if let warning { print("warning: \(warning)") }
    if comparison.settings.rows.isEmpty {
      print("The scenarios are the same.\n")
    } else {
      print(TextTable(comparison.settings, width: Terminal.columns()).text)
    }
    if comparison.lines.isEmpty {
      print("No number is in two of these runs: they differ in quantity, method or place.")
    } else {
      let table = comparison.numbers(limit: Self.shownLines)
      if !table.rows.isEmpty { print(Terminal.plain(TextTable(table, width: Terminal.columns()).text)) }
      print(comparison.summary)
    }
  }
}
