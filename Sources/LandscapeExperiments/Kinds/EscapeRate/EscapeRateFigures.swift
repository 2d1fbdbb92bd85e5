// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Runs
import Settings
import Statistics

/// The figures of `escape-rate` over the axes of a sweep.
struct EscapeRateFigures {
  let table: ResultTable<EscapeRatePoint>
  let activations: [Activation]
  /// The most trustworthy method that gave rates.
  private let reference: String?

  private typealias Row = ResultTable<EscapeRatePoint>.Row

  init(table: ResultTable<EscapeRatePoint>, activations: [Activation]) {
    self.table = table
    self.activations = activations
    reference = table.rateReference()?.name
  }

  /// All figures that the sweep gives reason for, the most telling first.
  var all: [Figure] {
    let axes = table.axes.map { SweepAbscissa($0, of: table) }
    var figures: [Figure?] = []
    if let axis = axes.first(where: \.isTemperature), !table.temperatureSeries.isEmpty, distinctTemperatures > 1 {
      figures += [arrhenius(reduced: true), ratios, arrhenius(reduced: false), passageTimes(over: axis)]
    }
    for axis in axes where !axis.isTemperature { figures += [rates(over: axis), passageTimes(over: axis)] }
    figures.append(PredictedAgainstObserved(table: table).figure)
    return figures.compactMap { $0 }
  }

  private var distinctTemperatures: Int { Set(table.rows.compactMap(\.point.temperature)).count }

  /// ln k or ln(k/√θ) against 1/θ: straight where the barrier is energetic.
  private func arrhenius(reduced: Bool) -> Figure? {
    let scale: (Double) -> Double = reduced ? { 1 / $0.squareRoot() } : { _ in 1 }
    var series = overInverseTemperature(table.methodNames) { rate, row in
      rate.scaled(by: scale(row.point.temperature ?? 1))
    }
    guard !series.isEmpty else { return nil }
    let fits = activations.filter { $0.method == reference }
    for fit in fits {
      let temperatures = table.rows.compactMap(\.point.temperature)
      guard let coldest = temperatures.min(), let hottest = temperatures.max() else { continue }
      let x = (0...40).map { 1 / hottest + (1 / coldest - 1 / hottest) * Double($0) / 40 }
      let y = x.map { fit.rate(atInverseTemperature: $0) * scale(1 / $0) }
      series.append(Figure.Series("fit to \(fit.method)", .dashedLine, x: x, y: y))
    }
    return Figure(
      name: reduced ? "eyring" : "arrhenius", title: reduced ? "Eyring plot" : "Arrhenius plot",
      caption: reduced
        ? "The rate divided by √θ against 1/θ; its slope is minus the activation energy ΔE‡ of the free-energy form of Eyring's law."
        : "The rate against 1/θ; its slope is minus the activation energy of Arrhenius' law.",
      x: Figure.Axis("inverse temperature β = 1/θ"),
      y: Figure.Axis(reduced ? "k/√θ" : "escape rate k (1/time)", isLogarithmic: true), series: series)
  }

  /// Every method against the most trustworthy one.
  private var ratios: Figure? {
    guard let reference else { return nil }
    var series = overInverseTemperature(table.methodNames.filter { $0 != reference }) { rate, row in
      row.rate(reference).map { rate.scaled(by: 1 / $0.value) }
    }
    guard !series.isEmpty else { return nil }
    let betas = series.flatMap(\.x)
    let ends = [betas.min() ?? 0, betas.max() ?? 1]
    series.append(Figure.Series("", .dashedLine, x: ends, y: [1, 1]))
    return Figure(
      name: "ratios", title: "Each method against \(reference)",
      caption:
        "The rate by each method divided by the \(reference) rate at the same temperature; 1 is perfect agreement.",
      x: Figure.Axis("inverse temperature β = 1/θ"), y: Figure.Axis("k / k(\(reference))"), series: series)
  }

  /// The rate over an axis of the sweep that is not the temperature.
  private func rates(over axis: SweepAbscissa<EscapeRatePoint>) -> Figure? {
    figure(
      over: axis, name: "rate-over-\(axis.slug)", title: "Escape rate over \(axis.axis)",
      quantity: "escape rate k (1/time)"
    ) { $0 }
  }

  /// The mean passage time, 1/k: linear in β for an entropic barrier, exponential for an energetic one.
  private func passageTimes(over axis: SweepAbscissa<EscapeRatePoint>) -> Figure? {
    figure(
      over: axis, name: "passage-time-over-\(axis.slug)",
      title: "Mean passage time over \(axis.isTemperature ? "inverse temperature" : axis.axis)",
      quantity: "mean passage time τ (time)"
    ) { $0.inverse }
  }

  private func figure(
    over axis: SweepAbscissa<EscapeRatePoint>, name: String, title: String, quantity: String,
    value: (Estimate) -> Estimate
  ) -> Figure? {
    let series = axis.groups.flatMap { group in
      curves(
        table.methodNames, group.rows, of: group.label, x: { axis.value($0).map { axis.isTemperature ? 1 / $0 : $0 } },
        y: { rate, _ in value(rate) })
    }
    let x = series.flatMap(\.x)
    let y = series.flatMap(\.y)
    guard let least = y.min(), let most = y.max(), Set(x).count > 1 else { return nil }
    let smallest = x.min() ?? 0
    let isLogarithmic =
      axis.categories == nil && !axis.isTemperature && smallest > 0 && (x.max() ?? 0) > 30 * smallest
    return Figure(
      name: name, title: title, caption: "One symbol a point of the sweep; bars are 95 % intervals.",
      x: Figure.Axis(
        axis.isTemperature ? "inverse temperature β = 1/θ" : axis.axis, isLogarithmic: isLogarithmic,
        categories: axis.categories),
      y: Figure.Axis(quantity, isLogarithmic: least > 0 && most > 30 * least), series: series)
  }

  /// One curve for each method in each series of temperatures, over β.
  private func overInverseTemperature(_ methods: [String], y: (Estimate, Row) -> Estimate?) -> [Figure.Series] {
    table.temperatureSeries.flatMap { series in
      curves(
        methods, series.rows, of: series.coordinates.sentence, x: { $0.point.temperature.map { 1 / $0 } }, y: y)
    }
  }

  /// One curve for each method that gave rates; sampled methods are symbols with error bars, computed ones lines.
  private func curves(
    _ methods: [String], _ rows: [Row], of group: String, x: (Row) -> Double?, y: (Estimate, Row) -> Estimate?
  ) -> [Figure.Series] {
    methods.map { method in
      let points = rows.compactMap { row -> (x: Double, estimate: Estimate)? in
        guard let rate = row.rate(method), let x = x(row), let value = y(rate, row) else { return nil }
        return (x, value)
      }
      return Figure.Series(group.isEmpty ? method : "\(method), \(group)", points)
    }.filter { !$0.x.isEmpty }
  }
}
