// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Reports
import Runs

/// `ravine status`: one look at a run.
struct StatusCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "How far a run is, from any host: tasks done, running and failed, first estimates."
  )

  @Argument(help: ArgumentHelp("The run's directory.", valueName: "run"), completion: .directory) var path: String
  @Flag(help: "Only how far it is, no estimates.") var quiet = false

  func run(in context: ToolContext) throws {
    var look = WatchCommand()
    look.path = path
    look.once = true
    look.every = 5
    look.quiet = quiet
    try look.run(in: context)
  }
}

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
    let run = try StoredRun(path)
    let plan = try run.plan(in: context)
    let directory = run.directory.growing(plan.experiment.growingKeys)
    var pace = Pace()
    var shown = -1
    var pause = 0.0
    while true {
      let state = RunState(of: plan, in: directory)
      let isOver = state.isOver(directory)
      pace.note(state.doneCost, at: Terminal.seconds())
      print(state.line(pace: pace, isOver: isOver, path: path))
      // An analysis that takes long is repeated seldom.
      if !quiet, state.done > shown, state.done > 0, Terminal.seconds() >= pause || isOver || once {
        let begin = Terminal.seconds()
        show(plan, directory)
        shown = state.done
        pause = Terminal.seconds() + 10 * (Terminal.seconds() - begin)
      }
      fflush(nil)
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
    let analysis = plan.analyze(results)
    if let table = analysis.tables.first { print(TextTable(table, width: Terminal.columns()).text) }
    if !analysis.answer.isEmpty { print(analysis.answer + "\n") }
  }
}
