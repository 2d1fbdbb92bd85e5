// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import LearningExperiments
import Reports
import Runs
import Scenarios
import Settings
import Training

/// `ravine convert`: files of other programs.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Translate files from and to other programs.",
    subcommands: [ConvertWeightsCommand.self])
}

/// `ravine convert weights`: weights from and to other programs.
struct ConvertWeightsCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights", abstract: "Translate the weights of a network from or to the names of another program.",
    discussion: """
      A file with our names becomes one with theirs, one with theirs becomes ours. The network is that of a scenario, or
      of --task and --model:

        ravine convert weights nanda.safetensors --as nanda --scenario scenarios/mine.yaml --to ours.safetensors
        ravine convert weights runs/mine/weights/replica-0.safetensors --as pytorch --scenario scenarios/mine.yaml \\
          --to theirs.safetensors

      Names: \(WeightNamesCatalogue.list.map(\.name).joined(separator: ", ")), or a YAML or JSON file with a map; see
      docs/weights.md. Without --to the tensors are shown and nothing is written.
      """)

  @Argument(help: "A safetensors file.") var from: String
  @Option(name: .customLong("as"), help: ArgumentHelp("Whose names, or a file with a map.", valueName: "names"))
  var names: String
  @Option(help: ArgumentHelp("The file that is written.", valueName: "file")) var to: String?
  @Option(help: ArgumentHelp("A scenario with the network.", valueName: "file")) var scenario: String?
  @Option(
    help: ArgumentHelp("The task as in a scenario: '{kind: modular-arithmetic, modulus: 113}'.", valueName: "yaml"))
  var task: String?
  @Option(help: ArgumentHelp("The model as in a scenario: '{kind: transformer, heads: 4}'.", valueName: "yaml"))
  var model: String?
  @Option(
    help: ArgumentHelp(
      "Whether matrices of linear maps lie transposed in their file; shapes decide where nothing is said.",
      valueName: "true|false"))
  var transpose: Bool?
  @Option(help: ArgumentHelp("Outputs and places that only their file has: refused or first.", valueName: "rule"))
  var longer: String?

  func validate() throws {
    if scenario == nil, task == nil || model == nil {
      throw ValidationError("Name a scenario with the network (--scenario), or give --task and --model.")
    }
    if let longer, !["refused", "first"].contains(longer) {
      throw ValidationError("--longer is '\(longer)'; refused or first is expected.")
    }
  }

  func run(in context: ToolContext) throws {
    let problem = try problem()
    let network = NamedNetwork(problem)
    let naming = try naming()
    let contents: Data
    do { contents = try DataFile.bytes(at: from) } catch { throw Ending.stop("\(error)", Ending.wrongInput) }
    // What has our names is ours.
    if naming.word != WeightNaming.own.word, let file = try? SafetensorsFile.read(contents),
      let weights = try? file.weights(of: network.layout)
    {
      let precision: Precision = file.tensors.contains { $0.precision == .double } ? .double : .single
      do {
        let (written, steps) = try naming.file(
          weights, precision: precision, of: network, metadata: file.metadata.merging(["names": naming.word]) { $1 })
        try finish(written, steps, naming, isOurs: true)
      } catch let problems as Problems { throw refuse(problems) }
    } else {
      do {
        let (weights, steps) = try naming.weights(in: contents, of: network)
        let isDouble = (try? naming.isDouble(contents)) ?? true
        var written = SafetensorsFile(
          weights: weights.span, layout: network.layout, metadata: ["converted-from": naming.word])
        if !isDouble { for index in written.tensors.indices { written.tensors[index].precision = .single } }
        try finish(written, steps, naming, isOurs: false)
      } catch let problems as Problems { throw refuse(problems) }
    }
  }

  private func refuse(_ problems: Problems) -> ExitCode {
    Ending.stop(problems.list.map { "\(from): \($0.message)" }.joined(separator: "\n"), Ending.wrongInput)
  }

  private func problem() throws -> LearningProblem {
    do throws(ScenarioError) {
      var file: ScenarioFile
      if let scenario {
        file = try ScenarioFile(contentsOf: scenario)
      } else {
        file = try ScenarioFile(yaml: "seed: 1\ndata: {train-fraction: 0.5}", name: "the command line")
      }
      if let task { try file.override("task=\(task)") }
      if let model { try file.override("model=\(model)") }
      return try ScenarioNetwork.problem(of: file)
    } catch { throw Ending.stop(error.description, Ending.wrongInput) }
  }

  private func naming() throws -> WeightNaming {
    let log = ProblemLog()
    var record = Record([("names", .text(names))])
    if let transpose { record["transpose"] = .flag(transpose) }
    if let longer { record["longer"] = .text(longer) }
    guard let naming = WeightNaming.read(Reader(.record(record), log: log)) else {
      throw Ending.stop(
        log.problems.map { $0.message.replacingOccurrences(of: "names is", with: "--as is") }.joined(separator: "\n"),
        Ending.wrongInput)
    }
    return naming
  }

  /// Shows what became of the tensors and writes the file.
  private func finish(_ file: SafetensorsFile, _ steps: [WeightStep], _ naming: WeightNaming, isOurs: Bool) throws {
    let rows = steps.map { step in
      let shape = step.shape.isEmpty ? "" : "(\(step.shape.map(String.init).joined(separator: ", ")))"
      return [step.theirs, shape, step.ours.isEmpty ? "–" : step.ours, step.how]
    }
    let table = Table(
      title: isOurs ? "From our names to \(naming.word)" : "From \(naming.word) to our names",
      columns: [naming.word, "shape", "ravine", ""], rows: rows)
    var text = TextTable(table, width: Terminal.columns()).text + "\n"
    if naming.word != WeightNaming.own.word {
      text +=
        "Names and shapes do not tell activation, the order of normalizations and the mask of attention; docs/weights.md says "
        + "what ours are.\n"
    }
    if let to {
      do { try file.data().write(to: URL(filePath: to), options: .atomic) } catch {
        throw Ending.stop("\(to): the file cannot be written: \(error.localizedDescription)", Ending.failed)
      }
      text += "\(file.tensors.count) tensors in \(to)\n"
    } else {
      text += "Nothing was written; --to FILE writes \(file.tensors.count) tensors.\n"
    }
    print(text, terminator: "")
  }
}
