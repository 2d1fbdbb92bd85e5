// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Statistics

/// The answer to an `escape-rate` question in words, with numbers and error bars.
struct EscapeRateAnswer {
  let table: RateTable
  let activations: [Activation]

  var sentence: String {
    [headline, memorization, agreement, rareAgreement, law, barrier ?? growth ?? trend].compactMap { $0 }.joined(
      separator: " ")
  }

  /// The rate at the last point of the sweep, by the most trustworthy method.
  private var headline: String? {
    guard let reference = table.reference(), let row = table.rows.last(where: { $0.rate(reference) != nil }),
      let rate = row.rate(reference)
    else { return bound ?? "No method found a rate." }
    let place = row.point.position.coordinates.sentence
    let time = NumberFormat.formatted(
      rate.inverse.value, standardError: rate.inverse.standardError, accuracy: rate.accuracy)
    return
      "\(place.isEmpty ? "The" : "At \(place) the") escape rate is \(rate.text) by \(reference), one passage in \(time) units of time."
  }

  private var bound: String? {
    for row in table.rows {
      if let rate = row.quantity("first-passage", "escape-rate"), let bound = rate.upperBound {
        let place = row.point.position.coordinates.sentence
        return
          "\(place.isEmpty ? "The" : "At \(place) the") escape rate is below \(NumberFormat.rounded(bound, digits: 2)) (95 %): no walker arrived within the time limit."
      }
    }
    return nil
  }

  /// When walkers entered the start, where the dynamics itself leads them there.
  private var memorization: String? {
    for row in table.rows.reversed() {
      guard let time = row.quantity("first-passage", "memorization-time")?.estimate, let region = row.point.start.region
      else { continue }
      return "From their initial positions walkers reach the start, \(region), after \(time.text) units of time."
    }
    return nil
  }

  /// How far simulation and computation agree, as χ² over the sweep.
  private var agreement: String? {
    guard let reference = table.reference(among: ["exact", "fokker-planck"]) else { return nil }
    let compared = table.rows.compactMap { row -> (row: RateTable.Row, z: Double)? in
      guard let measured = row.rate("first-passage"), let computed = row.rate(reference) else { return nil }
      return (row, measured.z(against: computed))
    }
    let scores = compared.map(\.z)
    if table.axes == ["dynamics.time-step"],
      let coarse = compared.max(by: { $0.row.point.timeStep < $1.row.point.timeStep }),
      let fine = compared.min(by: { $0.row.point.timeStep < $1.row.point.timeStep })
    {
      func words(_ end: (row: RateTable.Row, z: Double)) -> String {
        "\(String(format: "%.1f", abs(end.z))) standard errors at \(end.row.point.timeStep.shortest)"
      }
      return "With the time step its distance from direct simulation falls from \(words(coarse)) to \(words(fine))."
    }
    guard let worst = scores.map(abs).max() else { return nil }
    let count = "\(scores.count) point\(scores.count == 1 ? "" : "s")"
    let verdict = worst <= 4 ? "agrees with it" : "does not agree with it"
    return
      "Direct simulation \(verdict): the largest difference over \(count) is \(String(format: "%.1f", worst)) standard errors."
  }

  /// How far the methods for rare events agree with what is computed.
  private var rareAgreement: String? {
    guard let reference = table.reference(among: ["exact", "fokker-planck"]) else { return nil }
    let words = RareEventCatalogue.names.compactMap { method -> String? in
      let scores = table.rows.compactMap { row -> Double? in
        guard let measured = row.rate(method), let computed = row.rate(reference) else { return nil }
        return abs(measured.z(against: computed))
      }
      guard let worst = scores.max() else { return nil }
      return "\(method) by \(String(format: "%.1f", worst))"
    }
    guard !words.isEmpty else { return nil }
    return
      "From \(reference) the rates for rare events differ by at most: \(words.joined(separator: ", ")) standard errors."
  }

