// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings
import Statistics

/// One curve for each word of an axis: how many runs had grokked by when, and the median grokking time along a number.
struct CategoryFigures {
  let runs: [CategoryRun]

  var all: [Figure] {
    let axes = runs.first?.words.keys ?? []
    return axes.enumerated().flatMap { index, axis in
      let suffix = axes.count > 1 ? "-\(index + 1)" : ""
      return [shares(axis, suffix), times(axis, suffix)].compactMap { $0 }
    }
  }

  private func categories(_ axis: String) -> [(name: String, runs: [CategoryRun])] {
    var order: [String] = []
    var groups: [String: [CategoryRun]] = [:]
    for run in runs {
      let name = run.words[axis]?.word ?? ""
      if groups[name] == nil { order.append(name) }
      groups[name, default: []].append(run)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }

  private func shares(_ axis: String, _ suffix: String) -> Figure? {
    let end = runs.map { $0.grokking.upper ?? $0.grokking.lower }.max() ?? 1
    let series = categories(axis).map { name, runs -> Figure.Series in
      let curve = PassageTimes(
        times: runs.map { $0.grokking.upper ?? $0.grokking.lower }, arrived: runs.map { !$0.grokking.isCensored }
      ).survivalCurve()
      var x: [Double] = [curve.times.first ?? end]
      var y: [Double] = [0]
      for (time, survival) in zip(curve.times, curve.survival) {
        x.append(time)
        y.append(1 - survival)
      }
      x.append(end)
      y.append(y[y.count - 1])
      return Figure.Series(name, .steps, x: x, y: y)
    }
    guard series.count > 1, end > 0 else { return nil }
    return Figure(
      name: "grokked-by-word" + suffix, title: "Runs that have grokked by a step, for each \(axis)",
      caption:
        "One minus Kaplan and Meier's survival curve of the grokking times of all runs of a word; runs that had not grokked when they ended count until then.",
      x: Figure.Axis("step", isLogarithmic: true), y: Figure.Axis("share that has grokked", range: -0.03...1.03),
      series: series)
  }

  /// The number that takes the most values is the abscissa.
  private func times(_ axis: String, _ suffix: String) -> Figure? {
    let keys = runs.first?.place.keys ?? []
    let counts = keys.map { key in Set(runs.compactMap { $0.place[key]?.asNumber }).count }
    guard let most = counts.max(), most > 1, let index = counts.firstIndex(of: most) else { return nil }
    let key = keys[index]
    let series = categories(axis).flatMap { name, runs -> [Figure.Series] in
      let groups = Dictionary(grouping: runs) { $0.place[key]?.asNumber ?? .nan }.filter { $0.key.isFinite }
        .sorted { $0.key < $1.key }
      let medians = groups.compactMap { x, runs -> (x: Double, median: CensoredMedian)? in
        CensoredMedian(runs.map(\.grokking)).flatMap { $0.quantile.value == nil ? nil : (x, $0) }
      }
      let y = medians.map { $0.median.quantile.value ?? .nan }
      return [
        Figure.Series(
          name, .points, x: medians.map(\.x), y: y,
          lower: medians.map { $0.median.quantile.lower ?? $0.median.seen.first ?? .nan },
          upper: medians.map { $0.median.quantile.upper ?? $0.median.seen.last ?? .nan }),
        Figure.Series("", .thinLine, x: medians.map(\.x), y: y),
      ].filter { !$0.x.isEmpty }
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "grokking-time-by-word" + suffix, title: "Grokking time for each \(axis)",
      caption:
        "Kaplan–Meier medians over all runs of a word with 95 % intervals, or the range of the runs where these are too few.",
      x: Figure.Axis(key), y: Figure.Axis("t_grok (steps)", isLogarithmic: true), series: series
    ).showingData(series.filter(\.style.isSymbols))
  }
}
