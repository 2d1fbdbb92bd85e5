// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Grokking
import Runs
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LearningExperiments

/// A run that memorizes at one step and groks at another, if it does.
private func run(
  _ replica: Int = 0, memorized: Int = 10, grokked: Int?, budget: Int = 10_000, noise: Double? = nil
) -> RunOutcome {
  typealias Name = ReplicaRecord.Name
  let steps = Set([0, memorized - 1, memorized, budget] + (grokked.map { [$0 - 1, $0] } ?? [])).sorted()
  var data = Dataset()
  let count = steps.count
  let test = steps.map { $0 >= grokked ?? .max ? 1 : 0.1 }
  data.add(Name.step, steps, over: ["evaluation": count])
  data.add(Name.trainAccuracy, steps.map { $0 >= memorized ? 1 : 0.1 }, over: ["evaluation": count])
  data.add(Name.testAccuracy, test, over: ["evaluation": count])
  data.add(Name.testLoss, test.map { 2 - $0 }, over: ["evaluation": count])
  data.add(Name.group, ["embedding", "decoder"], over: [Name.group: 2])
  // |w| = 5 at the beginning, 10 when memorized, then 2.5.
  let norms = steps.flatMap { step -> [Double] in
    let factor = step < memorized ? 1.0 : step < grokked ?? .max ? 2.0 : 0.5
    return [3 * factor, 4 * factor]
  }
  data.add(Name.weightNorm, norms, over: ["evaluation": count, Name.group: 2])
  if let noise {
    data.add(Name.noiseTemperature, steps.map { $0 < memorized ? noise : noise / 10 }, over: ["evaluation": count])
  }
  data.add(Name.budget, [budget])
  return RunOutcome(ReplicaRecord(data: data), replica: replica, criteria: GrokkingCriteria(), classes: 10)
}

private func point(_ runs: [RunOutcome], _ coordinates: [String: Double]) -> PointOutcome {
  PointOutcome(
    coordinates: Record(coordinates.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) }), runs: runs,
    criteria: GrokkingCriteria(), classes: 10, budget: 10_000)
}

private func analysis(_ points: [PointOutcome]) -> Analysis {
  TrainingAnalysis(points: points, results: Dataset()).analysis
}

@Suite struct SweepContrastTests {
  /// t = 1000·width^q·(a factor of each replica): every pair has the ratio of its widths to the q.
  private func powerLaw(_ exponents: [Double], widths: [Double]) -> [PointOutcome] {
    widths.map { width in
      point(
        exponents.enumerated().map { replica, q in run(replica, grokked: Int((100 * pow(width, q)).rounded())) },
        ["model.width": width])
    }
  }

  @Test func ratiosAndExponentsOfAPowerLawAreItsOwn() throws {
    let result = analysis(powerLaw([2, 2, 2], widths: [1, 2, 4]))
    let axis: [String: Value] = ["axis": .text("model.width")]
    let exponent = try result.found("grokking-time-exponent", by: "paired", axis)
    #expect(agree(exponent.value ?? 0, 2, relative: 1e-12) && exponent.samples == 3)
    let ends: [String: Value] = axis.merging(["from": .number(1), "to": .number(4)]) { $1 }
    let ratio = try result.found("grokking-time-ratio", by: "paired", ends)
    #expect(agree(ratio.value ?? 0, 16, relative: 1e-12))
    let rises = try result.found("grokking-time-rises", by: "sign-test", ends)
    // Clopper and Pearson for three of three: p³ = 0.025.
    #expect(rises.value == 1 && agree(rises.interval?.lowerBound ?? 0, cbrt(0.025), relative: 1e-8))
    #expect(try result.found("memorization-time-exponent", by: "paired", axis).value == 0)
    let equal = try result.found("memorization-time-rises", by: "sign-test", ends)
    #expect(equal.value == nil)
    #expect(equal.notes == ["none of 3 pairs decides: both are censored, equal or missing"])
  }

  @Test func theErrorOfAnExponentIsThatOfItsRepetitions() throws {
    let result = analysis(powerLaw([1.5, 2, 2.5], widths: [1, 4, 16]))
    let exponent = try result.found("grokking-time-exponent", by: "paired", ["axis": .text("model.width")])
    #expect(agree(exponent.value ?? 0, 2, relative: 1e-3))
    #expect(agree(exponent.standardError ?? 0, 0.5 / 3.0.squareRoot(), relative: 1e-3))
    // Student's quantile of two degrees of freedom.
    #expect(agree(exponent.interval?.upperBound ?? 0, 2 + 4.3026527 * 0.5 / 3.0.squareRoot(), relative: 1e-3))
  }

