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

  @Argument(help: ArgumentHelp("The run's directory.", valueName: "run")) var path: String
  @Option(
    name: .customLong("to"), help: ArgumentHelp("Where the files go; made if it does not exist.", valueName: "dir"))
  var target: String
  @OptionGroup var options: RunOptions

  func run(in context: ToolContext) throws {
    let session = try RunSession(reopening: path, options: options, in: context)
    let outcome = try session.analyze()
    var export = Export(
      title: session.plan.title, findings: outcome.analysis.findings, results: outcome.analysis.results,
      figures: outcome.analysis.figures)
    export.question = session.plan.question
    export.answer = outcome.analysis.answer
    export.tables = outcome.analysis.files
    do {
      let written = try export.write(to: URL(filePath: target))
      for warning in written.warnings { _ = Ending.stop("warning: \(warning)", Ending.failed) }
      print(
        "\(written.files.count) files in \(target); open notebook.ipynb, or run it with execute.sh of notebooks-export")
    } catch {
      throw Ending.stop("\(target): the export cannot be written: \(error.localizedDescription)", Ending.failed)
    }
  }
}
