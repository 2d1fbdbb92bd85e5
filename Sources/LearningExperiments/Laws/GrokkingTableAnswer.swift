// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings
import Statistics

/// What a table of grokking times shows, in sentences.
struct GrokkingTableAnswer {
  let table: GrokkingTable
  let comparisons: [TableComparison]
  let thresholds: [CriticalSize]

  /// More series than this are summed up.
  private static let named = 4

  /// What was observed, then what the laws say.
  var sentence: String { ([observations] + verdicts + relations + critical).joined(separator: " ") }

  /// Which law the grokking time follows against the size, and against the decay and the temperature.
  private var verdicts: [String] {
    let told = comparisons.filter { $0.isAnswered && $0.result.time == .grokking && $0.result.family != .relation }
    return told.prefix(Self.named).map { comparison in
      let place = comparison.place.keys.isEmpty ? "" : "At \(comparison.place.sentence), "
      return "\(place.isEmpty ? "A" : place + "a")gainst \(against(comparison)): \(comparison.result.laws.verdict)"
    } + (told.count > Self.named ? ["Tables hold \(told.count - Self.named) more such comparisons."] : [])
  }

  private func against(_ comparison: TableComparison) -> String {
    comparison.against == "size" ? "the size of the training set" : comparison.against
  }

  /// How both times go together.
  private var relations: [String] {
    comparisons.filter { $0.result.family == .relation && $0.isAnswered }.prefix(Self.named).compactMap { comparison in
      let power = comparison.result.laws.bestOfEachLaw.first { $0.fit.law.name == GrokkingLaw.timePower.name }
      guard let exponent = power?.fit.coefficient("time-exponent") else { return nil }
      let place = comparison.place.keys.isEmpty ? "" : " at \(comparison.place.sentence)"
      if let reason = comparison.constancy { return "From run to run\(place) \(reason)." }
      let interval = exponent.interval.map { ", 95 % interval \(NumberFormat.formatted($0))" } ?? ""
      return "From run to run t_grok ∝ t_mem^q with q = \(exponent.formatted)\(place)\(interval)."
    }
  }

  private var critical: [String] {
    thresholds.prefix(Self.named).compactMap { $0.sentence(of: table, total: thresholds.count) }
  }

  /// How many runs grokked, and how the medians change with the size.
  private var observations: String {
    guard !table.runs.isEmpty else { return "There is no run." }
    let total = table.runs.count
    let grokked = table.runs.count { !$0.grokking.isCensored }
    guard grokked > 0 else {
      let latest = NumberFormat.steps(table.runs.map(\.grokking.lower).max() ?? .nan)
      return
        "None of \(total) runs grokked within \(latest) steps: every grokking time is only known to be longer, and no law can be fitted."
    }
    let series = table.series
    let trends = series.prefix(Self.named).compactMap(trend)
    let more = series.count > Self.named && !trends.isEmpty ? " There are \(series.count) such series." : ""
    return ([grokked == total ? "All \(total) runs grokked." : "\(grokked) of \(total) runs grokked."] + trends)
      .joined(separator: " ") + more
  }

  /// `The median grokking time falls from 9200 steps at N = 159 to 720 at N = 317.`
  private func trend(_ series: GrokkingSeries) -> String? {
    let medians = series.points.compactMap { point in
      CensoredMedian(point.grokkings)?.quantile.value.map { (size: point.size, time: $0) }
    }
    let place = series.name.isEmpty ? "" : "At \(series.name) the"
    let subject = (place.isEmpty ? "The" : place) + " median grokking time"
    guard let first = medians.first, let last = medians.last else {
      return "\(subject) is not reached at any size."
    }
    guard first.size < last.size else { return "\(subject) is \(shown(first.time)) steps at \(name(first.size))." }
    let verb = first.time > last.time ? "falls" : first.time < last.time ? "rises" : "goes"
    let missing = series.points.count - medians.count
    return
      "\(subject) \(verb) from \(shown(first.time)) steps at \(name(first.size)) to \(shown(last.time)) at \(name(last.size))"
      + (missing > 0 ? "; at \(missing) of \(series.points.count) sizes fewer than half of the runs grokked." : ".")
  }

  private func name(_ size: Double) -> String {
    (table.sizesAreFractions ? "fraction " : "N = ") + NumberFormat.rounded(size, digits: 5)
  }

  private func shown(_ time: Double) -> String { NumberFormat.steps(time.rounded()) }
}
