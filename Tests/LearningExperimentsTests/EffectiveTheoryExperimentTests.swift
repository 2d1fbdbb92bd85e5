// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Grokking
import Runs
import Settings
import TestSupport
import Testing

@testable import Experiments
@testable import LearningExperiments

@Suite struct EffectiveTheoryExperimentTests {
  private static let addition = """
    experiment: effective-theory
    seed: 3
    task: {kind: addition, symbols: 10}
    draws: 300
    data: {train-count: 45, split-seed: 1}
    """

  @Test func additionHasItsExactAnswers() throws {
    let result = try analyzed(Self.addition)
    func value(_ quantity: String, _ method: String, _ at: [String: Value]) throws -> Double? {
      try result.found(quantity, by: method, at).value
    }
    #expect(try value("unique-probability", "clopper-pearson", ["size": .integer(55)]) == 1)
    #expect(try value("unique-probability", "clopper-pearson", ["size": .integer(9)]) == 0)
    #expect(try value("nullity", "rank", ["size": .integer(1)]) == 10)
    #expect(try value("nullity", "rank", ["size": .integer(55)]) == 2)
    let rate = try value("lambda-3", "eigenvalues", ["size": .integer(55), "quantile": .number(0.5)])
    #expect(agree(try #require(rate), 60 / 70, relative: 1e-12))
    let steps = try value("predicted-steps", "eigenvalues", ["size": .integer(55), "multiple": .integer(3)])
    #expect(agree(try #require(steps), 3500, relative: 1e-12))
    let never = try result.found("predicted-steps", by: "eigenvalues", ["size": .integer(10), "multiple": .integer(1)])
    #expect(never.value == nil && never.notes.first?.contains("does not decay") == true)
    // Liu et al. 2022, figure 4 (a).
    let critical = try result.found("critical-fraction", by: "interpolation")
    #expect(abs(try #require(critical.value) - 0.4) < 0.1)
    let single = ["size": Value.integer(45), "split-seed": .integer(1)]
    #expect(try value("nullity", "training-set", single) == 2)
    #expect(try value("solution-components", "training-set", single) == 1)
    #expect(try result.found("unique-structure", by: "training-set", single).text == "forced")
    #expect(result.figures.map(\.name) == ["unique-probability", "slowest-rate", "nullity"])
    #expect(result.answer.contains("of 55 rows"))
  }

  /// What a draw gives depends neither on threads nor on what was done before a stop.
  @Test func theThreadsDoNotMatter() throws {
    let one = try analyzed(Self.addition, threads: 1)
    expectSame(one, try analyzed(Self.addition, threads: 4))
    expectSame(one, try resumed(Self.addition))
  }

  @Test func groupsHaveTheirCharacters() throws {
    let text = """
      experiment: effective-theory
      task: {kind: group, group: abelian, factors: [2, 4]}
      draws: 200
      sizes: [8, 32, 64]
      data: {train-count: 63}
      """
    let result = try analyzed(text)
    #expect(try result.found("unique-probability", by: "clopper-pearson", ["size": .integer(64)]).value == 1)
    #expect(try result.found("unique-probability", by: "clopper-pearson", ["size": .integer(8)]).value == 0)
    #expect(try result.found("nullity", by: "rank", ["size": .integer(64)]).value == 1)
    #expect(try result.found("solution-components", by: "training-set").value == 8)
  }

  @Test func publishedProgramsTakeAllParallelograms() throws {
    let result = try analyzed(Self.addition + "\ndefinition: published-programs\nsizes: [20, 55]")
    for size in [20, 55] {
      let rate = try result.found(
        "lambda-3", by: "eigenvalues", ["size": .integer(size), "quantile": .number(0.1)])
      #expect(agree(try #require(rate.value), 60, relative: 1e-12))
    }
  }

  @Test func sweepsHaveTheirCriticalFractions() throws {
    let text = """
      experiment: effective-theory
      task: {kind: addition}
      draws: 100
      sizes: [0.3, 0.5]
      sweep: {task.symbols: [5, 8, 11]}
      """
    let result = try analyzed(text)
    #expect(result.figures.map(\.name) == ["unique-probability", "critical-fraction"])
    #expect(result.findings.count { $0.quantity == "critical-fraction" } == 3)
    #expect(result.tables.first?.rows.count == 3)
  }

  private static let trained = """
    experiment: effective-theory
    task: {kind: addition, symbols: 6}
    draws: 50
    sizes: [10, 21]
    training:
      model: {kind: toy-decoder, embedding: 1, widths: [32], activation: tanh}
      loss: {kind: squared-error, mean: elements, codes: random, code-width: 8}
      optimizer: {kind: adamw, rate: 1e-2, decay: 0, groups: {decoder: {rate: 1e-3, decay: 0}}}
      steps: 400
      sizes: [6, 18]
      data-seeds: 2
      every: 10
    """

