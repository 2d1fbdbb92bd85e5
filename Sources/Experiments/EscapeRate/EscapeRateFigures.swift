// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// The figures of `escape-rate`.
struct EscapeRateFigures {
  let table: RateTable
  let activations: [Activation]
  let survivals: [Figure.Series]

  /// All figures that the sweep gives reason for, the most telling first.
  var all: [Figure] {
    var figures: [Figure] = []
    if !table.temperatureSeries.isEmpty, distinctTemperatures > 1 {
      figures += [
        arrhenius(reduced: true), ratios, arrhenius(reduced: false), passageTimes(over: RateTable.temperature),
      ]
      .compactMap { $0 }
    }
    for axis in table.axes where axis != RateTable.temperature {
      figures += [rates(over: axis), passageTimes(over: axis)].compactMap { $0 }
    }
    if let survival { figures.append(survival) }
    if let landscape = table.rows.first?.point.landscapeFigure { figures.append(landscape) }
    return figures
  }

  private var distinctTemperatures: Int { Set(table.rows.compactMap(\.point.temperature)).count }

  /// ln k or ln(k/√θ) against 1/θ: straight where the barrier is energetic.
  private func arrhenius(reduced: Bool) -> Figure? {
    let scale: (Double) -> Double = reduced ? { 1 / $0.squareRoot() } : { _ in 1 }
    var series: [Figure.Series] = []
    for (coordinates, rows) in table.temperatureSeries {
      for method in table.methods {
        let label = coordinates.keys.isEmpty ? method : "\(method), \(coordinates.sentence)"
        series.append(
          curve(label, method: method, rows: rows, x: { $0.point.temperature.map { 1 / $0 } }) { rate, row in
            rate.scaled(by: scale(row.point.temperature ?? 1))
          })
      }
    }
    series = series.filter { !$0.x.isEmpty }
    guard !series.isEmpty else { return nil }
    let fits = activations.filter { $0.method == table.reference() }
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
    guard let reference = table.reference() else { return nil }
    var series: [Figure.Series] = []
    for (coordinates, rows) in table.temperatureSeries {
      for method in table.methods where method != reference {
        let label = coordinates.keys.isEmpty ? method : "\(method), \(coordinates.sentence)"
        series.append(
          curve(label, method: method, rows: rows, x: { $0.point.temperature.map { 1 / $0 } }) { rate, row in
            row.rate(reference).map { rate.scaled(by: 1 / $0.value) }
          })
      }
    }
    series = series.filter { !$0.x.isEmpty }
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
  private func rates(over axis: String) -> Figure? {
    overAxis(
      axis, name: "rate-over-\(slug(axis))", title: "Escape rate over \(axis)", quantity: "escape rate k (1/time)"
    ) {
      rate, _ in rate
    }
  }

  /// The mean passage time, 1/k: linear in β for an entropic barrier, exponential for an energetic one.
  private func passageTimes(over axis: String) -> Figure? {
    let isTemperature = axis == RateTable.temperature
    return overAxis(
      axis, name: "passage-time-over-\(slug(axis))",
      title: isTemperature ? "Mean passage time over inverse temperature" : "Mean passage time over \(axis)",
      quantity: "mean passage time τ (time)"
    ) { rate, _ in rate.inverse }
  }

  private func overAxis(
    _ axis: String, name: String, title: String, quantity: String, value: (Estimate, RateTable.Row) -> Estimate?
  ) -> Figure? {
    let isTemperature = axis == RateTable.temperature
    let words = orderedWords(on: axis)
    func abscissa(_ row: RateTable.Row) -> Double? {
      let coordinate = row.point.position.coordinates[axis]
      if let number = coordinate?.asNumber { return isTemperature ? 1 / number : number }
      return coordinate?.asText.flatMap { words.firstIndex(of: $0) }.map(Double.init)
    }
    var groups: [(label: String, rows: [RateTable.Row])] = []
    for row in table.rows {
      var others = row.point.position.coordinates
      others[axis] = nil
      if let index = groups.firstIndex(where: { $0.label == others.sentence }) {
        groups[index].rows.append(row)
      } else {
        groups.append((others.sentence, [row]))
      }
    }
    var series = groups.flatMap { group in
      table.methods.map { method in
        let label = group.label.isEmpty ? method : "\(method), \(group.label)"
        return curve(label, method: method, rows: group.rows, x: abscissa, y: value)
      }
    }
    series = series.filter { !$0.x.isEmpty }
    let x = series.flatMap(\.x)
    let y = series.flatMap(\.y)
    guard let least = y.min(), let most = y.max(), Set(x).count > 1 else { return nil }
    let smallest = x.min() ?? 0
    return Figure(
      name: name, title: title, caption: "One symbol a point of the sweep; bars are 95 % intervals.",
      x: Figure.Axis(
        isTemperature ? "inverse temperature β = 1/θ" : axis,
        isLogarithmic: words.isEmpty && !isTemperature && smallest > 0 && (x.max() ?? 0) > 30 * smallest,
        categories: words.isEmpty ? nil : words),
      y: Figure.Axis(quantity, isLogarithmic: least > 0 && most > 30 * least), series: series)
  }

  /// ln S(t) against kt: straight where the passage times are exponential.
  private var survival: Figure? {
    guard !survivals.isEmpty else { return nil }
    let reach = survivals.flatMap(\.x).max() ?? 1
    let x = (0...20).map { min(reach, 8) * Double($0) / 20 }
    let law = Figure.Series("exponential law", .dashedLine, x: x, y: x.map { exp(-$0) })
    return Figure(
      name: "survival", title: "Survival until passage",
      caption:
        "The fraction of walkers that have not arrived (Kaplan–Meier) against time in units of the mean passage time.",
      x: Figure.Axis("time × rate, kt"), y: Figure.Axis("fraction not arrived", isLogarithmic: true),
      series: survivals + [law])
  }

  /// Sampled methods are symbols with error bars, computed ones lines.
  private func curve(
    _ label: String, method: String, rows: [RateTable.Row], x: (RateTable.Row) -> Double?,
    y: (Estimate, RateTable.Row) -> Estimate?
  ) -> Figure.Series {
    var abscissae: [Double] = []
    var estimates: [Estimate] = []
    for row in rows {
      guard let rate = row.rate(method), let x = x(row), let value = y(rate, row) else { continue }
      abscissae.append(x)
      estimates.append(value)
    }
    let isSampled = estimates.contains { $0.standardError > 0 }
    return Figure.Series(
      label, isSampled || estimates.count == 1 ? .points : .line, x: abscissae, y: estimates.map(\.value),
      lower: isSampled ? estimates.map { $0.bounds.lowerBound } : nil,
      upper: isSampled ? estimates.map { $0.bounds.upperBound } : nil)
  }

  private func orderedWords(on axis: String) -> [String] {
    var words: [String] = []
    for row in table.rows {
      if let word = row.point.position.coordinates[axis]?.asText, !words.contains(word) { words.append(word) }
    }
    return words
  }

  private func slug(_ axis: String) -> String { axis.replacingOccurrences(of: ".", with: "-") }
}
