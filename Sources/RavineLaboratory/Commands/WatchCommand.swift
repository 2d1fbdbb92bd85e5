// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Reports
import Runs
import Scenarios

/// `ravine watch`: how far a run is and what it has found so far, without disturbing it.
struct WatchCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Follow a run: finished tasks, time left, first estimates; it is not disturbed.")

  @Argument(help: ArgumentHelp("The run's directory.", valueName: "run"), completion: .directory) var path: String
  @Flag(help: "Look once instead of until the run ends.") var once = false
  @Option(help: ArgumentHelp("How often to look.", valueName: "seconds")) var every = 5.0
  @Flag(help: "Only how far it is, no estimates.") var quiet = false

  func validate() throws {
    guard (0.1...86_400).contains(every) else { throw ValidationError("--every is between 0.1 and 86400 seconds.") }
  }

  func run(in context: ToolContext) throws {
    let cancellation = Cancellation.bySignals()
    let run = try StoredRun(path).directory
    let plan: Plan
    do {
      plan = try Plan(
        ScenarioFile(contentsOf: run.path(of: "scenario.yaml")), name: StoredRun(path).name, in: context.laboratory,
        environment: context.environment)
    } catch let error as ScenarioError { throw Ending.stop(error.description, Ending.wrongInput) }
    let directory = run.growing(plan.experiment.growingKeys)
    var pace = Pace()
    var shown = -1
    var pause = 0.0
    while true {
      let state = RunState(of: plan, in: directory)
      let isOver = !directory.isInUse
      pace.note(state.done, at: Terminal.seconds())
      print(state.line(pace: pace, isOver: isOver, path: path))
      // An analysis that takes long is repeated seldom.
      if !quiet, state.done > shown, state.done > 0, Terminal.seconds() >= pause || isOver || once {
        let begin = Terminal.seconds()
        show(plan, directory)
        shown = state.done
        pause = Terminal.seconds() + 10 * (Terminal.seconds() - begin)
      }
      fflush(stdout)
      if once || isOver { return }
      let next = Terminal.seconds() + every
      while Terminal.seconds() < next {
        if cancellation.isRequested { throw Ending.interrupted }
        usleep(50_000)
      }
    }
  }

  /// The first table of what is finished.
  private func show(_ plan: Plan, _ directory: RunDirectory) {
    let results = plan.experiment.tasks.indices.map { (try? directory.result($0)) ?? nil }
    let analysis = plan.experiment.analyze(results)
    if let table = analysis.tables.first { print(TextTable(table, width: Terminal.columns()).text) }
    if !analysis.answer.isEmpty { print(analysis.answer + "\n") }
  }
}

/// How many tasks of a run are done.
private struct RunState {
  let done: Int
  let planned: Int
  let failed: Int

  init(of plan: Plan, in directory: RunDirectory) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path(of: "tasks"))) ?? []
    done = plan.experiment.tasks.indices.count { directory.hasResult($0) }
    planned = plan.experiment.tasks.count
    failed = names.count { $0.hasSuffix(".corrupt") }
  }

  func line(pace: Pace, isOver: Bool, path: String) -> String {
    let percent = planned > 0 ? Int(100 * Double(done) / Double(planned)) : 100
    var text = "\(done) of \(planned) tasks are done (\(percent) %)"
    if failed > 0 { text += ", \(failed) task files were damaged and set aside" }
    if done == planned { return text + (isOver ? "; the run is over." : "; it is being analyzed.") }
    if isOver { return text + "; no process is working on it. Go on with: ravine resume \(path)" }
    return text + (pace.timeLeft(of: planned - done).map { "; about \(Progress.duration($0)) left" } ?? "")
  }
}

/// The pace of a run since it is watched.
private struct Pace {
  private var first: (done: Int, time: Double)?
  private var last: (done: Int, time: Double)?

  mutating func note(_ done: Int, at time: Double) {
    if first == nil { first = (done, time) }
    last = (done, time)
  }

  /// Seconds for so many tasks, if they take as long as those that were seen to end.
  func timeLeft(of tasks: Int) -> Double? {
    guard let first, let last, last.done > first.done else { return nil }
    return Double(tasks) * (last.time - first.time) / Double(last.done - first.done)
  }
}
