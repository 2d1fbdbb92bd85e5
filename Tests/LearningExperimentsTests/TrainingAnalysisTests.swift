// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LearningExperiments

/// Runs as tasks leave them, written by hand.
private struct HandMade {
  var steps: [Int] = [0, 1, 10, 100, 500, 1000, 2000, 4000, 5000]
  var train: [Double] = [0.1, 0.2, 0.5, 1, 1, 1, 1, 1, 1]
  var test: [Double] = [0.1, 0.1, 0.1, 0.1, 0.12, 0.1, 0.5, 0.95, 0.99]
  var budget = 5000
  var divergence: (step: Int, cause: String)?

  var dataset: Dataset {
    typealias Name = ReplicaRecord.Name
    var data = Dataset()
    let count = steps.count
    data.add(Name.step, steps, over: ["evaluation": count])
    data.add(Name.trainAccuracy, train, over: ["evaluation": count])
    data.add(Name.testAccuracy, test, over: ["evaluation": count])
    data.add(Name.trainLoss, train.map { 1.5 - $0 }, over: ["evaluation": count])
    data.add(Name.testLoss, test.map { 1.5 - $0 }, over: ["evaluation": count])
    data.add(Name.group, ["embedding", "decoder"], over: [Name.group: 2])
    data.add(Name.weightNorm, steps.flatMap { [1, 2 + Double($0)] }, over: ["evaluation": count, Name.group: 2])
    data.add(Name.budget, [budget])
    data.add(Name.divergenceStep, [divergence.map { Double($0.step) } ?? .nan])
    data.add(Name.divergenceCause, [divergence?.cause ?? ""])
    data.add(Name.weightsFile, ["weights/replica-0.safetensors"])
    return data
  }
}

private func point(_ runs: [HandMade], coordinates: Record = Record(), classes: Int? = 10) -> PointOutcome {
  let criteria = GrokkingCriteria()
  return PointOutcome(
    coordinates: coordinates,
    runs: runs.enumerated().map {
      RunOutcome(ReplicaRecord(data: $1.dataset), replica: $0, criteria: criteria, classes: classes)
    }, criteria: criteria, classes: classes, budget: runs.first?.budget ?? 0)
}

private func analysis(_ points: [PointOutcome]) -> Analysis {
  TrainingAnalysis(points: points, results: Dataset()).analysis
}

extension Analysis {
  fileprivate func find(_ quantity: String, _ method: String? = nil, replica: Int? = nil) -> Finding? {
    findings.first {
      $0.quantity == quantity && (method == nil || $0.method == method)
        && $0.at["replica"]?.asNumber.map { Int($0) } == replica
    }
  }
}

@Suite struct TrainingAnalysisTests {
  @Test func timesAreTheFirstEvaluationsWithTheirResolution() throws {
    let result = analysis([point([HandMade()])])
    let memorized = try #require(result.find("memorization-time", "first-evaluation", replica: 0))
    #expect(memorized.value == 100 && memorized.interval == 10...100 && memorized.level == 1)
    #expect(memorized.accuracy == 0.9)
    let grokked = try #require(result.find("grokking-time", "first-evaluation", replica: 0))
    #expect(grokked.value == 4000 && grokked.interval == 2000...4000)
    #expect(result.find("grokking-time", "sustained", replica: 0)?.value == nil, "two evaluations are not three")
    let gap = try #require(result.find("grokking-gap", replica: 0))
    #expect(gap.value == 3900 && gap.interval == 1900...3990)
    #expect(result.find("phase", replica: 0)?.text == "grokking")
    // At chance until step 1000, 900 of the gap of 3900 steps: more than a sixth of it.
    #expect(result.find("learning-kind", replica: 0)?.text == "grokking")
    #expect(agree(result.find("plateau-share", replica: 0)?.value ?? 0, 900.0 / 3900, relative: 1e-12))
    #expect(result.find("final-test-accuracy", replica: 0)?.value == 0.99)
    #expect(result.find("final-train-loss", replica: 0)?.value == 0.5)
  }

  @Test func aRunThatNeverGroksIsCensoredAtItsBudget() throws {
    var never = HandMade()
    never.test = never.test.map { _ in 0.1 }
    let result = analysis([point([never])])
    let time = try #require(result.find("grokking-time", "first-evaluation", replica: 0))
    #expect(time.value == nil && time.lowerBound == 5000 && time.censored == 1)
    #expect(time.notes == ["not reached within 5000 steps (censored)"])
    #expect(result.find("grokking-gap", replica: 0)?.lowerBound == 4900)
    #expect(result.find("grokking-probability")?.value == 0)
    #expect(result.find("phase", replica: 0)?.text == "memorization")
    #expect(result.answer == "Memorizes at step 100 (between 10 and 100) and does not grok within 5000 steps.")
  }

  @Test func mediansCountTheCensoredAndProbabilitiesHaveIntervals() throws {
    var never = HandMade()
    never.test = never.test.map { _ in 0.1 }
    var late = HandMade()
    late.test[7] = 0.6
    let result = analysis([point([HandMade(), late, never])])
    let median = try #require(result.find("grokking-time", "kaplan-meier"))
    #expect((4000...5000).contains(median.value ?? 0) && median.samples == 3 && median.censored == 1)
    #expect(median.interval == nil && median.notes.first?.hasPrefix("3 runs are too few") == true)
    let probability = try #require(result.find("grokking-probability"))
    #expect(agree(probability.value ?? 0, 2.0 / 3, relative: 1e-12))
    // Clopper and Pearson for two of three: the roots of 3p² − 2p³ = 0.025 and of p³ = 1 − 0.025 in 1 − p.
    let interval = try #require(probability.interval)
    let p = interval.lowerBound
    #expect(agree(3 * p * p - 2 * p * p * p, 0.025, relative: 1e-8))
    let q = interval.upperBound
    #expect(agree(q * q * q, 0.975, relative: 1e-8))
    let onlyNever = analysis([point([never, never])])
    let unknown = try #require(onlyNever.find("grokking-time", "kaplan-meier"))
    #expect(unknown.value == nil && unknown.lowerBound == 5000)
  }

