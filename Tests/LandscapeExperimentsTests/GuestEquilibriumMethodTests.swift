// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import RavineLaboratory
import Runs
import Settings
import Statistics
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// A free-energy difference that some simulation found, with a large error.
private struct Guess: EquilibriumMethod {
  let name = "guess"
  let summary = "a number"
  let formula = "ΔF"
  let standing = MethodStanding.sampled()
  let parameters = [Parameter.number("guess-difference", default: 0.1, .any, "the number")]

  func objection(to point: EquilibriumPoint) -> String? { nil }
  func parts(of point: EquilibriumPoint) -> [MethodPart] { [MethodPart(cost: 1)] }
  func perform(part: Int, of point: EquilibriumPoint, in context: TaskContext) throws -> Dataset {
    let difference = point.settings.number("guess-difference")
    return Dataset(
      findings: point.compared.flatMap { place in
        let at = place.record(relativeTo: point.reference)
        return [
          Finding("free-energy-difference", Estimate(difference, standardError: 0.05), unit: "energy", at: at),
          Finding("population-ratio", Estimate(0.8, standardError: 0.1), unit: "1", notes: ["a guess"], at: at),
        ]
      })
  }
  func remarks(on table: EquilibriumTable) -> [String] { ["It was guessed."] }
  func columns(of table: EquilibriumTable) -> [EquilibriumTable.Column] {
    [.quantity("population-ratio", by: name, heading: "p/p′, guess")]
  }
}

/// A method that no other file knows.
@Suite struct GuestEquilibriumMethodTests {
  private func analyzed(_ methods: String, more: String = "") throws -> Analysis {
    let run = try RunScenario(
      """
      experiment: equilibrium
      potential: {kind: double-well}
      temperature: 0.5
      methods: [\(methods)]
      \(more)
      """, in: .standard.adding(method: Guess()))
    #expect(run.perform(threads: 1).isComplete)
    return try run.analysis
  }

  /// Alone it makes the headline, the tables, the warnings and the results.
  @Test func itsDifferenceIsTheAnswer() throws {
    let result = try analyzed("guess", more: "guess-difference: 0.2")
    #expect(
      result.answer
        == "The well 'left' holds 1.25(16) times what 'right' holds (guess): ΔF = −0.200(50). It was guessed.")
    #expect(result.tables[0].columns == ["well", "guess"])
    #expect(result.tables[0].rows == [["right", "0.80(10)"]])
    #expect(result.tables.last?.rows == [["0.80(10)"]])
    #expect(result.warnings == ["guess: population-ratio of 'right': a guess"])
    #expect(result.results.numbers("free_energy_difference")?.last == 0.2)
  }

  /// Beside a computed number it is compared with that: by symmetry ΔF is zero.
  @Test func itIsComparedWithTheReference() throws {
    let result = try analyzed("guess, quadrature")
    #expect(
      result.answer
        == "The wells 'left' and 'right' are worth the same (quadrature). 'guess' agrees with quadrature: the "
        + "difference is 2.0 standard errors. It was guessed.")
  }

  /// Its key is known, and has no effect where the method is not named.
  @Test func itsKeyIsItsOwn() throws {
    expectSame(try analyzed("quadrature", more: "guess-difference: 0.2"), try analyzed("quadrature"))
  }
}
