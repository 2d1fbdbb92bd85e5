// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// The figures of a table of grokking times with the laws that were fitted.
struct ComparisonFigures {
  let table: GrokkingTable
  let comparisons: [TableComparison]
  let thresholds: [CriticalSize]

  private var plain: GrokkingTableFigures { GrokkingTableFigures(table: table) }
  private var isAlone: Bool { thresholds.count == 1 }
  /// More comparisons than this are not drawn side by side.
  private static let residualLimit = 6

  /// All of them, the most telling first.
  var all: [Figure] {
    [
      times(.grokking), times(.memorization), relation, chances, residuals(.grokking), residuals(.memorization),
      reciprocal(.decay, .grokking, "1/γ", "inverse weight decay"),
      reciprocal(.temperature, .grokking, "1/θ", "inverse temperature"),
      reciprocal(.decay, .memorization, "1/γ", "inverse weight decay"),
      reciprocal(.temperature, .memorization, "1/θ", "inverse temperature"),
    ].compactMap { $0 }
  }

  private func comparisons(_ family: LawFamily, _ time: LearningTime) -> [TableComparison] {
    comparisons.filter { $0.result.family == family && $0.result.time == time && $0.isAnswered }
  }

  private func name(_ comparison: TableComparison) -> String? { isAlone ? nil : comparison.place.sentence }

  private func times(_ time: LearningTime) -> Figure? {
    let laws = comparisons(.size, time).flatMap { LawCurves(comparison: $0).overSizes(name($0)) }
    let caption =
      laws.isEmpty
      ? ""
      : isAlone
        ? " Lines are medians by the fitted laws, each with its better likelihood; the band is the 95 % interval of the best one."
        : " Lines are medians by the best law of each series, with its 95 % interval."
    return plain.times(time == .grokking ? .grokking : .memorization, adding: laws, caption: caption)
  }

  private var chances: Figure? {
    let sizes = table.runs.map(\.size)
    guard let least = sizes.min(), let most = sizes.max() else { return nil }
    let curves = thresholds.flatMap { $0.curve(isAlone ? "logistic curve" : $0.series.name, from: least, to: most) }
    let marks = thresholds.compactMap { threshold -> Figure.Mark? in
      guard case .success(let fit) = threshold.fit, (least...most).contains(fit.center.value) else { return nil }
      return Figure.Mark(
        at: fit.center.value, "critical \(NumberFormat.rounded(fit.center.value, digits: 3))",
        like: isAlone ? "logistic curve" : threshold.series.name)
    }
    return plain.chances(
      adding: curves, marks: isAlone ? marks : [],
      caption: curves.isEmpty ? "" : " Lines are logistic curves with their 95 % intervals.")
  }

  /// t_grok against t_mem, run by run.
  private var relation: Figure? {
    let found = comparisons(.relation, .grokking)
    guard !found.isEmpty else { return nil }
    let isOne = found.count == 1
    var series: [Figure.Series] = []
    for comparison in found {
      let runs = comparison.result.runs
      let seen = runs.filter { !$0.grokking.isCensored }
      let censored = runs.filter(\.grokking.isCensored)
      let name = comparison.place.sentence
      series += [
        Figure.Series(
          isOne ? "single run" : name, .points, x: seen.map { $0.memorization?.upper ?? .nan },
          y: seen.map { $0.grokking.upper ?? .nan }),
        Figure.Series(
          isOne ? "not grokked (censored)" : "", .bounds, x: censored.map { $0.memorization?.upper ?? .nan },
          y: censored.map(\.grokking.lower)),
      ].filter { !$0.x.isEmpty }
      series += LawCurves(comparison: comparison).overMemorization(isOne ? nil : name)
    }
    return Figure(
      name: "grokking-against-memorization", title: "Grokking time against memorization time",
      caption:
        "One symbol a run; arrows had not grokked when they ended. The line is a power of the memorization time with its 95 % interval\(isOne ? "; dashed lines have the slopes 1 and 2" : "").",
      x: Figure.Axis("t_mem (steps)", isLogarithmic: true), y: Figure.Axis("t_grok (steps)", isLogarithmic: true),
      series: series
    ).showingData(series.filter(\.style.isSymbols))
  }