  @Test func networksAreComparedWithTheTheory() throws {
    let result = try analyzed(Self.trained)
    for quantity in ["trajectory-similarity", "trajectory-deviation"] {
      for method in ["nominal-clock", "fitted-clock"] {
        let found = try result.found(quantity, by: method, ["size": .integer(18)])
        #expect(found.samples == 2 && found.value?.isFinite == true)
      }
    }
    let fitted = try result.found("trajectory-similarity", by: "fitted-clock", ["size": .integer(18)])
    let nominal = try result.found("trajectory-similarity", by: "nominal-clock", ["size": .integer(18)])
    #expect(fitted.value ?? 0 >= nominal.value ?? 1)
    #expect(try result.found("time-factor", by: "fitted-clock", ["size": .integer(18)]).value ?? 0 > 0)
    for quantity in ["accuracy-correlation", "steps-rank-correlation", "steps-exponent"] {
      #expect(result.findings.count { $0.quantity == quantity } == 1)
    }
    #expect(result.figures.map(\.name).contains("trajectory-trained"))
    #expect(result.figures.map(\.name).contains("accuracies"))
    expectSame(result, try resumed(Self.trained))
  }

  // MARK: - What is wrong is said in full

  @Test(arguments: [
    (
      "symbols: 10}\nsizes: [20, 56]",
      "bad.yaml:3:13: a size is 56; the table has only 55 rows."
    ),
    (
      "symbols: 10}\nsizes: [0]",
      "bad.yaml:3:9: a size is 0; a part of the table between 0 and 1 or a whole number of rows is expected."
    ),
    (
      "symbols: 10}\nsizes: [2.5]",
      "bad.yaml:3:9: a size is 2.5; a part of the table between 0 and 1 or a whole number of rows is expected."
    ),
    (
      "symbols: 10}\nsizes: some",
      "bad.yaml:3:8: sizes is text 'some'; 'all', a list of sizes or {from, to, count, spacing} is expected."
    ),
    ("symbols: 10}\nsizes: {from: 10, to: 60}", "bad.yaml:3:8: a size is 60; the table has only 55 rows."),
    ("symbols: 10}\ndraws: 0", "bad.yaml:3:8: draws is 0; it must be between 1 and 10000000."),
    ("symbols: 10}\nrate: 0", "bad.yaml:3:7: rate is 0; it must be positive."),
    ("symbols: 10}\ndefinition: papre", "bad.yaml:3:13: unknown definition 'papre'; did you mean 'paper'?"),
    (
      "symbols: 10}\ndata: {train-count: 55}",
      "bad.yaml:3:21: train-count is 55, the whole table: the test set would be empty."
    ),
    (
      "symbols: 500}",
      "bad.yaml:2:7: there are 500 symbols; the parallelogram theory is solved for 2 to 400."
    ),
  ])
  func badInput(written: String, message: String) {
    #expect(complaints(about: "experiment: effective-theory\ntask: {kind: addition, \(written)") == message)
  }

  @Test(arguments: [
    (
      "{kind: group, group: symmetric, degree: 3}",
      "bad.yaml:2:7: the group does not commute, and parallelograms are about sums, which do."
    ),
    (
      "{kind: modular-arithmetic, operation: x/y, modulus: 7}",
      "bad.yaml:2:7: x/y is not a sum; the parallelogram theory is about addition, x+y modulo p and commutative groups."
    ),
    ("{kind: teacher-student}", "bad.yaml:2:7: teacher-student has no table of pairs of symbols."),
  ])
  func badTasks(task: String, message: String) {
    let found = complaints(about: "experiment: effective-theory\ntask: \(task)")
    #expect(found == message || (task.contains("teacher") && found.hasSuffix("has no table of pairs of symbols.")))
  }

  @Test func badTraining() {
    let wrong = Self.trained.replacing("kind: addition, symbols: 6", with: "kind: modular-arithmetic, modulus: 6")
    #expect(
      complaints(about: wrong).hasSuffix(
        "x+y mod 6 is represented by angles, which sums of trained embeddings are not; only addition can be compared with trained networks."
      ))
    #expect(
      complaints(about: Self.trained.replacing("sizes: [6, 18]", with: "sizes: [6, 21]"))
        .hasSuffix("a size is 21; the table has only 21 rows, and one must be left to test."))
    #expect(
      complaints(about: Self.trained.replacing("  sizes: [6, 18]\n", with: ""))
        .hasSuffix("'sizes' is missing: rows of the training sets."))
  }
}
