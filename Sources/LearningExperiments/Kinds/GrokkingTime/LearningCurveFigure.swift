// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Statistics

/// The test accuracy of all runs against the step, one color a size: what the times were read from.
struct LearningCurveFigure {
  let outcomes: [GrokkingTimeOutcome]
  /// The coordinates beside the size; empty without others.
  let place: String
  /// What follows the figure's name where there are several.
  let suffix: String

  /// More sizes than this cannot be told apart; then some are left out evenly.
  private static let drawnSizes = 6

  var figure: Figure? {
    let all = Set(outcomes.map(\.run.size)).sorted()
    guard let first = outcomes.first else { return nil }
    let sizes = Self.spread(all, over: Self.drawnSizes)
    let end = outcomes.map(\.record.lastStep).filter(\.isFinite).max() ?? 1
    var series: [Figure.Series] = []
    for size in sizes {
      let curves = outcomes.filter { $0.run.size == size }.map(curve).filter { !$0.x.isEmpty }
      guard !curves.isEmpty else { continue }
      let median = MedianCurve(of: curves.map { held($0, until: end) })
      series.append(Figure.Series("\(size) rows", .line, x: median.x, y: median.y))
      guard curves.count > 1 else { continue }
      series += curves.map { Figure.Series("", .thinLine, x: $0.x, y: $0.y) }
    }
    guard !series.isEmpty else { return nil }
    let threshold = first.run.point.criteria.testAccuracy
    series.append(
      Figure.Series(
        "grokked, \(NumberFormat.rounded(threshold, digits: 3))", .dashedLine, x: [1, end], y: [threshold, threshold]))
    let chance = 1 / Double(first.run.point.classes)
    let left = all.count > sizes.count ? " \(sizes.count) of \(all.count) sizes are shown." : ""
    return Figure(
      name: "learning-curves" + suffix, title: "Test accuracy of the runs" + (place.isEmpty ? "" : ", " + place),
      caption:
        "Accuracy on the test set against the step: thin lines are single runs, thick ones the median over the runs of a "
        + "size, in which a run that has ended keeps its last value. Chance is \(NumberFormat.rounded(chance, digits: 2)).\(left)",
      x: Figure.Axis("step", isLogarithmic: true), y: Figure.Axis("test accuracy", range: -0.03...1.06), series: series)
  }

  private func curve(_ outcome: GrokkingTimeOutcome) -> (x: [Double], y: [Double]) {
    // Step 0 has no place on a logarithmic axis.
    let pairs = zip(outcome.record.curve(SweepRecord.Name.step), outcome.record.curve(SweepRecord.Name.testAccuracy))
      .filter { $0.0 > 0 && $0.1.isFinite }
    return (pairs.map(\.0), pairs.map(\.1))
  }

  private func held(_ curve: (x: [Double], y: [Double]), until end: Double) -> (x: [Double], y: [Double]) {
    guard let last = curve.x.last, let value = curve.y.last, last < end else { return curve }
    return (curve.x + [end], curve.y + [value])
  }

  /// The first, the last and what lies evenly between them.
  private static func spread(_ sizes: [Int], over count: Int) -> [Int] {
    guard sizes.count > count else { return sizes }
    return (0..<count).map { sizes[$0 * (sizes.count - 1) / (count - 1)] }
  }
}
