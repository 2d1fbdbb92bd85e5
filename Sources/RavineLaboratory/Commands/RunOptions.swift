// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser

/// What the commands that perform tasks have in common.
struct RunOptions: ParsableArguments {
  @Option(help: "How many tasks are performed at once; the results do not depend on it. Default: one per processor.")
  var jobs: Int?

  @Flag(help: "Only errors and the result.")
  var quiet = false

  @Flag(help: "Print findings.json to standard output and nothing else there.")
  var json = false

  @Flag(
    help: "Go on with a run that another version, or a processor with other vector instructions, has begun.")
  var mixed = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs); it must be at least 1.") }
  }
}

/// What the commands that read scenario files have in common.
struct ScenarioOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Replaces a value of the scenario, for instance temperature=0.3.", valueName: "path=value"))
  var overrides: [String] = []
}

/// Where results go.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The run's directory. Default: runs/<file name>.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Delete an earlier run's results and begin anew.")
  var fresh = false

  /// The directory of one of several runs.
  func directory(for name: String, among count: Int) -> String {
    guard let output else { return "runs/\(name)" }
    return count == 1 ? output : "\(output)/\(name)"
  }
}