  /// Residuals of the best laws against the quantiles that their distribution gives them.
  private func residuals(_ time: LearningTime) -> Figure? {
    let found = comparisons(.size, time).filter { $0.drawn(1).first.map { $0.fit.seen > 2 } ?? false }
    guard !found.isEmpty else { return nil }
    var ends: [Double] = []
    let series = found.prefix(Self.residualLimit).compactMap { comparison -> Figure.Series? in
      guard let standing = comparison.drawn(1).first else { return nil }
      let points = Self.quantiles(standing.fit)
      guard !points.isEmpty else { return nil }
      ends += points.map(\.expected)
      let law = "\(standing.fit.law.name), \(standing.fit.distribution.rawValue)"
      let name = isAlone ? law : "\(comparison.place.sentence): \(law)"
      return Figure.Series(name, .points, x: points.map(\.expected), y: points.map(\.found))
    }
    guard let least = ends.min(), let most = ends.max(), !series.isEmpty else { return nil }
    let symbol = time == .grokking ? "t_grok" : "t_mem"
    return Figure(
      name: "\(time.rawValue)-residuals", title: "Residuals of \(symbol) about the best law",
      caption:
        "Residuals (ln t − μ)/σ of the runs that were seen against the quantiles of the fitted distribution, with censored runs counted by Kaplan and Meier: a straight line of slope one if the law and its scatter hold.",
      x: Figure.Axis("quantile of the fitted distribution"), y: Figure.Axis("standardized residual"),
      series: series + [Figure.Series("exact agreement", .dashedLine, x: [least, most], y: [least, most])])
  }

  /// The residuals that were seen, ascending, with the quantiles at which the survival curve puts them.
  private static func quantiles(_ fit: CensoredFit) -> [(expected: Double, found: Double)] {
    let residuals = fit.residuals.filter(\.value.isFinite)
    // The survival curve wants times: any growing function of the residual does.
    let passages = PassageTimes(
      times: residuals.map { exp($0.value) }, arrived: residuals.map { !$0.isCensored })
    let curve = passages.survivalCurve()
    var before = 1.0
    return zip(curve.times, curve.survival).compactMap { time, after in
      let share = 1 - (before + after) / 2
      before = after
      guard share > 0, share < 1 else { return nil }
      return (fit.distribution.quantile(share), log(time))
    }
  }

  /// A time against the reciprocal of the decay or of the temperature.
  private func reciprocal(_ family: LawFamily, _ time: LearningTime, _ symbol: String, _ words: String) -> Figure? {
    let found = comparisons(family, time)
    guard let axis = found.first?.against else { return nil }
    let symbols = GrokkingTableFigures.Time(time)
    var series: [Figure.Series] = []
    for comparison in found.prefix(Self.residualLimit) {
      let name = comparison.place.sentence
      let groups = Dictionary(grouping: comparison.result.runs) { $0.axes[axis] ?? .nan }
        .filter { $0.key > 0 }.sorted { $0.key > $1.key }
      series += symbols.observed(
        groups.map { (x: 1 / $0.key, runs: $0.value) }, label: name, isAlone: found.count == 1)
      series += LawCurves(comparison: comparison).overReciprocal(of: axis, name: name)
    }
    guard Set(series.flatMap(\.x)).count > 1 else { return nil }
    let x = series.flatMap(\.x)
    let isWide = (x.max() ?? 0) > 8 * (x.min() ?? 1)
    return Figure(
      name: "\(time.rawValue)-time-over-\(family.rawValue)",
      title: "\(time == .grokking ? "Grokking" : "Memorization") time against the \(words)",
      caption:
        "Symbols are Kaplan–Meier medians with 95 % intervals, pale dots single runs, arrows runs that had not \(symbols.participle) when they ended; lines are medians by the best law at each size.",
      x: Figure.Axis("\(symbol), reciprocal of \(axis)", isLogarithmic: isWide && family == .decay),
      y: Figure.Axis("\(symbols.symbol) (steps)", isLogarithmic: true), series: series
    ).showingData(series.filter(\.style.isSymbols))
  }
}
