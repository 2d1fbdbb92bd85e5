// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Reports
import Runs
import Scenarios
import Settings

/// `ravine tasks`: the tasks of a plan or of a run.
struct TasksCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "List the tasks of a scenario or of a run, with their estimated times.",
    discussion: """
      ravine tasks mine.yaml
      ravine tasks runs/mine --json

      Of a run it is told which tasks are done, being performed, open, failed, or not asked for yet.
      """)

  @Argument(
    help: ArgumentHelp("A scenario file, or a run's directory.", valueName: "file or run"),
    completion: .file(extensions: ["yaml", "yml"])) var path: String
  @OptionGroup var scenario: ScenarioOptions
  @Flag(help: "Print JSON: a list of tasks.") var json = false
  @Flag(help: "Print only the numbers of the open tasks, one a line, for GNU parallel or a job array.") var open = false

  func run(in context: ToolContext) throws {
    let source = try TaskSource(path, overrides: scenario.overrides, in: context)
    let states = source.states()
    let tasks = source.plan.experiment.tasks
    let pace = source.plan.experiment.work.costPerSecond
    if open {
      for (index, state) in states.enumerated() where state.isLeft { print(index) }
      return
    }
    if json {
      let list = zip(tasks, states).enumerated().map { index, pair -> Value in
        var record = Record([
          ("task", .integer(index)), ("label", .text(pair.0.label)), ("seconds", .number(pair.0.cost / pace)),
          ("state", .text(pair.1.stage.rawValue)),
        ])
        if !pair.1.remark.isEmpty { record["remark"] = .text(pair.1.remark) }
        return .record(record)
      }
      print(Value.list(list).json(openLevels: 1))
      return
    }
    let rows = zip(tasks, states).enumerated().map { index, pair in
      [
        "\(index)", pair.0.label, Progress.duration(pair.0.cost / pace),
        pair.1.stage.rawValue + (pair.1.remark.isEmpty ? "" : ": \(pair.1.remark)"),
      ]
    }
    print(
      TextTable(
        Table(title: source.plan.title, columns: ["task", "what", "estimated time", "state"], rows: rows),
        width: Terminal.columns()
      ).text)
    print(source.plan.outline(processors: context.processors))
  }
}
