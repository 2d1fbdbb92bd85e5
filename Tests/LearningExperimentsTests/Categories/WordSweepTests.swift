// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Grokking
import Runs
import Settings
import Statistics
import TestSupport
import Testing

@testable import LearningExperiments

/// Sweeps over words and over seeds.
@Suite struct WordSweepTests {
  private static let task = """
    seed: 5
    task: {kind: modular-arithmetic, operation: x+y, modulus: 11}
    model: {kind: quadratic, width: 32}
    optimizer: {kind: adamw, rate: 0.01, decay: 1, beta2: 0.98}
    steps: 150
    """

  @Test("a sweep over an activation compares its words, and the file of its runs says the same again")
  func words() throws {
    let analysis = try analyzed(
      """
      experiment: grokking-time
      \(Self.task.replacing("kind: quadratic, width: 32", with: "kind: embedding-mlp"))
      sizes: [0.6, 0.8]
      data-seeds: 2
      model-seeds: 2
      bootstrap: 0
      sweep: {model.activation: [gelu, relu]}
      """)
    let found = analysis.findings.filter { $0.at["axis"] == .text("model.activation") }
    #expect(found.contains { $0.quantity == "grokking-probability-difference" && $0.samples == 8 })
    #expect(found.contains { $0.quantity == "memorization-time-ratio" && $0.method == "paired" })
    #expect(found.allSatisfy { $0.at["from"] == .text("gelu") && $0.at["to"] == .text("relu") })
    #expect(analysis.figures.contains { $0.name == "grokked-by-word" })
    let file = try #require(analysis.files.first { $0.name == "runs.csv" })
    let table = try GrokkingTable(Data(file.text.utf8), name: "runs.csv")
    #expect(table.categories == ["model.activation"])
    let again = CategoryContrast.all(of: table.parts.flatMap(\.table.categoryRuns))
      .flatMap { CategoryFindings(contrast: $0).all }
    for finding in again {
      let own = try #require(
        found.first {
          $0.quantity == finding.quantity && $0.method == finding.method && $0.at.isSamePlace(as: finding.at)
        })
      #expect(own.value == finding.value && own.interval == finding.interval)
    }
  }

  @Test("the points of a sweep over the seed are the runs that the seed alone gives")
  func seeds() throws {
    let training = "experiment: training\n\(Self.task)\n"
    let swept = try analyzed(training + "sweep: {seed: [5, 6]}")
    let losses = [5, 6].map { seed in
      swept.findings.first { $0.quantity == "final-train-loss" && $0.at["seed"] == .integer(seed) }?.value
    }
    #expect(losses[0] != nil && losses[0] != losses[1])
    for (seed, loss) in zip([5, 6], losses) {
      let single = try analyzed(training.replacing("seed: 5", with: "seed: \(seed)"))
      #expect(single.findings.first { $0.quantity == "final-train-loss" }?.value == loss)
    }
  }
}
