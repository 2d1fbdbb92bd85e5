// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import LearningExperiments
import Runs
import Scenarios

/// `ravine fit`: the laws of grokking times in a table of runs.
struct FitCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit laws of memorization and grokking times to a table of runs (CSV).",
    discussion: """
      One row a run; columns size (or fraction), seed, memorized, grokked (empty: never), budget, in any order and under
      many names; every other column of numbers is an axis. 'ravine fit --template' prints a table to start from.
      """)

  @Argument(help: "The table: comma-separated values, or separated by semicolons or tabs.") var table: String?
  @Option(help: "Rows of the whole table of examples, where sizes are fractions.") var total: Double?
  @Option(
    help: ArgumentHelp(
      "What columns mean whose names are not recognized: size=n_train,grokked=t_test,axes=alpha,ignore=loss.",
      valueName: "meaning=name"))
  var columns: [String] = []
  @Option(help: ArgumentHelp("The laws to compare, separated by commas. Default: all that apply.", valueName: "names"))
  var laws: [String] = []
  @Option(help: "How often training sets are drawn anew for intervals. Default: 1000.") var bootstrap: Int?
  @Flag(help: "Print a table to start from, and stop.") var template = false
  @OptionGroup var place: OutputOptions
  @OptionGroup var options: RunOptions

  func validate() throws {
    if table == nil, !template { throw ValidationError("Name a table, or ask for one to start from with --template.") }
  }

  func run(in context: ToolContext) throws {
    guard !template, let table else {
      print(GrokkingTableFile.template, terminator: "")
      return
    }
    let request = GrokkingTableFile(
      path: table, total: total, columns: try columns.flatMap(Self.pairs), laws: laws.flatMap(Self.words),
      bootstrap: bootstrap)
    let plan: Plan
    do throws(ScenarioError) { plan = try request.plan(in: context.laboratory, environment: context.environment) } catch
    {
      throw Ending.stop(error.description, Ending.wrongInput)
    }
    let session = try RunSession(
      plan, overrides: [], directory: place.directory(for: plan.name, among: 1), fresh: place.fresh, options: options,
      in: context, command: "ravine fit")
    try session.conclude(session.perform())
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// `size=n_train,grokked=t_test`.
  private static func pairs(_ text: String) throws -> [(meaning: String, name: String)] {
    try words(text).map { word in
      guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
        throw ValidationError(
          "--columns has '\(word)'; a meaning and the name of a column are expected, as in size=n_train.")
      }
      return (String(word[..<sign]), String(word[word.index(after: sign)...]))
    }
  }
}
