// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import RavineLaboratory
import Runs
import Scenarios
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// Comparisons of schedules from the scenario to the answer.
@Suite struct ScheduleComparisonTests {
  static let doubleWell = """
    experiment: schedule-comparison
    seed: 4
    potential: {kind: double-well, tilt: 0.1}
    schedules:
      fast: {schedule: exponential, from: 0.6, to: 0.02, over: 2}
      slow: {schedule: exponential, from: 0.6, to: 0.02}
      again: {schedule: exponential, from: 0.6, to: 0.02}
      exchange: {schedule: replica-exchange, temperatures: [0.05, 0.2, 0.6], swap-every: 20}
    budget: 60
    from: right
    start: minimum
    dynamics: {time-step: 0.01}
    walkers: 1000
    observations: 11
    """

  private func finding(_ analysis: Analysis, _ quantity: String, _ schedule: String, _ also: (String, String)? = nil)
    -> Finding?
  {
    analysis.findings.first { finding in
      finding.quantity == quantity && finding.at["schedule"]?.asText == schedule
        && (also.map { finding.at[$0.0]?.asText == $0.1 } ?? true)
    }
  }

  /// The same schedule under another name has the same noise: the same outcomes, and nothing to tell them apart.
  @Test func commonRandomNumbers() throws {
    let result = try analyzed(Self.doubleWell)
    for quantity in ["success-probability", "final-energy", "time-to-target", "area-of-uncertainty"] {
      let (one, other) = (finding(result, quantity, "slow"), finding(result, quantity, "again"))
      #expect(one?.value != nil && one?.value == other?.value, "\(quantity)")
    }
    let difference = try #require(finding(result, "success-difference", "slow", ("relative-to", "again")))
    #expect(difference.value == 0)
    #expect(difference.notes.first == "cannot be told apart")
    #expect(result.answer.contains("'slow'") && result.answer.contains("'again'"))
    #expect(result.answer.contains("Cannot be told apart"))
    let success = try #require(result.results.numbers("success"))
    #expect(Array(success[1000..<2000]) == Array(success[2000..<3000]))
    // A cooling thirty times faster freezes more walkers where they started.
    let fast = try #require(finding(result, "success-difference", "fast", ("relative-to", "slow")))
    #expect(fast.notes.first == "told apart" && (fast.value ?? 0) < -0.1)
  }

  @Test func oneThreadIsMany() throws {
    expectSame(try analyzed(Self.doubleWell, threads: 1), try analyzed(Self.doubleWell, threads: 3))
  }

  @Test func resumedIsUninterrupted() throws {
    expectSame(try resumed(Self.doubleWell), try analyzed(Self.doubleWell))
  }

  /// At one temperature for long the walkers have the Gibbs law; so does the coldest replica.
  @Test func constantTemperatureEndsInGibbs() throws {
    let result = try analyzed(
      """
      experiment: schedule-comparison
      seed: 9
      potential: {kind: double-well, tilt: 0.1}
      schedules:
        warm: 0.5
        exchange: {schedule: replica-exchange, temperatures: [0.2, 0.5], swap-every: 10}
      budget: 100
      from: right
      dynamics: {integrator: mala, time-step: 0.02}
      walkers: 4000
      observations: 5
      """)
    func left(_ temperature: Double) -> Double {
      var (all, left) = (0.0, 0.0)
      // The wells end at the maximum.
      let maximum = 0.0250394
      for k in 0..<60_000 {
        let x = -3 + (Double(k) + 0.5) * 1e-4
        let weight = exp(-((x * x - 1) * (x * x - 1) + 0.1 * x) / temperature)
        all += weight
        if x < maximum { left += weight }
      }
      return left / all
    }
    for (name, temperature) in [("warm", 0.5), ("exchange", 0.2)] {
      let share = try #require(finding(result, "final-population", name, ("well", "left")))
      expectZ(share.value ?? 0, left(temperature), standardError: share.standardError ?? 0, name)
    }
  }

  /// Of equally deep wells the wide one is the target, and durations that are not given follow the budget.
  @Test func defaults() throws {
    let result = try analyzed(
      """
      experiment: schedule-comparison
      potential: {kind: entropic-double-well}
      schedules:
        ramp: {schedule: linear, from: 0.5, to: 0}
        stairs: {schedule: steps, temperatures: [0.5, 0.1]}
      budget: 4
      from: narrow
      dynamics: {time-step: 0.005}
      start: minimum
      walkers: 64
      observations: 3
      observation-spacing: log
      sweep: {budget: [4, 8]}
      """)
    #expect(result.answer.contains("wide"))
    let temperatures = try #require(result.results.numbers("temperature"))
    // budget × schedule × observation
    for point in 0..<2 {
      #expect(temperatures[point * 6 + 2] == 0)
      #expect(temperatures[point * 6 + 3] == 0.5 && temperatures[point * 6 + 5] == 0.1)
    }
    #expect(
      result.results.variables.first { $0.name == "temperature" }?.dimensions == ["budget", "schedule", "observation"])
    #expect(
      result.results.variables.first { $0.name == "energy" }?.dimensions == [
        "budget", "schedule", "observation", "quantile",
      ])
    #expect(result.figures.contains { $0.name == "success-over-budget" })
  }

  /// Half the time step gives another number, the difference is reported.
  @Test func stepCheck() throws {
    let result = try analyzed(
      """
      experiment: schedule-comparison
      potential: {kind: double-well, tilt: 0.1}
      schedules: {cold: 0.2, warm: 0.5}
      budget: 20
      from: right
      start: minimum
      dynamics: {time-step: 0.05}
      walkers: 500
      observations: 5
      step-check: true
      """)
    #expect((finding(result, "success-probability", "warm")?.discretizationError ?? 0) > 0)
  }

  /// Files of an earlier version say `looks`, and mean the same.
  @Test func formerKeys() throws {
    let former = Self.doubleWell.replacing("observations: 11", with: "looks: 11\nlook-spacing: log")
    let present = Self.doubleWell.replacing("observations: 11", with: "observations: 11\nobservation-spacing: log")
    #expect(try resolved(former) == resolved(present))
    #expect(
      complaints(about: former + "\nobservations: 11").contains(
        "looks is the former name of observations, which is given too; leave one of them out."))
  }

  private func resolved(_ yaml: String) throws -> Value {
    try Plan(ScenarioFile(yaml: yaml, name: "test.yaml"), in: .standard).resolved
  }

  /// A contender whose walkers diverge is warned of, with the place in the sweep.
  @Test func divergenceIsWarnedOf() throws {
    let result = try analyzed(
      """
      experiment: schedule-comparison
      potential: {kind: double-well, tilt: 0.1}
      schedules: {cold: 0.2, hot: 50}
      budget: 20
      from: right
      start: minimum
      dynamics: {time-step: 0.1}
      walkers: 200
      observations: 3
      """)
    #expect(result.warnings.count == 1)
    #expect(result.warnings.first?.hasPrefix("'hot': ") == true)
    #expect(result.warnings.first?.hasSuffix(" of 200 walkers diverged") == true)
  }
}
