// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Reports
import Runs
import Scenarios
import Settings

/// One run from its plan to its report: what `run`, `check`, `resume` and `report` share.
struct RunSession {
  let plan: Plan
  let directory: RunDirectory
  let options: RunOptions
  let context: ToolContext
  private let command: String

  /// How a run went and what it found.
  struct Outcome {
    var execution: Execution?
    var analysis: Analysis
    var verdicts: [Judgement]
    /// How the scenario's claim turned out, if it makes one, and what that took.
    var claim: ClaimJudgement?
    var effort: Effort
    var findings: FindingsFile
    /// The exit status; `nil` if all is well.
    var status: ExitCode?
  }

  static let codec = ScenarioCodec(
    encode: { $0.yaml(header: ["The scenario as it was run, every default written out."]) },
    decode: { try ScenarioFile(yaml: $0, name: "scenario.yaml").tree })

  /// Begins or continues a run.
  ///
  /// - Parameter command: how the report says that it was begun.
  init(
    _ plan: Plan, overrides: [String], directory path: String, fresh: Bool, options: RunOptions,
    in context: ToolContext, command: String = "ravine run"
  ) throws {
    self.plan = plan
    self.context = context
    self.options = options
    self.command = "\(command) \(plan.fileName)\(overrides.map { " --set '\($0)'" }.joined())"
    do {
      directory = try RunDirectory.begin(
        at: path, scenario: plan.resolved, codec: Self.codec, fresh: fresh, growing: plan.experiment.growingKeys)
    } catch { throw Self.refusal(error) }
  }

  /// Opens a run that exists.
  init(reopening path: String, options: RunOptions, in context: ToolContext) throws {
    self.options = options
    self.context = context
    do {
      let found = try RunDirectory.reopen(at: path, codec: Self.codec)
      let name = URL(filePath: found.path).standardizedFileURL.lastPathComponent
      plan = try Plan(
        ScenarioFile(contentsOf: found.path(of: "scenario.yaml")), name: name, in: context.laboratory,
        environment: context.environment)
      directory = found.growing(plan.experiment.growingKeys)
    } catch let error as RunError { throw Self.refusal(error) } catch let error as ScenarioError {
      throw Ending.stop(error.description, Ending.wrongInput)
    }
    command = "ravine run \(directory.path)/scenario.yaml --output DIR"
  }

  /// Takes part in a run beside other processes.
  init(_ plan: Plan, joining directory: RunDirectory, options: RunOptions, in context: ToolContext) {
    self.plan = plan
    self.directory = directory
    self.options = options
    self.context = context
    command = "ravine perform \(directory.path)"
  }

  /// The provenance of a session that begins now.
  func ownProvenance(threads: Int, continuing earlier: String?) -> Provenance {
    Provenance(
      version: Ravine.version, seed: plan.seed, generator: plan.experiment.generator, kernels: Engine.kernels,
      linearAlgebra: Engine.linearAlgebra, threads: threads, continuing: earlier)
  }

  /// Performs what is not finished yet, then analyzes.
  func perform() throws -> Outcome {
    let cancellation = Cancellation.bySignals()
    let progress = Progress.onStandardError(quiet: options.quiet, unit: plan.experiment.work.name)
    let threads = options.jobs ?? context.processors
    var provenance: Provenance
    do {
      provenance = ownProvenance(threads: threads, continuing: try directory.text(of: "provenance.json"))
      if let warning = provenance.warning { progress.warn(warning) }
      try refuse(mixture: provenance.mixture)
      try directory.write(provenance.json, to: "provenance.json")
    } catch let error as RunError { throw Self.refusal(error) }
    let experiment = plan.experiment
    let execution = Executor(threads: threads, cancellation: cancellation, progress: progress)
      .perform(experiment.tasks, in: directory, wave: experiment.wave) { try experiment.perform($0, in: $1) }
    provenance = provenance.ending()
    do { try directory.write(provenance.json, to: "provenance.json") } catch { progress.warn(error.message) }
    if execution.isInterrupted {
      let done = execution.reused.count + execution.performed.count
      throw Ending.stop(
        "interrupted: \(done) of \(execution.taskCount) tasks are finished and saved; go on with\n"
          + "  ravine resume \(directory.path)", Ending.interrupted)
    }
    if let failure = execution.storageFailure {
      throw Ending.stop(
        "\(failure)\nWhat was finished before is saved; when there is room, go on with\n  ravine resume \(directory.path)",
        Ending.failed)
    }
    for failure in execution.failures { _ = Ending.stop(failure.description, Ending.failed) }
    return try analyze(execution)
  }

