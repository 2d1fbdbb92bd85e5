// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Training

/// The record of a lean run as the data set of its task.
struct SweepDataset {
  let dataset: Dataset

  private typealias Name = SweepRecord.Name
  /// A curve keeps an evaluation where an accuracy changed by so much since the one that was kept before it, …
  private static let change = 0.04
  /// … or where the step grew by such a factor.
  private static let ratio = 1.25

  init(_ record: TrainingRecord, end: TrainingEnd?, of run: SweepRun, testCount: Int) {
    var data = Dataset()
    data.add(Name.trainCount, [run.size], longName: "rows of the training set")
    data.add(Name.testCount, [testCount], longName: "rows of the test set")
    let times = (try? LearningCurve(record)).map { GrokkingTimes(of: $0, criteria: run.point.criteria) }
    // A run whose first numbers already were none reached nothing by step 0.
    let never = BracketedTime(after: 0, seenAt: nil)
    func add(_ name: String, _ time: BracketedTime?, _ what: String) {
      let time = time ?? never
      data.add(
        name + Name.lower, [time.lower], units: "step",
        longName: "last evaluation without \(what), or the censoring time"
      )
      data.add(
        name + Name.upper, [time.upper ?? .nan], units: "step",
        longName: "first evaluation with \(what), missing if never")
    }
    add(Name.memorization, times?.memorization, "memorization")
    add(Name.grokking, times?.grokking, "grokking")
    add(Name.sustainedMemorization, times?.sustainedMemorization, "sustained memorization")
    add(Name.sustainedGrokking, times?.sustainedGrokking, "sustained grokking")
    let last = record.last
    func addLast(_ name: String, _ value: Double?, _ what: String) {
      data.add(name, [value ?? .nan], longName: "\(what) at the last evaluation")
    }
    data.add(Name.lastStep, [last.map { Double($0.step) } ?? .nan], units: "step", longName: "last evaluation")
    addLast(Name.finalTrainAccuracy, last?.trainAccuracy, "train accuracy")
    addLast(Name.finalTestAccuracy, last?.testAccuracy, "test accuracy")
    addLast(Name.finalTrainLoss, last?.trainLoss, "train loss")
    addLast(Name.finalTestLoss, last?.testLoss, "test loss")
    addLast(Name.finalWeightNorm, last.map(Self.norm), "Euclidean norm of all weights")
    func addNorm(_ name: String, _ time: BracketedTime?, _ what: String) {
      let norm = time?.upper.flatMap { record.steps.firstIndex(of: Int($0)) }.map { Self.norm(record[$0]) }
      data.add(name, [norm ?? .nan], longName: "Euclidean norm of all weights at \(what), missing if never")
    }
    addNorm(Name.memorizedWeightNorm, times?.memorization, "memorization")
    addNorm(Name.grokkedWeightNorm, times?.grokking, "grokking")
    data.add(
      Name.bestTestAccuracy, [record.testAccuracy.filter(\.isFinite).max() ?? .nan],
      longName: "best test accuracy of all evaluations")
    data.add(Name.budget, [run.point.plan.steps], units: "step", longName: "steps that were allowed")
    var failure: TrainingFailure?
    if case .failed(let found)? = end { failure = found }
    data.add(
      Name.divergenceStep, [failure.map { Double($0.step) } ?? .nan], units: "step",
      longName: "step at which a number was no longer finite")
    data.add(Name.divergenceCause, [failure.map(\.explanation) ?? ""], longName: "why")
    Self.addCurve(record, to: &data)
    dataset = data
  }

  private static func norm(_ row: TrainingRecord.Row) -> Double {
    row.weightNorms.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private static func addCurve(_ record: TrainingRecord, to data: inout Dataset) {
    let kept = thinned(record)
    let count = kept.count
    func add(_ name: String, _ column: [Double], units: String = "1", _ longName: String) {
      data.add(name, kept.map { column[$0] }, over: ["evaluation": count], units: units, longName: longName)
    }
    add(
      Name.step, record.steps.map(Double.init), units: "step",
      "steps taken before the evaluation; evaluations that say nothing new are left out")
    add(Name.trainAccuracy, record.trainAccuracy, "part of the training set that is right")
    add(Name.testAccuracy, record.testAccuracy, "part of the test set that is right")
    add(Name.trainLoss, record.trainLoss, "mean loss over the training set")
    add(Name.testLoss, record.testLoss, "mean loss over the test set")
  }

  /// The evaluations that a curve needs: the first, the last, and those that differ from the one kept before.
  static func thinned(_ record: TrainingRecord) -> [Int] {
    var kept: [Int] = []
    for index in 0..<record.count {
      guard let last = kept.last, index < record.count - 1 else {
        kept.append(index)
        continue
      }
      let moved = max(
        abs(record.trainAccuracy[index] - record.trainAccuracy[last]),
        abs(record.testAccuracy[index] - record.testAccuracy[last]))
      // A change that is not a number is worth keeping.
      if !(moved < change) || Double(record.steps[index]) >= ratio * Double(max(record.steps[last], 1)) {
        kept.append(index)
      }
    }
    return kept
  }
}
