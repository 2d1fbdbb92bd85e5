// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// The curves of the replicas at one point of the sweep, as figures: the grokking curve, losses, norms.
struct TrainingCurves {
  let records: [ReplicaRecord]
  /// What follows a title, where the sweep has several points: `decay = 1`.
  let place: String
  /// What follows a figure's name there: `-3`.
  let suffix: String
  /// Where the vertical lines stand.
  let memorized: Double?
  let grokked: Double?
  /// The accuracy of guessing, 1/classes, where answers are classes.
  let chance: Double?

  private typealias Name = ReplicaRecord.Name

  /// Accuracies on training and test set against the step.
  var accuracies: Figure? {
    guard records.contains(where: { !$0.curve(Name.testAccuracy).isEmpty }) else { return nil }
    let train = series("train accuracy", Name.trainAccuracy)
    let test = series("test accuracy", Name.testAccuracy)
    var all = train + test
    guard !all.isEmpty else { return nil }
    if let chance, let last = records.compactMap(\.steps.last).max() {
      all.append(
        Figure.Series(
          "chance, \(NumberFormat.rounded(chance, digits: 2))", .dashedLine, x: [1, last], y: [chance, chance]))
    }
    return Figure(
      name: "grokking-curve" + suffix, title: "Grokking curve" + heading,
      caption: "Accuracy on the training and on the test set against the step\(bundle). "
        + "Vertical lines mark t_mem and t_grok, the first evaluations at which the accuracies reach their thresholds.",
      x: stepAxis, y: Figure.Axis("accuracy", range: -0.03...1.06), series: all, marks: marks)
  }

  /// Losses on training and test set against the step.
  var losses: Figure? {
    let all = series("train loss", Name.trainLoss) + series("test loss", Name.testLoss)
    guard !all.isEmpty else { return nil }
    return Figure(
      name: "losses" + suffix, title: "Losses" + heading,
      caption: "Mean loss on the training and on the test set against the step\(bundle).",
      x: stepAxis, y: Figure.Axis("mean loss", isLogarithmic: true), series: all, marks: marks)
  }

  /// The Euclidean norms of the weights of each group.
  var norms: Figure? {
    var groups: [String] = []
    for group in records.flatMap({ $0.weightNorms.map(\.group) }) where !groups.contains(group) { groups.append(group) }
    let all = groups.flatMap { group in
      series(group) { record in record.weightNorms.first { $0.group == group }?.values ?? [] }
    }
    guard !all.isEmpty else { return nil }
    return Figure(
      name: "weight-norms" + suffix, title: "Norms of the weights" + heading,
      caption: "Euclidean norm of the weights of each group against the step\(bundle).",
      x: stepAxis, y: Figure.Axis("norm of the weights |w|", isLogarithmic: true), series: all, marks: marks)
  }

  private var heading: String { place.isEmpty ? "" : ", " + place }

  private var stepAxis: Figure.Axis { Figure.Axis("step", isLogarithmic: true) }

  private var bundle: String {
    records.count > 1 ? "; thin lines are single runs, thick ones their median" : ""
  }

  private var marks: [Figure.Mark] {
    [
      memorized.map { Figure.Mark(at: $0, "t_mem = \(NumberFormat.counted(Int($0.rounded())))") },
      grokked.map { Figure.Mark(at: $0, "t_grok = \(NumberFormat.counted(Int($0.rounded())))") },
    ].compactMap { $0 }
  }

  private func series(_ label: String, _ name: String) -> [Figure.Series] { series(label) { $0.curve(name) } }

  /// The median as a line with the single runs as thin lines; one run is a line of its own.
  private func series(_ label: String, values: (ReplicaRecord) -> [Double]) -> [Figure.Series] {
    let curves = records.map { record -> (x: [Double], y: [Double]) in
      // Step 0 has no place on a logarithmic axis.
      let pairs = zip(record.steps, values(record)).filter { $0.0 > 0 && $0.1.isFinite }
      return (pairs.map(\.0), pairs.map(\.1))
    }.filter { !$0.x.isEmpty }
    guard curves.count > 1 else { return curves.map { Figure.Series(label, .line, x: $0.x, y: $0.y) } }
    let median = MedianCurve(of: curves)
    return [Figure.Series(label, .line, x: median.x, y: median.y)]
      + curves.map { Figure.Series("", .thinLine, x: $0.x, y: $0.y) }
  }
}