  /// Refuses to go on with a run by another version or other instructions, unless that was asked for or nothing is left to do.
  func refuse(mixture: [String]) throws {
    let tasks = plan.experiment.tasks.indices
    guard !options.mixed, !mixture.isEmpty, tasks.contains(where: directory.hasResult),
      !tasks.allSatisfy(directory.hasResult)
    else { return }
    throw Ending.stop(
      "\(directory.path) was begun otherwise (\(mixture.joined(separator: "; "))): its results would depend, in "
        + "their last digits and in what follows from them, on which session made them. '--mixed' goes on and records "
        + "both; '--fresh' begins anew.", Ending.wrongInput)
  }

  /// Makes findings, figures and the report of the tasks that are finished.
  func analyze(_ execution: Execution? = nil) throws -> Outcome {
    Cancellation.endAtOnce(
      saying:
        "interrupted during the analysis; every finished task is saved, and 'ravine report \(directory.path)' analyzes them"
    )
    do {
      let results = try plan.experiment.tasks.indices.map { try directory.result($0) }
      // What no wave asks for is not missing.
      let asked = Set(plan.experiment.wave(after: results)).union(results.indices.filter { results[$0] != nil })
      let missing = asked.count { results[$0] == nil }
      var analysis = plan.analyze(results)
      if missing > 0 {
        analysis.warnings.insert("\(missing) of \(asked.count) tasks are not finished; the numbers lack them.", at: 0)
      }
      analysis.warnings += execution?.warnings ?? []
      let verdicts = plan.expectations.map { $0.judge(analysis.findings) }
      let claim = plan.claim?.judge(analysis.findings, missing: missing, of: results.count)
      let effort = effort(of: results.map { $0 != nil })
      let findings = FindingsFile(
        scenario: plan.name, experiment: plan.kind.name, findings: analysis.findings, judgements: verdicts, claim: claim
      )
      try directory.writeResults(analysis.results)
      for file in analysis.files { try directory.write(file.text, to: file.name) }
      try directory.write(findings.json, to: "findings.json")
      try directory.write(Figure.json(of: analysis.figures), to: "figures.json")
      analysis.warnings += try report(analysis, verdicts, claim, effort).write(to: URL(filePath: directory.path))
      if let failure = analysis.failure { _ = Ending.stop(failure, Ending.failed) }
      let isGood = verdicts.allSatisfy(\.passed) && missing == 0 && analysis.failure == nil
      return Outcome(
        execution: execution, analysis: analysis, verdicts: verdicts, claim: claim, effort: effort, findings: findings,
        status: isGood ? nil : Ending.failed)
    } catch let error as RunError { throw Self.refusal(error) } catch let error as ExitCode { throw error } catch {
      throw Ending.stop("\(directory.path): the report cannot be written: \(error.localizedDescription)", Ending.failed)
    }
  }

  private func report(_ analysis: Analysis, _ verdicts: [Judgement], _ claim: ClaimJudgement?, _ effort: Effort)
    -> Report
  {
    var analysis = analysis
    if let failure = analysis.failure { analysis.warnings.insert(failure, at: 0) }
    var report = Report(title: plan.title, analysis: analysis)
    report.question = plan.question
    report.experiment = plan.kind.name
    report.judgements = verdicts
    report.claim = claim
    report.effort = effort
    report.scenario = (try? directory.text(of: "scenario.yaml")) ?? ""
    let provenance = ((try? directory.text(of: "provenance.json")) ?? nil).flatMap { try? Value(jsonText: $0) }
    // The history is a list, for those who look into the file.
    report.provenance = (provenance?.asRecord?.entries ?? []).filter { $0.value.asList == nil }.map {
      Report.Fact($0.key, $0.value.asText ?? $0.value.described)
    }
    report.command = command
    report.citation =
      "Ravine \(Ravine.version), a Langevin laboratory for the thermodynamics of learning (CITATION.cff)"
    report.files =
      ["findings.json", "figures.json", "results.nc"] + analysis.files.map(\.name) + [
        "scenario.yaml", "provenance.json",
      ]
    return report
  }

  static func refusal(_ error: RunError) -> ExitCode {
    Ending.stop(error.message, error.kind == .storage ? Ending.failed : Ending.wrongInput)
  }
}
