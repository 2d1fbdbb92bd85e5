// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// What is wrong with a scenario is said in full.
@Suite struct BadScheduleTests {
  /// A scenario that is right, but for what is replaced.
  static func problems(_ replacements: [(String, String)], _ more: String = "") -> String {
    var yaml = """
      experiment: schedule-comparison
      potential: {kind: double-well, tilt: 0.1}
      schedules: {one: 0.3, two: {schedule: linear, from: 0.5, to: 0.1}}
      budget: 10
      from: right
      start: minimum
      dynamics: {integrator: euler-maruyama, time-step: 0.01}
      walkers: 10
      """
    for (old, new) in replacements { yaml = yaml.replacingOccurrences(of: old, with: new) }
    return complaints(about: yaml + "\n" + more)
  }

  private static let contenders = "{one: 0.3, two: {schedule: linear, from: 0.5, to: 0.1}}"

  @Test func theScenarioItselfIsRight() { #expect(Self.problems([]) == "") }

  @Test(arguments: [
    ("{one: 0.3}", "bad.yaml:3:12: schedules has only 'one'; a comparison takes two at least."),
    (
      "{one: 0.3, two: {schedule: linaer, from: 0.5, to: 0.1}}",
      "bad.yaml:3:39: unknown schedule 'linaer'; did you mean 'linear'? 'ravine list schedules' shows all, and there is replica-exchange."
    ),
    ("{one: 0.3, one: 0.2}", "bad.yaml:3:13: the key 'one' stands twice in this mapping."),
    ("{one: 0.3, two: 0}", "bad.yaml:3:28: two is 0; it must be positive."),
    (
      "{one: 0.3, two: {from: 1}}",
      "bad.yaml:3:28: 'two' does not say its 'schedule'; 'ravine list schedules' shows all, and there is replica-exchange."
    ),
    (
      "{one: 0.3, two: {schedule: replica-exchange, temperatures: [0.3, 0.1]}}",
      "bad.yaml:3:71: temperatures goes from 0.3 to 0.1; a ladder ascends from the coldest to the hottest."
    ),
    (
      "{one: 0.3, two: {schedule: replica-exchange, temperatures: [0, 0.1]}}",
      "bad.yaml:3:71: temperatures holds 0; replicas need noise, each must be positive."
    ),
    (
      "{one: 0.3, two: {schedule: replica-exchange, temperatures: [0.1, 0.2, 0.3], swap-every: 500}}",
      "bad.yaml:3:28: the budget of 10 leaves each of 3 replicas 333 steps, fewer than swap-every, 500."
    ),
  ])
  func schedules(written: String, message: String) {
    #expect(Self.problems([(Self.contenders, written)]) == message)
  }

  @Test func noNoiseForMALA() {
    let zero = [("to: 0.1", "to: 0"), ("euler-maruyama", "mala")]
    #expect(
      Self.problems(zero)
        == "bad.yaml:3:28: 'two' reaches temperature 0 at time 10, where 'mala' has no noise to propose moves by; end above zero, or choose another integrator: it then descends."
    )
    #expect(Self.problems([("to: 0.1", "to: 0")]) == "")
  }

  @Test func noStableStepForPreconditioning() {
    #expect(
      Self.problems([("to: 0.1", "to: 0"), ("euler-maruyama", "preconditioned-sgld")])
        == "bad.yaml:3:28: 'two' reaches temperature 0 at time 10, where 'preconditioned-sgld' has no stable step; end above zero, or choose another integrator: it then descends."
    )
  }

  @Test func noGibbsLawAtZero() {
    #expect(
      Self.problems([("from: 0.5, to: 0.1", "from: 0, to: 0.1"), ("minimum", "gibbs")])
        == "bad.yaml:6:8: 'two' begins at temperature zero, where no Gibbs law can be drawn from; say start: minimum, or give a start-temperature."
    )
  }

  @Test func shrinkingSteps() {
    #expect(
      Self.problems([("integrator: euler-maruyama", "integrator: sgld, decay-power: 0.5")])
        == "bad.yaml:7:11: the steps of 'sgld' shrink, and a budget is counted in equal ones; leave its decay out.")
  }

  @Test func budgets() {
    #expect(
      Self.problems([("budget: 10", "budget: 0.005")])
        == "bad.yaml:4:9: budget is 0.005, shorter than one step; it must be at least the time-step, 0.01.")
  }

  @Test func targets() {
    #expect(
      Self.problems([(", tilt: 0.1", "")])
        == "bad.yaml:1:1: 'target' is missing: wells 'left' and 'right' are equally deep and equally wide, say where walkers should end."
    )
    #expect(
      Self.problems(
        [], "wells: {a: {half-space: {normal: [1], offset: 0}}, b: {ball: {center: [0.2], radius: 0.5}}}\ntarget: a")
        == "bad.yaml:9:8: wells 'a' and 'b' overlap, for instance at (0.2); a walker there would count twice.")
    #expect(
      Self.problems([], "wells: [left, rihgt]")
        == "bad.yaml:9:15: unknown well 'rihgt'; did you mean 'right'?")
  }
}