  /// How far the Eyring–Kramers law holds.
  private var law: String? {
    guard let reference = table.reference(), !reference.hasPrefix("eyring") else { return nil }
    let rows = table.rows.compactMap { row -> (row: RateTable.Row, excess: Double, error: Double)? in
      guard let eyring = row.rate("eyring-kramers"), let rate = row.rate(reference) else { return nil }
      let ratio = eyring.value / rate.value
      return (row, ratio - 1, ratio * rate.standardError / rate.value)
    }
    guard let last = rows.last else { return nil }
    guard let series = table.temperatureSeries.first, table.temperatureSeries.count == 1, series.rows.count > 1,
      let hottest = rows.max(by: { ($0.row.point.temperature ?? 0) < ($1.row.point.temperature ?? 0) }),
      let coldest = rows.min(by: { ($0.row.point.temperature ?? 0) < ($1.row.point.temperature ?? 0) })
    else { return "The Eyring–Kramers law is off by \(percent(last.excess, last.error)) there." }
    let falls = abs(coldest.excess) < abs(hottest.excess)
    return
      "The Eyring–Kramers law is off by \(percent(hottest.excess, hottest.error)) at θ = \(temperature(hottest.row)) and by "
      + "\(percent(coldest.excess, coldest.error)) at θ = \(temperature(coldest.row)): its error "
      + (falls ? "falls with the temperature, as it should." : "does not fall with the temperature; see the notes.")
  }

  private var barrier: String? {
    guard let reference = table.reference(), let fit = activations.first(where: { $0.method == reference }) else {
      return nil
    }
    return fit.sentence
  }

  /// Without a saddle: how the passage time grows as it gets colder. An entropic barrier makes it grow like β.
  private var growth: String? {
    guard let reference = table.reference(), let series = table.temperatureSeries.first else { return nil }
    let points = series.rows.compactMap { row -> (temperature: Double, rate: Estimate)? in
      guard let temperature = row.point.temperature, let rate = row.rate(reference) else { return nil }
      return (temperature, rate)
    }
    guard let hot = points.max(by: { $0.temperature < $1.temperature }),
      let cold = points.min(by: { $0.temperature < $1.temperature }), hot.temperature > cold.temperature
    else { return nil }
    let slowdown = hot.rate.value / cold.rate.value
    let cooling = hot.temperature / cold.temperature
    let isLinear = abs(slowdown / cooling - 1) < 0.1
    return
      "From θ = \(NumberFormat.rounded(hot.temperature, digits: 3)) to \(NumberFormat.rounded(cold.temperature, digits: 3)) "
      + "the passage time grows \(NumberFormat.rounded(slowdown, digits: 3))-fold while β grows "
      + "\(NumberFormat.rounded(cooling, digits: 3))-fold"
      + (isLinear ? ": linear in β, the mark of an entropic barrier." : ".")
  }

  /// Over a single axis of numbers that is not the temperature: the factor that the rate changes by per unit.
  private var trend: String? {
    guard let reference = table.reference(), table.axes.count == 1, let axis = table.axes.first,
      axis != RateTable.temperature
    else { return nil }
    let points = table.rows.compactMap { row -> (x: Double, rate: Estimate)? in
      guard let x = row.point.position.coordinates[axis]?.asNumber, let rate = row.rate(reference) else { return nil }
      return (x, rate)
    }
    guard points.count > 2, points.allSatisfy({ $0.rate.standardError > 0 }),
      let fit = try? LinearFit(
        design: points.map { [1, $0.x] }, values: points.map { log($0.rate.value) },
        standardErrors: points.map { $0.rate.standardError / $0.rate.value })
    else { return nil }
    let slope = fit.combination([0, 1])
    let factor = Estimate(exp(slope.value), standardError: exp(slope.value) * slope.standardError)
    let verdict = fit.pValue.map { p in
      let number = NumberFormat.rounded(p, digits: 2)
      return p < 0.01
        ? "; ln k is not linear in it (χ² test, p = \(number))" : "; ln k is linear in it (χ² test, p = \(number))"
    }
    return "Per unit of \(axis) the rate changes by a factor \(factor.text)\(verdict ?? "")."
  }

  private func temperature(_ row: RateTable.Row) -> String {
    NumberFormat.rounded(row.point.temperature ?? .nan, digits: 3)
  }

  private func percent(_ share: Double, _ error: Double) -> String {
    let sign = share < 0 ? "−" : "+"
    let text = String(format: "%.1f", abs(100 * share))
    return error > 0 ? "\(sign)\(text) ± \(String(format: "%.1f", 100 * error)) %" : "\(sign)\(text) %"
  }
}

extension Estimate {
  /// The number with its error as it is printed.
  var text: String { formatted }
}
