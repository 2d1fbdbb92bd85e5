// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Runs

/// `ravine submit`: a run as a job array of Slurm.
struct SubmitCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Perform a run on a cluster: a job array of Slurm, and the analysis as a job that follows.",
    discussion: """
      ravine submit mine.yaml --partition short --time 4:00:00 --cpus 4 --setup 'module load gsl'
      ravine submit runs/mine            submits again what is not finished: failed, killed, not asked for before
      ravine submit mine.yaml --dry-run  prints the scripts and submits nothing
      ravine status runs/mine

      The run's directory must be on a file system that all nodes share.
      """)

  @Argument(
    help: ArgumentHelp("A scenario file, or a run's directory.", valueName: "file or run"),
    completion: .file(extensions: ["yaml", "yml"])) var path: String
  @OptionGroup var scenario: ScenarioOptions
  @Option(help: ArgumentHelp("The run's directory, for a file. Default: runs/<file name>.", valueName: "dir"))
  var output: String?
  @Option(help: "The partition.") var partition: String?
  @Option(help: "The account.") var account: String?
  @Option(help: ArgumentHelp("The time limit of an element.", valueName: "h:mm:ss")) var time: String?
  @Option(help: ArgumentHelp("The memory of an element.", valueName: "size")) var memory: String?
  @Option(help: "How many processors an element has.") var cpus = 1
  @Option(help: "How many elements the array has at most.") var arraySize = 100
  @Option(help: "A line for the scripts before the command; may be repeated.") var setup: [String] = []
  @Flag(help: "Print the scripts and submit nothing.") var dryRun = false
  @Flag(help: .hidden) var followUp = false

  func validate() throws {
    guard arraySize >= 1, cpus >= 1 else { throw ValidationError("--array-size and --cpus are at least 1.") }
    for (name, value) in [("partition", partition), ("account", account), ("time", time), ("memory", memory)] {
      // These stand in lines that Slurm reads.
      if let value, value.wholeMatch(of: /[A-Za-z0-9_.,:+\-]+/) == nil {
        throw ValidationError("--\(name) '\(value)' holds a character that no \(name) has.")
      }
    }
  }

  func run(in context: ToolContext) throws {
    var source = try TaskSource(path, overrides: scenario.overrides, in: context)
    var directory = source.directory
    if directory == nil, !dryRun {
      let made = try PerformCommand.prepare(
        path, overrides: scenario.overrides, output: output, options: try RunOptions.parse([]), in: context)
      source = try TaskSource(made, overrides: [], in: context)
      directory = source.directory
    }
    let plan = source.plan
    let run = URL(filePath: directory?.path ?? output ?? "runs/\(plan.name)").standardizedFileURL.path
    if let directory, !dryRun, !followUp, let job = ClusterJob.all(of: directory).first {
      throw Ending.stop(
        "\(path) is in the queue already (\(job.described)); 'scancel \(job.number)' takes it out.", Ending.wrongInput)
    }
    var open = source.states().enumerated().filter { $0.element.isLeft }.map(\.offset)
    if followUp, let directory { open = open.filter { !submitted(in: directory).contains($0) } }
    guard !open.isEmpty else { return print(followUp ? "Nothing follows." : "Nothing is open in \(path).") }
    let costs = plan.experiment.tasks.map(\.cost)
    let array = JobArray(
      open.map { ($0, costs[$0]) }, size: min(arraySize, largestArray), run: run, name: plan.name,
      program: Bundle.main.executablePath ?? CommandLine.arguments[0],
      request: .init(
        partition: partition, account: account, time: time, memory: memory, cpus: cpus, setup: setup))
    let number = directory.map { ClusterJob.numbers(of: $0).count } ?? 0
    let names = ["elements", "array", "merge"].map { "slurm/\($0)-\(number).\($0 == "elements" ? "txt" : "sh")" }
    let script = array.script(listFile: "\(run)/\(names[0])")
    let merge = array.mergeScript(again: again(run))
    guard let directory, !dryRun else {
      print("# \(run)/\(names[0])\n\(array.list)\n# \(run)/\(names[1])\n\(script)\n# \(run)/\(names[2])\n\(merge)")
      return
    }
    do {
      for (name, text) in zip(names, [array.list, script, merge]) { try directory.write(text, to: name) }
      let job = try submit(["\(run)/\(names[1])"])
      try ClusterJob.remember(job, in: directory)
      let follower = try submit(["--dependency=afterany:\(job)", "\(run)/\(names[2])"])
      print(
        "job \(job): \(open.count) tasks in \(array.elements.count) elements; job \(follower) analyzes them\n"
          + "ravine status \(directory.path)")
    } catch let error as RunError { throw RunSession.refusal(error) }
  }

  /// The words that submit what the analysis asks for.
  private func again(_ run: String) -> [String] {
    var words = ["submit", run, "--follow-up", "--array-size", "\(arraySize)", "--cpus", "\(cpus)"]
    for (name, value) in [("partition", partition), ("account", account), ("time", time), ("memory", memory)] {
      if let value { words += ["--\(name)", value] }
    }
    return words + setup.flatMap { ["--setup", $0] }
  }

  /// The tasks of all arrays so far.
  private func submitted(in directory: RunDirectory) -> Set<Int> {
    var tasks: Set<Int> = []
    for number in ClusterJob.numbers(of: directory).indices {
      let text = (try? directory.text(of: "slurm/elements-\(number).txt")).flatMap { $0 } ?? ""
      for line in text.split(whereSeparator: \.isNewline) {
        for range in TaskSelection(argument: String(line))?.ranges ?? [] { tasks.formUnion(range) }
      }
    }
    return tasks
  }

  /// How many elements the cluster takes at most.
  private var largestArray: Int {
    let text = dryRun ? nil : Slurm.ask("scontrol", ["show", "config"])
    let limit = text?.firstMatch(of: /MaxArraySize\s*=\s*(\d+)/).flatMap { Int($0.output.1) }
    return max(1, (limit ?? 1001) - 1)
  }

  private func submit(_ arguments: [String]) throws -> String {
    let result = Slurm.run("sbatch", ["--parsable"] + arguments)
    guard let status = result.status, status != 127 else {
      throw Ending.stop(
        "sbatch was not found: this host submits to no Slurm. 'ravine perform' performs tasks without it.",
        Ending.failed)
    }
    // `17` or `17;cluster`.
    let number = result.output.prefix { $0.isNumber }
    guard status == 0, !number.isEmpty else {
      let said = [result.errors, result.output].filter { !$0.isEmpty }.joined(separator: " ").prefix(400)
      throw Ending.stop("sbatch did not take the job (status \(status)): \(said)", Ending.failed)
    }
    return String(number)
  }
}
