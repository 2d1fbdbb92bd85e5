// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Settings
import Statistics

/// What a table of grokking times says at each size, without any law.
struct GrokkingTableFindings {
  let table: GrokkingTable

  /// Medians, probabilities and gaps at every size and place.
  var all: [Finding] { table.series.flatMap(\.points).flatMap(findings) }

  private func findings(_ point: GrokkingPoint) -> [Finding] {
    [
      probability("memorization-probability", of: point.memorizations, at: point),
      probability("grokking-probability", of: point.grokkings, at: point),
      median("memorization-time", of: point.memorizations, at: point),
      median("grokking-time", of: point.grokkings, at: point),
      median("grokking-gap", of: point.gaps, at: point),
    ].compactMap { $0 }
  }

  private func median(_ quantity: String, of times: [BracketedTime], at point: GrokkingPoint) -> Finding? {
    CensoredMedian(times).map { Finding(quantity, median: $0, at: point.coordinates) }
  }

  private func probability(_ quantity: String, of times: [BracketedTime], at point: GrokkingPoint) -> Finding? {
    let reached = times.count { !$0.isCensored }
    guard let estimate = proportion(of: reached, in: times.count) else { return nil }
    var finding = Finding(quantity, estimate, at: point.coordinates, method: Finding.shareMethod)
    finding.samples = times.count
    let budgets = point.budgets
    let ends = [budgets.lowerBound, budgets.upperBound].map { NumberFormat.steps($0) }
    finding.notes = [
      ends[0] == ends[1]
        ? "the probability within a budget of \(ends[0]) steps"
        : "the probability within budgets from \(ends[0]) to \(ends[1]) steps"
    ]
    if point.dataSets < times.count {
      finding.notes.append(
        "\(times.count) runs share \(point.dataSets) training set\(point.dataSets == 1 ? "" : "s"); the interval takes them as independent"
      )
    }
    return finding
  }
}

extension NumberFormat {
  /// A time in steps: with all its digits where it is whole, else to six of them.
  static func steps(_ time: Double) -> String { Int(exactly: time).map { counted($0) } ?? rounded(time) }
}
