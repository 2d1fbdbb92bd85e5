// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics

/// What moves in a run while its accuracies stand still.
struct RunDrift {
  let run: RunOutcome

  private typealias Name = ReplicaRecord.Name

  /// The numbers that a finding can have of it.
  static let quantities: [RunQuantity] = [
    RunQuantity(name: "gradient-noise-temperature", moment: "memorizing") {
      RunDrift(run: $0).noise(until: \.memorization).map(RunNumber.known)
    },
    RunQuantity(name: "gradient-noise-temperature", moment: "plateau") {
      RunDrift(run: $0).noise(after: \.memorization, until: \.grokking).map(RunNumber.known)
    },
    RunQuantity(name: "weight-norm", moment: "start") { RunDrift(run: $0).norms.first.map(RunNumber.known) },
    RunQuantity(name: "weight-norm", moment: "memorized") {
      RunDrift(run: $0).norm(\.memorization).map(RunNumber.known)
    },
    RunQuantity(name: "weight-norm", moment: "grokked") { RunDrift(run: $0).norm(\.grokking).map(RunNumber.known) },
    RunQuantity(name: "norm-ratio") { RunDrift(run: $0).normRatio.map(RunNumber.known) },
    RunQuantity(name: "plateau-norm-ratio") { RunDrift(run: $0).plateauRatio(of: \.norms).map(RunNumber.known) },
    RunQuantity(name: "plateau-loss-ratio") { RunDrift(run: $0).plateauRatio(of: \.testLosses).map(RunNumber.known) },
    RunQuantity(name: "loss-width-ratio") { RunDrift(run: $0).lossWidthRatio.map(RunNumber.known) },
  ]

  // MARK: - Weights

  /// |w| of the whole network at each evaluation.
  var norms: [Double] {
    let groups = run.record.weightNorms
    guard let count = groups.map(\.values.count).min() else { return [] }
    return (0..<count).map { index in groups.reduce(0) { $0 + $1.values[index] * $1.values[index] }.squareRoot() }
  }

  /// The test loss at each evaluation.
  var testLosses: [Double] { run.record.curve(Name.testLoss) }

  private func index(_ time: KeyPath<GrokkingTimes, BracketedTime>) -> Int? {
    run.times?[keyPath: time].upper.flatMap { step in run.record.steps.firstIndex(of: step) }
  }

  private func norm(_ time: KeyPath<GrokkingTimes, BracketedTime>) -> Double? {
    index(time).flatMap { norms.indices.contains($0) ? norms[$0] : nil }
  }

  /// |w| at t_grok over |w| at t_mem.
  private var normRatio: Double? {
    guard let memorized = norm(\.memorization), let grokked = norm(\.grokking), memorized > 0,
      let order = run.times?.order, order == .earlier
    else { return nil }
    return grokked / memorized
  }

  // MARK: - The plateau

  /// The evaluations from t_mem to the last one, before the rule, at which the test accuracy is at chance: within a tenth of the way from
  /// chance to one, as in ``LearningDiagnosis``. Without a rule it ends with the run.
  var plateau: ClosedRange<Int>? {
    guard let curve = run.curve, let classes = run.classes, let start = index(\.memorization) else { return nil }
    let chance = 1 / Double(max(classes, 1))
    let end = min(index(\.grokking) ?? curve.steps.count, curve.steps.count)
    guard start < end,
      let last = (start..<end).last(where: { curve.test[$0] <= chance + (1 - chance) / 10 }), last > start
    else { return nil }
    return start...last
  }

  private func plateauRatio(of curve: KeyPath<RunDrift, [Double]>) -> Double? {
    let values = self[keyPath: curve]
    guard let plateau, plateau.upperBound < values.count, values[plateau.lowerBound] > 0 else { return nil }
    return values[plateau.upperBound] / values[plateau.lowerBound]
  }

  // MARK: - The fall of the test loss

  /// How much wider the fall of the test loss is than the rise of the test accuracy: both from 10 to 90 %, the loss from its maximum to its last
  /// value.
  private var lossWidthRatio: Double? {
    guard let times = run.times, case .success(let shape) = run.shape, shape.width.value > 0 else { return nil }
    let losses = testLosses
    guard losses.allSatisfy(\.isFinite), losses.count == run.record.steps.count,
      let top = losses.indices.max(by: { losses[$0] < losses[$1] }), let last = losses.last, losses[top] > last
    else { return nil }
    let fallen = losses.indices.map { $0 < top ? 0 : (losses[top] - losses[$0]) / (losses[top] - last) }
    guard
      let fall = try? TransitionShape(
        of: LearningCurve(steps: run.record.steps, train: fallen, test: fallen), grokking: times.grokking)
    else { return nil }
    return fall.width.value / shape.width.value
  }

  // MARK: - The noise of mini-batches

  /// The mean of θ_eff over the evaluations within a part of the run, each for as many steps as it stands for.
  private func noise(
    after start: KeyPath<GrokkingTimes, BracketedTime>? = nil, until end: KeyPath<GrokkingTimes, BracketedTime>
  ) -> Double? {
    let steps = run.record.steps
    let values = run.record.curve(Name.noiseTemperature)
    guard values.count == steps.count, let times = run.times else { return nil }
    let begin = start.map { times[keyPath: $0].upper ?? .infinity } ?? 0
    let stop = times[keyPath: end].upper ?? .infinity
    var (sum, weight) = (0.0, 0.0)
    for index in steps.indices where steps[index] >= begin && steps[index] < stop && values[index].isFinite {
      let duration = index + 1 < steps.count ? min(steps[index + 1], stop) - steps[index] : 1
      sum += duration * values[index]
      weight += duration
    }
    return weight > 0 ? sum / weight : nil
  }
}
