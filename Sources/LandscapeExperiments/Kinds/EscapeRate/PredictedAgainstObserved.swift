// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// The rates of all other methods against those that were simulated, one symbol a point of the sweep, with the line of equality.
///
/// Over several axes no single abscissa shows whether a law holds at all of their points; the observed rate does.
struct PredictedAgainstObserved {
  let table: ResultTable<EscapeRatePoint>

  /// `nil` for sweeps over one axis, which other figures show whole, and where fewer than three points have both rates.
  var figure: Figure? {
    guard table.axes.count > 1, let observed = table.rateReference(among: [.sampled])?.name else { return nil }
    let groups = table.temperatureSeries.isEmpty ? [(coordinates: Record(), rows: table.rows)] : table.temperatureSeries
    var series: [Figure.Series] = table.methodNames.filter { $0 != observed }.flatMap { method in
      groups.map { group -> Figure.Series in
        Figure.Series(
          [method, group.coordinates.sentence].filter { !$0.isEmpty }.joined(separator: ", "),
          group.rows.compactMap { row in
            row.rates(method, and: observed).map { (x: $0.other.value, estimate: $0.own) }
          }, isPoints: true)
      }
    }.filter { !$0.x.isEmpty }
    let rates = series.flatMap(\.x)
    guard Set(rates).count > 2, let least = (rates + series.flatMap(\.y)).min(),
      let most = (rates + series.flatMap(\.y)).max()
    else { return nil }
    series.append(Figure.Series("", .dashedLine, x: [least, most], y: [least, most]))
    return Figure(
      name: "predicted-against-observed", title: "Predicted rates against those by \(observed)",
      caption:
        "One symbol a point of the sweep; on the dashed line both are equal. Bars are 95 % intervals of the prediction.",
      x: Figure.Axis("rate by \(observed) (1/time)", isLogarithmic: true),
      y: Figure.Axis("predicted rate (1/time)", isLogarithmic: true), series: series)
  }
}
