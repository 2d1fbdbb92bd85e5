// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Settings
import Statistics

/// The answer to the question of a `training` run in words, with numbers and error bars.
struct TrainingAnswer {
  let points: [PointOutcome]

  /// More points than this are summed up.
  private static let pointLimit = 6

  var sentence: String {
    let told = points.filter { !$0.runs.isEmpty }
    guard let first = told.first else { return "No training run is finished." }
    guard told.count > 1 else {
      return [times(first), rise(first), kind(first)].compactMap { $0 }.joined(separator: " ")
    }
    let shown = told.count <= Self.pointLimit ? told : [told[0], told[told.count - 1]]
    let sentences = shown.map { point in
      let text = times(point)
      return "At \(point.place) it \(text.prefix(1).lowercased())\(text.dropFirst())"
    }
    return (sentences + [trend(told)].compactMap { $0 }).joined(separator: " ")
  }

  /// When the training set is memorized and when the rule is found.
  private func times(_ point: PointOutcome) -> String {
    guard !point.timed.isEmpty, let memorized = point.median(\.memorization), let grokked = point.median(\.grokking)
    else { return losses(point) }
    let many = point.timed.count > 1
    let budget = NumberFormat.counted(point.budget)
    guard memorized.censored < memorized.samples else {
      return
        "Does not memorize the training set within \(budget) steps\(many ? " in any of \(memorized.samples) runs" : "")"
        + "\(diverged(point)).\(unusual(grokked))"
    }
    var text = "Memorizes at step \(stated(memorized))"
    if grokked.censored == grokked.samples {
      return text
        + " and does not grok within \(budget) steps\(many ? " in any of \(grokked.samples) runs" : "")\(diverged(point))."
    }
    text += ", groks at \(stated(grokked))"
    if let value = many ? point.medianGap?.quantile.value : delay(point) {
      text +=
        value > 0
        ? ": a delay of \(count(value)) steps" : ": without delay"
    }
    return text + diverged(point) + "."
  }

  /// The delay of a single run, between the evaluations that saw the times.
  private func delay(_ point: PointOutcome) -> Double? {
    if case .known(let estimate)? = point.timed.first?.times.gap { estimate.value } else { nil }
  }

  private func unusual(_ grokked: CensoredMedian) -> String {
    grokked.censored < grokked.samples ? " The test set is learned all the same, at step \(stated(grokked))." : ""
  }

  private func diverged(_ point: PointOutcome) -> String {
    let count = point.runs.count(where: \.isDiverged)
    return count > 0 ? "; \(count) of \(point.runs.count) runs diverged" : ""
  }

  /// `1 480 (3 of 3 runs, median; interval 1 200 to 1 900)`; of a single run the evaluation that saw it, as in its row.
  private func stated(_ median: CensoredMedian) -> String {
    guard median.samples > 1 else {
      return count(median.seen.first ?? .nan) + (median.bracket.map { " (\($0))" } ?? "")
    }
    let share = "\(median.samples - median.censored) of \(median.samples) runs"
    guard let value = median.quantile.value else {
      return "\(count(median.seen.first ?? .nan)) at the earliest (\(share); the median is not reached)"
    }
    let spread =
      median.interval.map { "95 % interval \(count($0.lowerBound)) to \(count($0.upperBound))" }
      ?? median.bracket.map { "all \($0)" } ?? "all the same"
    return "\(count(value)) (median; \(share), \(spread))"
  }

  /// How sharp the rise of the test accuracy is.
  private func rise(_ point: PointOutcome) -> String? {
    let widths = point.runs.compactMap { run -> Double? in
      guard case .success(let shape) = run.shape else { return nil }
      return shape.relativeWidth?.value
    }.sorted()
    guard !widths.isEmpty else { return nil }
    let middle = (widths[(widths.count - 1) / 2] + widths[widths.count / 2]) / 2
    let steepness = steepness(point).map { "; the sigmoid in ln t has k = \($0)" } ?? ""
    return "The rise from 10 to 90 % takes \(NumberFormat.rounded(middle, digits: 2)) of t_grok\(steepness)."
  }

