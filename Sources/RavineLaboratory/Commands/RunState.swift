// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Runs

/// How many tasks of a run are done, being performed and failed.
struct RunState {
  let done: Int
  /// The estimated cost of what is done, and of what is asked for and not done.
  let doneCost: Double
  private let openCost: Double
  private let asked: Int
  private let isComplete: Bool
  private let performed: [Int: String]
  private let failures: [(task: Int, reason: String)]
  private let jobs: [ClusterJob]

  init(of plan: Plan, in directory: RunDirectory) {
    let states = TaskSource(plan: plan, directory: directory).states()
    let count = { (stage: TaskSource.State.Stage) in states.count { $0.stage == stage } }
    done = count(.done)
    let costs = zip(states, plan.experiment.tasks).map { (stage: $0.stage, cost: $1.cost) }
    doneCost = costs.reduce(0) { $0 + ($1.stage == .done ? $1.cost : 0) }
    openCost = costs.reduce(0) { $0 + ([.done, .unasked].contains($1.stage) ? 0 : $1.cost) }
    asked = states.count - count(.unasked)
    isComplete = done == asked
    performed = directory.claims()
    failures = states.enumerated().filter { $0.element.stage == .failed }.map { ($0.offset, $0.element.remark) }
    jobs = isComplete ? [] : ClusterJob.all(of: directory)
  }

  /// Whether nothing happens in the run any more, as far as can be seen.
  func isOver(_ directory: RunDirectory) -> Bool { !directory.isInUse && performed.isEmpty && jobs.isEmpty }

  func line(pace: Pace, isOver: Bool, path: String) -> String {
    let percent = asked > 0 ? Int(100 * Double(done) / Double(asked)) : 100
    var text = "\(done) of \(asked) tasks are done (\(percent) %)"
    if !performed.isEmpty {
      let owners = Set(performed.values).sorted()
      text += ", \(performed.count) are being performed by \(owners.prefix(3).joined(separator: ", "))"
      if owners.count > 3 { text += " and \(owners.count - 3) more" }
    }
    for job in jobs { text += ", \(job.described)" }
    if isComplete {
      text += isOver ? "; the run is over." : "; it is being analyzed."
    } else if isOver {
      text += "; no process is working on it. Go on with: ravine resume \(path)"
    } else if let left = pace.timeLeft(of: openCost) {
      text += "; about \(Progress.duration(left)) left"
    }
    for failure in failures.prefix(5) { text += "\ntask \(failure.task) failed: \(failure.reason)" }
    if failures.count > 5 { text += "\nand \(failures.count - 5) more failed" }
    return text
  }
}

/// The pace of a run since it is watched.
struct Pace {
  private var first: (cost: Double, time: Double)?
  private var last: (cost: Double, time: Double)?

  /// Notes the cost of all tasks that are done at a time.
  mutating func note(_ cost: Double, at time: Double) {
    if first == nil { first = (cost, time) }
    // Between two ends of tasks nothing is learned.
    if cost != last?.cost { last = (cost, time) }
  }

  /// Seconds for tasks of a cost, if they go as fast as those that were seen to end.
  func timeLeft(of cost: Double) -> Double? {
    guard let first, let last, last.cost > first.cost else { return nil }
    return cost * (last.time - first.time) / (last.cost - first.cost)
  }
}
