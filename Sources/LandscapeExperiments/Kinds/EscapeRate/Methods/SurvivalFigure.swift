// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics

/// The fraction of walkers that have not arrived against time: straight on a logarithmic scale where the passage times are
/// exponential.
enum SurvivalFigure {
  /// A curve is drawn for at most so many of the first points of a sweep.
  static let shownCurves = 8

  /// One curve over kt; `nil` if there is nothing to draw.
  static func curve(_ label: String, times: PassageTimes, rate: Double) -> Figure.Series? {
    let curve = times.survivalCurve()
    // Thinned to the places where the curve has fallen by a further percent, so that a figure does not hold 10⁶ points.
    var x = [0.0]
    var y = [1.0]
    for (time, share) in zip(curve.times, curve.survival) where share < 0.99 * (y.last ?? 1) && share > 0 {
      x.append(time * rate)
      y.append(share)
    }
    return x.count > 2 ? Figure.Series(label, .steps, x: x, y: y) : nil
  }

  /// The curves with the exponential law; `nil` if there are none.
  static func figure(of curves: [Figure.Series]) -> Figure? {
    guard !curves.isEmpty else { return nil }
    let reach = curves.flatMap(\.x).max() ?? 1
    let x = (0...20).map { min(reach, 8) * Double($0) / 20 }
    let law = Figure.Series("exponential law", .dashedLine, x: x, y: x.map { exp(-$0) })
    return Figure(
      name: "survival", title: "Survival until passage",
      caption:
        "The fraction of walkers that have not arrived (Kaplan–Meier) against time in units of the mean passage time.",
      x: Figure.Axis("time × rate, kt"), y: Figure.Axis("fraction not arrived", isLogarithmic: true),
      series: curves + [law])
  }
}
