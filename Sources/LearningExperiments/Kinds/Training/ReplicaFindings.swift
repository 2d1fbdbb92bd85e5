// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// What holds over the runs that differ by nothing but their seeds.
struct ReplicaFindings {
  let condition: RepeatedPoints.Condition

  private typealias Method = TrainingFindings.Method
  private var point: PointOutcome { condition.point }

  /// All of them; none where answers are not classes.
  var all: [Finding] {
    guard !point.timed.isEmpty else { return [] }
    return [
      probability("memorization-probability", point.reached(\.memorization)),
      probability("grokking-probability", point.reached(\.grokking)),
      median("memorization-time", point.median(\.memorization)), median("grokking-time", point.median(\.grokking)),
      median("grokking-gap", point.medianGap),
    ].compactMap { $0 } + phases + RunQuantity.averaged.compactMap(average) + represented
  }

  /// The means of what runs make of their symbols; a single run has no mean beside its own number.
  private var represented: [Finding] {
    condition.groups.count > 1 ? RunQuantity.represented.compactMap(average) : []
  }

  /// The share of each phase; also of those that no run shows.
  private var phases: [Finding] {
    let seen = point.runs.compactMap { $0.diagnosis?.phase }
    return LearningPhase.allCases.compactMap { phase in
      guard let estimate = proportion(of: seen.count { $0 == phase }, in: seen.count) else { return nil }
      var place = point.coordinates
      place["phase"] = .text(phase.rawValue)
      var finding = Finding("phase-fraction", estimate, at: place, method: Method.share)
      finding.samples = seen.count
      return finding
    }
  }

  /// The mean over the repetitions that have the number.
  private func average(_ quantity: RunQuantity) -> Finding? {
    let groups = condition.groups.map { group in group.runs.compactMap { quantity.value($0)?.value } }.filter {
      !$0.isEmpty
    }
    guard !groups.isEmpty else { return nil }
    let values = groups.map { $0.reduce(0, +) / Double($0.count) }
    var place = point.coordinates
    if let moment = quantity.moment { place["moment"] = .text(moment) }
    var finding = Finding(
      quantity.name, mean(of: values) ?? Estimate(values[0], standardError: .nan), unit: quantity.unit, at: place,
      method: Method.mean)
    if values.count == 1 { finding.notes = ["one run has no error bar"] }
    finding.samples = values.count
    let missing = condition.groups.count - values.count
    if missing > 0 { finding.notes.append("\(missing) of \(condition.groups.count) runs have no such number") }
    return finding
  }

  private func probability(_ quantity: String, _ reached: Int) -> Finding? {
    guard let estimate = proportion(of: reached, in: point.timed.count) else { return nil }
    var finding = Finding(quantity, estimate, at: point.coordinates, method: Method.share)
    finding.samples = point.timed.count
    finding.notes = ["the probability within a budget of \(NumberFormat.counted(point.budget)) steps"]
    let diverged = point.runs.count(where: \.isDiverged)
    if diverged > 0 { finding.notes.append("\(diverged) of \(point.runs.count) runs diverged") }
    return finding
  }

  private func median(_ quantity: String, _ median: CensoredMedian?) -> Finding? {
    median.map { Finding(quantity, median: $0, at: point.coordinates) }
  }
}
