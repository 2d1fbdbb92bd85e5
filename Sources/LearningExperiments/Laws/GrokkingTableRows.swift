// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Settings
import Statistics

/// The table of a report that says how many runs there are at each size and what became of them.
struct GrokkingTableRows {
  let table: GrokkingTable

  /// One row a size and combination of the other axes.
  var bySize: Table {
    let hasMemorization = table.runs.contains { $0.memorization != nil }
    let showsFraction = !table.sizesAreFractions && table.total != nil
    let fractions = showsFraction ? ["N/total"] : []
    let memorizations = hasMemorization ? ["memorized", "t_mem"] : []
    let gaps = hasMemorization ? ["gap"] : []
    let heads =
      table.axes + [table.sizesAreFractions ? "fraction" : "N"] + fractions + memorizations + ["grokked", "t_grok"]
    var rows: [[String]] = []
    for series in table.series {
      let axes = table.axes.map { series.place[$0]?.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? "" }
      for point in series.points {
        var row = axes + [NumberFormat.rounded(point.size, digits: 5)]
        if showsFraction { row.append(NumberFormat.rounded(point.size / (table.total ?? .nan), digits: 3)) }
        if hasMemorization {
          row += ["\(point.memorized) of \(point.memorizations.count)", median(point.memorizations)]
        }
        row += ["\(point.grokked) of \(point.runs.count)", median(point.grokkings)]
        if hasMemorization { row.append(median(point.gaps)) }
        rows.append(row + [budget(point)])
      }
    }
    return Table(
      title: "Runs at each size (Kaplan–Meier medians in steps)", columns: heads + gaps + ["budget"], rows: rows)
  }

  /// `1 480 [1 200, 1 900]`; an end that is not known is a dash, a median that is not reached a bound.
  private func median(_ times: [BracketedTime]) -> String {
    guard let median = CensoredMedian(times) else { return NumberFormat.nothing }
    guard let value = median.quantile.value else { return "> \(NumberFormat.steps(median.horizon))" }
    let ends = [median.quantile.lower, median.quantile.upper].map { $0.map(shown) ?? NumberFormat.nothing }
    return median.samples > 1 ? "\(shown(value)) [\(ends[0]), \(ends[1])]" : shown(value)
  }

  private func shown(_ time: Double) -> String { NumberFormat.steps(time.rounded()) }

  private func budget(_ point: GrokkingPoint) -> String {
    let budgets = point.budgets
    return budgets.lowerBound == budgets.upperBound
      ? NumberFormat.steps(budgets.lowerBound)
      : "\(NumberFormat.steps(budgets.lowerBound))–\(NumberFormat.steps(budgets.upperBound))"
  }
}
