// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import RavineLaboratory
import Runs
import Scenarios
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// A rate that some simulation found, twice too large.
private struct Guess: RateMethod {
  let name = "guess"
  let summary = "a number"
  let formula = "k"
  let standing = MethodStanding.sampled()
  let parameters = [Parameter.number("guess-rate", default: 0.01, .positive, "the number")]

  func objection(to point: EscapeRatePoint) -> String? { nil }
  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(cost: 1)] }
  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    let rate = point.settings.number("guess-rate")
    return Dataset(findings: [
      Finding("escape-rate", Estimate(rate, standardError: rate / 10), unit: "1/time", notes: ["a guess"])
    ])
  }
}

/// A method that no other file knows.
@Suite struct GuestRateMethodTests {
  private func analyzed(_ methods: String, more: String = "") throws -> Analysis {
    let run = try RunScenario(
      """
      experiment: escape-rate
      potential: {kind: double-well}
      temperature: 0.25
      from: left
      start: minimum
      to: right
      methods: [\(methods)]
      \(more)
      """, in: .standard.adding(method: Guess()))
    #expect(run.perform(threads: 1).isComplete)
    return try run.analysis
  }

  /// Alone it makes the headline, the table and the results.
  @Test func itsRateIsTheAnswer() throws {
    let result = try analyzed("guess", more: "guess-rate: 0.02")
    #expect(result.answer == "The escape rate is 0.0200(20) by guess, one passage in 50.0(50) units of time.")
    #expect(result.tables[0].columns == ["k, guess"])
    #expect(result.tables[0].rows == [["0.0200(20)"]])
    #expect(result.warnings == ["guess: a guess"])
    #expect(result.results.numbers("escape_rate") == [0.02])
  }

  /// Beside a computed rate it is compared with that.
  @Test func itIsComparedWithTheReference() throws {
    let result = try analyzed("guess, exact")
    #expect(result.answer.hasPrefix("The escape rate is "))
    #expect(result.answer.contains(" by exact, one passage in "))
    #expect(result.answer.contains(" guess does not agree with exact: the difference is "))
    #expect(result.answer.contains(" % too small), where chance allows 2.6."))
  }

  /// Its key is known, and has no effect where the method is not named.
  @Test func itsKeyIsItsOwn() throws {
    expectSame(try analyzed("exact", more: "guess-rate: 0.02"), try analyzed("exact"))
  }
}