  @Test func censoredTimesDecideOrderButNoRatio() throws {
    let result = analysis([
      point([run(0, grokked: 500), run(1, grokked: 900), run(2, grokked: nil)], ["optimizer.decay": 1]),
      point([run(0, grokked: nil), run(1, grokked: 300), run(2, grokked: nil)], ["optimizer.decay": 2]),
    ])
    let ends: [String: Value] = ["axis": .text("optimizer.decay"), "from": .number(1), "to": .number(2)]
    let rises = try result.found("grokking-time-rises", by: "sign-test", ends)
    #expect(rises.value == 0.5 && rises.samples == 2)
    #expect(rises.notes == ["1 of 3 pairs decide nothing: both are censored, equal or missing"])
    let ratio = try result.found("grokking-time-ratio", by: "paired", ends)
    #expect(ratio.value == nil)
    #expect(
      ratio.notes == ["not applicable: 2 of 3 pairs hold a number that is censored, missing or not positive"])
  }

  @Test func valuesWithACensoredRunAreLeftOutOfTheExponent() throws {
    var points = powerLaw([1, 1], widths: [1, 2, 4])
    points.append(point([run(0, grokked: 800), run(1, grokked: nil)], ["model.width": 8]))
    let exponent = try analysis(points).found("grokking-time-exponent", by: "paired", ["axis": .text("model.width")])
    #expect(agree(exponent.value ?? 0, 1, relative: 1e-12))
    #expect(exponent.notes == ["without model.width = 8, where some runs have no such number"])
    let few = analysis(Array(points.dropFirst(2))).findings.filter { $0.quantity == "grokking-time-exponent" }
    #expect(few.isEmpty, "two values have no exponent")
    let none = try analysis(Array(points.dropFirst())).found(
      "grokking-time-exponent", by: "paired", ["axis": .text("model.width")])
    #expect(
      none.notes == [
        "not applicable: some runs have no such number at model.width = 8; 3 values are needed at which all have"
      ])
  }

  @Test func seedsAreRepetitionsAndNotConditions() throws {
    var points: [PointOutcome] = []
    for decay in [1, 2] {
      for seed in 1...4 {
        let place = ["optimizer.decay": Double(decay), "data.split-seed": Double(seed)]
        points.append(point([run(grokked: 1000 * seed / decay)], place))
      }
    }
    let result = analysis(points)
    let probability = try result.found("grokking-probability", by: "clopper-pearson", ["optimizer.decay": .number(1)])
    #expect(probability.samples == 4 && probability.at.keys == ["optimizer.decay"])
    #expect(!result.findings.contains { $0.at["axis"] == .text("data.split-seed") })
    let ratio = try result.found("grokking-time-ratio", by: "paired", ["axis": .text("optimizer.decay")])
    #expect(agree(ratio.value ?? 0, 0.5, relative: 1e-12) && ratio.samples == 4)
    #expect(result.tables.first?.rows.count == 2, "one row a decay")
    let own = result.findings.filter { $0.quantity == "grokking-time" && $0.method == "first-evaluation" }
    #expect(own.count == 8, "each run keeps its own")
  }

  @Test func otherAxesAreHeld() throws {
    var points: [PointOutcome] = []
    for decay in [1, 2] {
      for width in [1, 3] {
        let runs = [0, 1].map { run($0, grokked: 1000 * width / decay) }
        points.append(point(runs, ["model.width": Double(width), "optimizer.decay": Double(decay)]))
      }
    }
    let result = analysis(points)
    for decay in [1.0, 2] {
      let ratio = try result.found(
        "grokking-time-ratio", by: "paired", ["axis": .text("model.width"), "optimizer.decay": .number(decay)])
      #expect(agree(ratio.value ?? 0, 3, relative: 1e-3))
    }
  }

  @Test func normsAndNoiseAreReadAtTheirMoments() throws {
    let result = analysis([
      point([run(0, grokked: 5000, noise: 0.2), run(1, grokked: 6000, noise: 0.2)], ["batch": 8]),
      point([run(0, grokked: 5000, noise: 0.1), run(1, grokked: 6000, noise: 0.1)], ["batch": 16]),
    ])
    let norm = try result.found("norm-ratio", by: "mean", ["batch": .number(8)])
    #expect(agree(norm.value ?? 0, 0.25, relative: 1e-12))
    let memorized = try result.found("weight-norm", by: "mean", ["batch": .number(8), "moment": .text("memorized")])
    #expect(agree(memorized.value ?? 0, 10, relative: 1e-12))
    #expect(try result.found("plateau-norm-ratio", by: "mean", ["batch": .number(8)]).value == 1)
    let noise = try result.found(
      "gradient-noise-temperature-ratio", by: "paired", ["axis": .text("batch"), "moment": .text("memorizing")])
    #expect(agree(noise.value ?? 0, 0.5, relative: 1e-12))
    let plateau = try result.found(
      "gradient-noise-temperature", by: "mean", ["batch": .number(16), "moment": .text("plateau")])
    #expect(agree(plateau.value ?? 0, 0.01, relative: 1e-12))
  }

  @Test func theReportHasATableFromEndToEnd() throws {
    let result = analysis(powerLaw([2, 2, 2], widths: [1, 2, 4]))
    let table = try #require(result.tables.first { $0.title.hasPrefix("Along the sweep") })
    #expect(table.columns.first == "axis" && table.rows.count == 3)
    #expect(
      table.rows[1] == ["model.width", "1", "4", "", "grokking time", "3 of 3", "16 (16 to 16)", "2 (2 to 2)"])
    #expect(analysis([point([run(grokked: 500)], [:])]).tables.count == 1, "nothing is compared without a sweep")
  }

  @Test func everyPhaseHasItsShare() throws {
    let result = analysis([point([run(0, grokked: 5000), run(1, grokked: nil), run(2, grokked: 20)], [:])])
    for (phase, count) in [("grokking", 1.0), ("memorization", 1), ("comprehension", 1), ("confusion", 0)] {
      let share = try result.found("phase-fraction", by: "clopper-pearson", ["phase": .text(phase)])
      #expect(agree(share.value ?? -1, count / 3, relative: 1e-12), "\(phase)")
    }
  }
}
