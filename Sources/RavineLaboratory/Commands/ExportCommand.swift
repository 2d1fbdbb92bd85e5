// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Reports
import Runs

/// `ravine export`: a run's data and a notebook that draws them.
struct ExportCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export a run: NetCDF, tidy CSV and a Jupyter notebook.")

  @Argument(help: ArgumentHelp("The run's directory.", valueName: "run"), completion: .directory) var path: String
  @Option(
    name: .customLong("to"), help: ArgumentHelp("Where the files go; made if it does not exist.", valueName: "dir"),
    completion: .directory)
  var target: String

  func run(in context: ToolContext) throws {
    // Only looked at: a run may be exported that is under way, or that somebody else owns.
    let run = try StoredRun(path)
    let plan = try run.plan(in: context)
    let directory = run.directory.growing(plan.experiment.growingKeys)
    do {
      let results = try plan.experiment.tasks.indices.map { try directory.result($0) }
      let missing = Set(plan.experiment.wave(after: results)).count { results[$0] == nil }
      if missing > 0 {
        _ = Ending.stop("warning: \(missing) tasks are not finished; the numbers lack them.", Ending.failed)
      }
      let analysis = plan.analyze(results)
      var export = Export(
        title: plan.title, findings: analysis.findings, results: analysis.results, figures: analysis.figures)
      export.question = plan.question
      export.answer = analysis.answer
      export.tables = analysis.files
      let written = try export.write(to: URL(filePath: target))
      for warning in written.warnings { _ = Ending.stop("warning: \(warning)", Ending.failed) }
      print(
        "\(written.files.count) files in \(target); open notebook.ipynb, or run it with execute.sh of notebooks-export")
    } catch {
      throw Ending.stop("\(target): the export cannot be written: \(error.localizedDescription)", Ending.failed)
    }
  }
}
