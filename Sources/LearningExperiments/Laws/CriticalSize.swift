// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Settings
import Statistics

/// The size at which half of the runs of a series grok within the budget, by a logistic curve.
struct CriticalSize: Sendable {
  /// How it is found.
  static let method = "logistic"

  let series: GrokkingSeries
  /// The curve, or why there is none.
  let fit: Result<LogisticFit, NotApplicable>
  /// Whether budgets differ, so that the probability has no single meaning.
  private let hasSeveralBudgets: Bool

  /// Fits the curve to the runs of a series.
  init(_ series: GrokkingSeries) {
    self.series = series
    let runs = series.runs
    hasSeveralBudgets = Set(runs.map(\.budget)).count > 1
    fit = Result { () throws(NotApplicable) in
      try LogisticFit(sizes: runs.map(\.size), succeeded: runs.map { !$0.grokking.isCensored })
    }
  }

  /// The critical size, its width, and the critical fraction where the whole table is known.
  func findings(of table: GrokkingTable) -> [Finding] {
    let total = table.sizesAreFractions ? nil : table.total
    let name = table.sizesAreFractions ? "critical-fraction" : "critical-size"
    var findings: [Finding] = []
    switch fit {
    case .success(let fit):
      findings.append(finding(name, fit.center, unit: table.sizesAreFractions ? "" : "examples", notes: fit.notes))
      if let total {
        findings.append(finding("critical-fraction", fit.center.scaled(by: 1 / total), unit: "", notes: fit.notes))
      }
      if let width = fit.width {
        findings.append(finding("critical-width", width, unit: table.sizesAreFractions ? "" : "examples", notes: []))
      }
    case .failure(let reason):
      let sizes = series.points.map(\.size)
      let grokked = series.runs.contains { !$0.grokking.isCensored }
      for (name, scale) in [(name, 1)] + (total.map { [("critical-fraction", $0)] } ?? []) {
        var missing = Finding(name, nil, at: series.place, method: Self.method)
        missing.samples = series.runs.count
        missing.notes = ["not applicable: \(reason.reason)"]
        if !series.runs.isEmpty, grokked, series.runs.allSatisfy({ !$0.grokking.isCensored }) {
          missing.upperBound = sizes.min().map { $0 / scale }
        } else if !grokked {
          missing.lowerBound = sizes.max().map { $0 / scale }
        }
        findings.append(missing)
      }
    }
    return findings
  }

  private func finding(_ quantity: String, _ estimate: Estimate, unit: String, notes: [String]) -> Finding {
    var finding = Finding(quantity, estimate, unit: unit, at: series.place, method: Self.method).withoutInfiniteEnds
    finding.samples = series.runs.count
    finding.censored = series.runs.count(where: \.grokking.isCensored)
    finding.notes += notes
    if hasSeveralBudgets {
      finding.notes.append("runs had different budgets; the probability is that within each one's")
    }
    return finding
  }

  /// The curve over a range of sizes, with its band.
  func curve(_ label: String, from least: Double, to most: Double) -> [Figure.Series] {
    // Between failures and successes that a size separates no curve is known.
    guard case .success(let fit) = fit, !fit.isSeparated, most > least else { return [] }
    let x = (0...120).map { least + (most - least) * Double($0) / 120 }
    let values = x.map { fit.probability(at: $0) }
    return [
      Figure.Series(label, .line, x: x, y: values.map(\.value)),
      Figure.Series(
        "", .band, x: x, y: values.map(\.value), lower: values.map { $0.bounds.lowerBound },
        upper: values.map { $0.bounds.upperBound }),
    ]
  }

  /// `Half of the runs grok at N = 212(9).`; `nil` where there is no curve.
  func sentence(of table: GrokkingTable, total: Int) -> String? {
    guard case .success(let fit) = fit else { return nil }
    let place = total > 1 && !series.name.isEmpty ? "At \(series.name) half" : "Half"
    let size = table.sizesAreFractions ? "a fraction of" : "N ="
    let fraction = table.sizesAreFractions ? nil : table.total.map { fit.center.scaled(by: 1 / $0).formatted }
    if fit.isSeparated {
      let ends = fit.center.bounds
      return
        "\(place) of the runs grok somewhere between \(size) \(NumberFormat.rounded(ends.lowerBound, digits: 5)) and \(NumberFormat.rounded(ends.upperBound, digits: 5)); the sizes tell it no closer."
    }
    return
      "\(place) of the runs grok at \(size) \(fit.center.formatted)\(fraction.map { ", \($0) of the table" } ?? "")."
  }
}

extension Finding {
  /// The same finding; where an end of its interval is not finite, so that none is stated, with the other end as a bound
  /// and a note.
  var withoutInfiniteEnds: Finding {
    guard let interval = estimate?.interval, !interval.lowerBound.isFinite || !interval.upperBound.isFinite else {
      return self
    }
    var finding = self
    if interval.lowerBound.isFinite {
      finding.lowerBound = interval.lowerBound
      finding.notes.append("the interval begins at \(NumberFormat.rounded(interval.lowerBound)) and has no upper end")
    } else if interval.upperBound.isFinite {
      finding.upperBound = interval.upperBound
      finding.notes.append("the interval ends at \(NumberFormat.rounded(interval.upperBound)) and has no lower end")
    } else {
      finding.notes.append("the interval has no ends: the runs do not determine it")
    }
    return finding
  }
}