  @Test func aDivergedRunIsSaidWithItsCause() throws {
    var wild = HandMade()
    wild.steps = [0, 1, 10]
    wild.train = [0.1, 0.1, 0.1]
    wild.test = [0.1, 0.1, 0.1]
    wild.divergence = (12, "the rate is too large")
    let result = analysis([point([wild, HandMade()])])
    let note =
      "the training diverged at step 12: the rate is too large; the last finite weights are in weights/replica-0.safetensors"
    #expect(result.warnings == ["1 of 2 training runs diverged", "replica 0: \(note)"])
    #expect(result.find("grokking-time", "first-evaluation", replica: 0)?.notes == [note])
    #expect(result.find("grokking-probability")?.notes.contains("1 of 2 runs diverged") == true)
    #expect(result.answer.contains("1 of 2 runs diverged"))
    #expect(result.tables[0].rows[0].last == "diverged")
  }

  @Test func everyNumberHasItsName() {
    let names = Set(analysis([point([HandMade()])]).findings.map(\.quantity))
    #expect(
      names.isSuperset(of: [
        "memorization-time", "grokking-time", "grokking-gap", "sharpness", "relative-width", "phase", "learning-kind",
        "final-train-accuracy", "final-test-accuracy", "final-train-loss", "final-test-loss", "grokking-probability",
        "memorization-probability",
      ]))
    let methods = Set(analysis([point([HandMade()])]).findings.map(\.method))
    #expect(methods.isSubset(of: Set(TrainingFindings.Method.all)))
  }

  @Test func theAnswerSaysWhenHowSharpAndWhetherItIsGrokking() {
    let answer = analysis([point([HandMade(), HandMade(), HandMade()])]).answer
    #expect(
      answer.hasPrefix(
        "Memorizes at step 32 (median; 3 of 3 runs, all between 10 and 100), groks at 2828 (median; 3 of 3 runs, all between "
          + "2000 and 4000): a delay of 2753 steps. The rise from 10 to 90 % takes "))
    #expect(
      answer.hasSuffix("In 3 of 3 runs this is true grokking (test accuracy at chance, 1/10, before, 23 % of the gap).")
    )
    var gradual = HandMade()
    gradual.test = [0.1, 0.1, 0.1, 0.2, 0.3, 0.4, 0.7, 0.95, 0.99]
    let other = analysis([point([gradual])]).answer
    #expect(other.hasSuffix("This is gradual improvement without a plateau at chance, not grokking."), "\(other)")
  }

  @Test func figuresMarkBothTimes() throws {
    let figures = analysis([point([HandMade(), HandMade()])]).figures
    #expect(figures.map(\.name) == ["grokking-curve", "losses", "weight-norms"])
    let curve = try #require(figures.first)
    #expect(curve.x.isLogarithmic && curve.marks.map(\.label) == ["t_mem = 32", "t_grok = 2828"])
    #expect(curve.series.allSatisfy { $0.x.allSatisfy { $0 > 0 } })
    #expect(curve.series.count { $0.style == .thinLine } == 4)
  }

  @Test func aSweepHasItsTableAndItsTrend() throws {
    func place(_ decay: Double) -> Record { Record([("optimizer.decay", .number(decay))]) }
    var never = HandMade()
    never.test = never.test.map { _ in 0.1 }
    var early = HandMade()
    early.test[6] = 0.95
    let result = analysis([
      point([never], coordinates: place(0)), point([HandMade()], coordinates: place(1)),
      point([early], coordinates: place(2)),
    ])
    #expect(result.tables.count == 3)
    #expect(result.tables[0].rows[0] == ["0", "1 of 1", "32", "0 of 1", "> 5000", "> 4900"])
    #expect(
      result.answer.hasSuffix(
        "The median grokking time is shortest at optimizer.decay = 2, 1414, and longest at optimizer.decay = 1, 2828; 1 of 3 points have none."
      ))
    #expect(result.figures.first?.name == "times-over-optimizer-decay")
    #expect(result.figures.contains { $0.name == "grokking-curve-3" })
  }

  @Test func answersThatAreNoClassesHaveLossesOnly() {
    let result = analysis([point([HandMade()], classes: nil)])
    #expect(Set(result.findings.map(\.quantity)).isDisjoint(with: ["grokking-time", "phase"]))
    #expect(result.answer == "Ends with a training loss of 0.5 and a test loss of 0.51.")
  }

  @Test func theMedianOfCurvesKeepsLastValuesBetweenEvaluations() {
    let median = MedianCurve(of: [
      ([1, 10], [0, 1]), ([1, 5, 10], [0, 0.5, 1]), ([1, 2, 10], [0, 0.2, 0.9]),
    ])
    #expect(median.x == [1, 2, 5, 10])
    #expect(median.y == [0, 0, 0.2, 1])
  }
}
