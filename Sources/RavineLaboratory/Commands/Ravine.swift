// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Runs

/// The command `ravine`.
struct Ravine: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ravine",
    abstract: "A Langevin laboratory for the thermodynamics of learning.",
    discussion: """
      Describe an experiment in a scenario file and run it:

        ravine new escape-rate > mine.yaml      or   ravine new training > mine.yaml
        ravine run mine.yaml

      Exit status: 0 done; 1 a run failed or an expectation was not met; 2 the scenario or a data file is wrong;
      64 wrong usage; 130 interrupted, with everything finished saved.
      """,
    version: version,
    subcommands: [
      RunCommand.self, CheckCommand.self, ValidateCommand.self, ResumeCommand.self, ReportCommand.self,
      PlotCommand.self, CompareCommand.self, WatchCommand.self, StatusCommand.self, TasksCommand.self,
      PerformCommand.self, MergeCommand.self, SubmitCommand.self, ExportCommand.self, FitCommand.self, RateCommand.self,
      DiffusionCommand.self, ConvertCommand.self, ListCommand.self, DescribeCommand.self, NewCommand.self,
      SchemaCommand.self,
    ])

  /// The version, as in CHANGELOG and CITATION.cff.
  static let version = "0.1.0"
}

/// How a command ends: the exit statuses of the contract.
enum Ending {
  static let failed = ExitCode(1)
  static let wrongInput = ExitCode(2)
  static let interrupted = ExitCode(130)

  /// Prints a sentence to standard error and ends with a status.
  static func stop(_ message: String, _ status: ExitCode) -> ExitCode {
    Terminal.writeError(Terminal.plain(message) + "\n")
    return status
  }
}
