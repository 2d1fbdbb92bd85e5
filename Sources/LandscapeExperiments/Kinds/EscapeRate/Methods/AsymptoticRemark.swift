// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Statistics

/// How far a law that holds in a limit is from what is computed or sampled, in a sentence.
struct AsymptoticRemark {
  let table: ResultTable<EscapeRatePoint>
  let method: String
  /// What the sentence calls the law, such as `The Eyring–Kramers law`.
  let law: String

  private typealias Comparison = (row: ResultTable<EscapeRatePoint>.Row, ratio: Estimate)

  /// The ratios at all points where something better is known.
  private var comparisons: [Comparison] {
    guard let reference = table.rateReference(among: [.computed, .sampled])?.name else { return [] }
    return table.rows.compactMap { row in row.rates(method, and: reference).map { (row, $0.own.ratio(to: $0.other)) } }
  }

  /// Over the temperature: whether the error falls with it, as it should.
  var overTemperatures: [String] {
    let rows = comparisons
    guard let last = rows.last else { return [] }
    guard let series = table.temperatureSeries.first, table.temperatureSeries.count == 1, series.rows.count > 1,
      let hottest = rows.max(by: { ($0.row.point.temperature ?? 0) < ($1.row.point.temperature ?? 0) }),
      let coldest = rows.min(by: { ($0.row.point.temperature ?? 0) < ($1.row.point.temperature ?? 0) })
    else { return ["\(law) is off by \(Self.percent(last.ratio)) there."] }
    func words(_ end: Comparison) -> String {
      let temperature = NumberFormat.rounded(end.row.point.temperature ?? .nan, digits: 3)
      return "by \(Self.percent(end.ratio)) at θ = \(temperature)"
    }
    let falls = abs(coldest.ratio.value - 1) < abs(hottest.ratio.value - 1)
    return [
      "\(law) is off \(words(hottest)) and \(words(coldest)): its error "
        + (falls ? "falls with the temperature, as it should." : "does not fall with the temperature; see the notes.")
    ]
  }

  /// Over any sweep: the extremes.
  var overPoints: [String] {
    let rows = comparisons
    guard let low = rows.min(by: { $0.ratio.value < $1.ratio.value }),
      let high = rows.max(by: { $0.ratio.value < $1.ratio.value })
    else { return [] }
    guard rows.count > 1 else { return ["\(law) is off by \(Self.percent(low.ratio)) there."] }
    return [
      "\(law) is off by \(Self.percent(low.ratio)) (\(low.row.place)) to \(Self.percent(high.ratio)) (\(high.row.place))."
    ]
  }

  /// The excess of a ratio over one.
  private static func percent(_ ratio: Estimate) -> String {
    let excess = ratio.value - 1
    let sign = excess < 0 ? "−" : "+"
    let text = String(format: "%.1f", abs(100 * excess))
    let error = ratio.standardError
    return error > 0 ? "\(sign)\(text) ± \(String(format: "%.1f", 100 * error)) %" : "\(sign)\(text) %"
  }
}