  private func steepness(_ point: PointOutcome) -> String? {
    guard let run = point.shown, case .success(let shape) = run.shape, case .success(let sigmoid) = shape.sigmoid else {
      return nil
    }
    return sigmoid.steepness.formatted + (point.runs.count > 1 ? " in run \(run.replica)" : "")
  }

  /// What kind of learning it is: grokking proper only where the test accuracy stood at chance before.
  private func kind(_ point: PointOutcome) -> String? {
    let kinds = point.runs.compactMap { run in run.diagnosis.map { (run, $0) } }
    guard let classes = point.classes, !kinds.isEmpty else { return nil }
    func part(_ kind: LearningKind) -> String? {
      let count = kinds.count { $0.1.kind == kind }
      return count == 0 ? nil : kinds.count == 1 ? "" : "\(count) of \(kinds.count) runs"
    }
    func phrase(_ words: String, _ part: String?) -> String? {
      part.map { $0.isEmpty ? "This is \(words)." : "In \($0) this is \(words)." }
    }
    let shares = kinds.compactMap { $0.1.kind == .grokking ? $0.1.plateauShare : nil }.sorted()
    let share = shares.isEmpty ? "" : ", \(Int((100 * shares[shares.count / 2]).rounded())) % of the gap"
    let sentences = [
      phrase("true grokking (test accuracy at chance, 1/\(classes), before\(share))", part(.grokking)),
      phrase("gradual improvement without a plateau at chance, not grokking", part(.epochWiseDoubleDescent)),
      phrase("comprehension: the rule comes with the training set", part(.comprehension)),
      part(.ruleNotHeld).map { "The rule did not hold\($0.isEmpty ? "" : " in " + $0)." },
    ].compactMap { $0 }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// For tasks whose answers are no classes.
  private func losses(_ point: PointOutcome) -> String {
    if point.budget == 0 { return evaluation(point) }
    let train = point.runs.compactMap { $0.record.last(ReplicaRecord.Name.trainLoss) }
    let test = point.runs.compactMap { $0.record.last(ReplicaRecord.Name.testLoss) }
    func range(_ values: [Double]) -> String {
      let ends = [values.min() ?? .nan, values.max() ?? .nan].map { NumberFormat.rounded($0, digits: 3) }
      return ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
    }
    return "Ends with a training loss of \(range(train)) and a test loss of \(range(test))\(diverged(point))."
  }

  /// Of given weights, no step being taken.
  private func evaluation(_ point: PointOutcome) -> String {
    func told(_ name: String) -> String? {
      point.runs.compactMap { $0.record.last(name) }.first.map { NumberFormat.rounded($0, digits: 4) }
    }
    typealias Name = ReplicaRecord.Name
    let parts = [("train", Name.trainLoss, Name.trainAccuracy), ("test", Name.testLoss, Name.testAccuracy)]
      .compactMap { set, loss, accuracy in
        told(loss).map { "a \(set) loss of \($0)" + (told(accuracy).map { " and accuracy of \($0)" } ?? "") }
      }
    guard !parts.isEmpty else { return "The given weights have no finite loss." }
    return "The given weights have \(parts.joined(separator: ", ")); no step was taken."
  }

  /// How the grokking time changes along a sweep.
  private func trend(_ points: [PointOutcome]) -> String? {
    let known = points.compactMap { point in point.median(\.grokking)?.quantile.value.map { (point, $0) } }
    guard let least = known.min(by: { $0.1 < $1.1 }), let most = known.max(by: { $0.1 < $1.1 }), most.1 > least.1 else {
      return nil
    }
    return
      "The median grokking time is shortest at \(least.0.place), \(count(least.1)), and longest at \(most.0.place), \(count(most.1))"
      + (known.count < points.count ? "; \(points.count - known.count) of \(points.count) points have none." : ".")
  }

  private func count(_ step: Double) -> String {
    step.isFinite ? NumberFormat.counted(Int(step.rounded())) : NumberFormat.nothing
  }
}
