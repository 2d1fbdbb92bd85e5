// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Runs

/// The plan of a scenario file or of a run's directory.
struct TaskSource {
  /// How far a task is.
  struct State {
    /// What is known of it.
    enum Stage: String {
      case done, open, failed
      case performed = "being performed"
      case unasked = "not asked for"
    }

    var stage: Stage
    /// Who performs it, or why it failed.
    var remark = ""
    /// Whether it is left to be performed.
    var isLeft: Bool { [.open, .failed].contains(stage) }
  }

  let plan: Plan
  /// The run; `nil` for a file.
  let directory: RunDirectory?

  init(plan: Plan, directory: RunDirectory) {
    self.plan = plan
    self.directory = directory
  }

  init(_ path: String, overrides: [String], in context: ToolContext) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
      plan = try ScenarioFiles.plan(path, overrides: overrides, in: context)
      directory = nil
      return
    }
    guard overrides.isEmpty else {
      throw Ending.stop("--set changes a scenario file; \(path) is a run, whose scenario is fixed.", Ending.wrongInput)
    }
    let run = try StoredRun(path)
    plan = try run.plan(in: context)
    directory = run.directory.growing(plan.experiment.growingKeys)
  }

  /// How far every task is; what the waves so far ask for is open.
  func states() -> [State] {
    let tasks = plan.experiment.tasks.indices
    let isDone = tasks.map { directory?.hasResult($0) ?? false }
    let claims = directory?.claims() ?? [:]
    let failures = directory?.failures() ?? [:]
    let results =
      isDone.contains(true) && asksForMore ? tasks.map { (try? directory?.result($0)) ?? nil } : tasks.map { _ in nil }
    let asked = Set(plan.experiment.wave(after: results))
    return tasks.map { task in
      if isDone[task] { return State(stage: .done) }
      if let owner = claims[task] { return State(stage: .performed, remark: owner) }
      if let reason = failures[task] { return State(stage: .failed, remark: reason) }
      return State(stage: asked.contains(task) ? .open : .unasked)
    }
  }

  /// Whether tasks follow that depend on the results of the first.
  private var asksForMore: Bool {
    let tasks = plan.experiment.tasks
    return Set(plan.experiment.wave(after: tasks.map { _ in nil })).count < tasks.count
  }
}
