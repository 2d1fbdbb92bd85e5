// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Grokking
import Runs
import Settings
import Testing
import Training

@testable import Experiments
@testable import LearningExperiments

/// A quadratic network, for which the embeddings of a sum of waves are known.
private func scenario(operation: String = "x+y", more: String) -> String {
  """
  experiment: training
  seed: 1
  task: {kind: modular-arithmetic, operation: \(operation), modulus: 23}
  data: {train-fraction: 0.7}
  model: {kind: quadratic, width: 128}
  optimizer: {kind: adamw, rate: 0.01, decay: 1, beta2: 0.98}
  steps: 1200
  \(more)
  """
}

@Suite struct RuleMeasureTests {
  /// What a network that has grokked computes with lies in its key waves, and not before.
  @Test(arguments: ["x+y", "x-y"]) func aRuleThatWasFoundLiesInItsWaves(operation: String) throws {
    let analysis = try analyzed(
      scenario(
        operation: operation,
        more: """
          measure: {key-frequencies: auto, renamed-symbols: true}
          evaluate: {snapshots: [10, 100, 1200]}
          """))
    func value(_ quantity: String, _ place: (String, Value)) throws -> Double {
      try #require(
        analysis.found(quantity, by: "logits-of-all-pairs", ["replica": .integer(0), place.0: place.1]).value)
    }
    let (start, end) = (("moment", Value.text("start")), ("moment", Value.text("end")))
    let test = try analysis.found("final-test-loss", by: "last-evaluation", ["replica": .integer(0)])
    #expect(try value("restricted-loss", end) < 2 * #require(test.value) + 0.05)
    #expect(try value("excluded-loss", end) > 1)
    #expect(try value("key-share", end) > 0.8)
    #expect(try value("renamed-agreement", end) > 0.9 && value("renamed-agreement", start) < 0.2)
    #expect(try value("renamed-correlation", end) > 0.8 && value("renamed-correlation", start) < 0.1)
    // The kept weights of the last step are the last weights.
    for quantity in ["restricted-loss", "excluded-loss", "renamed-correlation"] {
      #expect(try value(quantity, ("step", .integer(1200))) == value(quantity, end), "\(quantity)")
    }
    let swapped = analysis.findings.contains { $0.quantity == "swapped-agreement" }
    #expect(swapped == (operation == "x+y"))
    #expect(analysis.figures.contains { $0.name == "key-frequency-losses" })
    #expect(analysis.findings.contains { $0.quantity == "rule-frequencies" && !($0.text ?? "").isEmpty })
    // Over the replicas too.
    let mean = try analysis.found("restricted-loss", by: "mean", ["moment": .text("end")])
    #expect(mean.value == (try value("restricted-loss", end)))
  }

  /// Nothing is measured that was not asked for.
  @Test func nothingIsMeasuredUnasked() throws {
    let analysis = try analyzed(scenario(more: "").replacing("steps: 1200", with: "steps: 5"))
    #expect(!analysis.findings.contains { $0.method == "logits-of-all-pairs" })
  }

  @Test func whatHasNoRuleSaysSo() {
    let measured = "measure: {key-frequencies: auto}"
    #expect(
      complaints(about: scenario(operation: "x*y", more: measured)).contains(
        "key-frequencies needs a rule ax + by modulo p with 3 ≤ p ≤ 256, such as x+y or x-y; this is x*y mod 23."))
    #expect(
      complaints(
        about: scenario(more: measured).replacing(
          "train-fraction: 0.7", with: "train-fraction: 0.7, permute-labels: true")
      ).contains("the answers are permuted"))
    #expect(
      complaints(about: scenario(more: "loss: {kind: squared-error, codes: random}\n\(measured)")).contains(
        "needs one output for each answer"))
    #expect(
      complaints(about: scenario(more: "measure: {key-frequencies: [3, 12]}")).contains(
        "the frequency 12 is too large: modulo 23 they are 1 to 11."))
    #expect(
      complaints(about: scenario(more: "measure: {key-frequencies: often}")).contains(
        "'none', 'auto' or a list of frequencies is expected."))
    let times = scenario(more: measured).replacing("experiment: training", with: "experiment: grokking-time")
    #expect(complaints(about: times).contains("unknown key 'key-frequencies'"))
  }
}
