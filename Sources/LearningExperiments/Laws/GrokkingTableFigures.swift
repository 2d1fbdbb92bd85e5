// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Settings
import Statistics

/// A table of grokking times as figures, before any law: single runs, medians, chances.
struct GrokkingTableFigures {
  let table: GrokkingTable

  /// A time of a run, with its words.
  enum Time: String, CaseIterable {
    case grokking
    case memorization

    /// The time of a run, if it was recorded.
    func callAsFunction(_ run: GrokkingRun) -> BracketedTime? { self == .grokking ? run.grokking : run.memorization }

    /// The symbol on axes: `t_grok`.
    var symbol: String { self == .grokking ? "t_grok" : "t_mem" }

    /// What did not happen in runs that are censored.
    var participle: String { self == .grokking ? "grokked" : "memorized" }

    /// The same time, as laws name it.
    init(_ time: LearningTime) { self = time == .grokking ? .grokking : .memorization }

    /// Single runs as dots, those that never got there as arrows where they ended, and medians with their bars.
    ///
    /// - Parameters:
    ///   - groups: the abscissae with the runs there.
    ///   - label: what the runs are called where there are others beside them.
    ///   - isAlone: whether there are none; then every symbol has a name of its own in the key.
    func observed(_ groups: [(x: Double, runs: [GrokkingRun])], label: String, isAlone: Bool) -> [Figure.Series] {
      let times = groups.flatMap { group in
        group.runs.compactMap { run in self(run).map { (x: group.x, time: $0) } }
      }
      let seen = times.filter { !$0.time.isCensored }
      let censored = times.filter(\.time.isCensored)
      let medians = groups.compactMap { group -> (x: Double, median: CensoredMedian)? in
        let median = CensoredMedian(group.runs.compactMap { self($0) })
        return median.flatMap { $0.quantile.value == nil ? nil : (group.x, $0) }
      }
      return [
        Figure.Series(
          isAlone ? "Kaplan–Meier median" : label, .points, x: medians.map(\.x),
          y: medians.map { $0.median.quantile.value ?? .nan },
          lower: medians.map { $0.median.quantile.lower ?? $0.median.seen.first ?? .nan },
          upper: medians.map { $0.median.quantile.upper ?? $0.median.seen.last ?? .nan }),
        Figure.Series(
          isAlone ? "single run" : "", .dots, x: seen.map(\.x), y: seen.map { $0.time.upper ?? .nan }),
        Figure.Series(
          isAlone ? "not \(participle) (censored)" : "", .bounds, x: censored.map(\.x), y: censored.map(\.time.lower)),
      ].filter { !$0.x.isEmpty }
    }
  }

  /// The axis of the sizes.
  var sizeAxis: Figure.Axis {
    Figure.Axis(
      table.sizesAreFractions ? "training set (fraction of the table)" : "training set N (examples)")
  }

  /// log t against the size: all runs, all medians.
  func times(_ time: Time, adding laws: [Figure.Series] = [], caption: String = "") -> Figure? {
    let series = table.series
    let data = series.flatMap {
      time.observed(
        $0.points.map { (x: $0.size, runs: $0.runs) }, label: series.count == 1 ? "" : $0.name,
        isAlone: series.count == 1)
    }
    guard !data.isEmpty else { return nil }
    return Figure(
      name: "\(time.rawValue)-time",
      title: "\(time == .grokking ? "Grokking" : "Memorization") time against the size of the training set",
      caption:
        "Pale dots are single runs; arrows are runs that had not \(time.participle) when they ended; symbols are Kaplan–Meier medians with their 95 % intervals, or the range of the runs where these are too few.\(caption)",
      x: sizeAxis, y: Figure.Axis("\(time.symbol) (steps)", isLogarithmic: true), series: data + laws
    ).showingData(data)
  }

  /// The chance of grokking within the budget against the size.
  func chances(adding laws: [Figure.Series] = [], marks: [Figure.Mark] = [], caption: String = "") -> Figure? {
    let data = table.series.map { series -> Figure.Series in
      let estimates = series.points.map { proportion(of: $0.grokked, in: $0.runs.count) }
      return Figure.Series(
        table.series.count == 1 ? "share of runs that grokked" : series.name, .points, x: series.points.map(\.size),
        y: estimates.map { $0?.value ?? .nan }, lower: estimates.map { $0?.bounds.lowerBound ?? .nan },
        upper: estimates.map { $0?.bounds.upperBound ?? .nan })
    }
    guard !table.runs.isEmpty else { return nil }
    return Figure(
      name: "grokking-probability", title: "Probability of grokking within the budget",
      caption: "The share of runs that grokked; bars are 95 % intervals of Clopper and Pearson.\(caption)",
      x: sizeAxis, y: Figure.Axis("P(grok)", range: -0.03...1.03), series: data + laws, marks: marks)
  }
}
