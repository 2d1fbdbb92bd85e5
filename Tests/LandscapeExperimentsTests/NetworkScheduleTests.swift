// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Scenarios
import Settings
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// Temperature schedules on networks: no wells, a target that takes an observation.
struct NetworkScheduleTests {
  private func yaml(_ changes: (String, String)...) -> String {
    let text = """
      experiment: schedule-comparison
      seed: 3
      potential:
        kind: network-loss
        task: {kind: modular-arithmetic, operation: x+y, modulus: 5}
        data: {train-fraction: 0.8}
        model: {kind: quadratic, width: 24}
      schedules:
        constant: 1e-4
        cooled: {schedule: exponential, from: 1e-2, to: 1e-6}
        exchange: {schedule: replica-exchange, temperatures: [1e-6, 1e-4], swap-every: 10}
      budget: 200
      start: initial
      target: {accuracy: {on: train, at-least: 0.9}}
      dynamics: {integrator: sgld, time-step: 1}
      walkers: 6
      observations: 5
      """
    return changes.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  @Test("success, arrival and records are told of each contender, on one thread and on two") func contenders() throws {
    let (one, two) = (try ScenarioRun(yaml(), threads: 1), try ScenarioRun(yaml(), threads: 2))
    #expect(one.analysis.findings == two.analysis.findings)
    for name in ["constant", "cooled", "exchange"] {
      let success = try #require(one.finding("success-probability", at: ["schedule": name])?.value)
      let arrival = try #require(one.finding("arrival-probability", at: ["schedule": name])?.value)
      // Who ends in the target has been there.
      #expect(arrival >= success)
      for (quantity, set) in [("loss", "train"), ("loss", "test"), ("accuracy", "train"), ("accuracy", "test")] {
        #expect(one.finding("mean-\(quantity)", at: ["schedule": name, "on": set])?.value != nil)
      }
      #expect(one.finding("rank", at: ["schedule": name]) != nil)
    }
    let means = try #require(one.analysis.results.numbers("recorded_mean"))
    #expect(means.count == 3 * 4 * 5 && means.allSatisfy(\.isFinite))
    // All contenders start with the same walkers.
    #expect(means[0] == means[20] && means[0] == means[40])
    #expect(one.resolved.asRecord?["record"]?.asList?.count == 4)
    #expect(one.analysis.figures.contains { $0.name == "recorded-loss-test" })
    #expect(try ScenarioRun(one.resolved.yaml()).analysis.findings == one.analysis.findings)
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (
        "target: {accuracy: {on: train, at-least: 0.9}}", "",
        "'target' is missing: the well or region where walkers should end."
      ),
      ("start: initial", "start: arrival", "start is 'arrival', and here all walkers start at time zero"),
      (
        "start: initial", "start: initial\nrecord: {loss: test}",
        "a list of observables is expected, such as [{loss: test}]."
      ),
      ("start: initial", "start: initial\nrecord: [{loss: tset}]", "loss is observed on train, test, not on 'tset'."),
      ("integrator: sgld", "integrator: stochastic-heun", "mini-batches are for sgld, preconditioned-sgld and sghmc."),
    ])
  func mistakes(line: String, written: String, message: String) {
    var text = yaml((line, written))
    if written.contains("heun") { text = text.replacing("width: 24}", with: "width: 24}\n  batch: 5") }
    #expect {
      _ = try Plan(ScenarioFile(yaml: text, name: "test.yaml"))
    } throws: { error in
      let isThere = "\(error)".contains(message)
      if !isThere { Issue.record("\(error)") }
      return isThere
    }
  }

  @Test("on a toy a target may be any region") func toy() throws {
    let run = try ScenarioRun(
      """
      experiment: schedule-comparison
      potential: {kind: double-well}
      schedules: {cold: 0.1, warm: 0.4}
      budget: 5
      from: left
      start: minimum
      target: {box: {lower: [0.5], upper: [2]}}
      dynamics: {time-step: 0.01}
      walkers: 64
      """)
    #expect(run.finding("success-probability", at: ["schedule": "warm"]) != nil)
    #expect(run.finding("arrival-probability") == nil && run.resolved.asRecord?["record"] == nil)
  }
}
