// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Runs
import Settings
import Statistics

/// The answer to an `escape-rate` question in words, with numbers and error bars.
struct EscapeRateAnswer {
  let table: ResultTable<EscapeRatePoint>
  /// The same with the error that all methods share.
  let stated: ResultTable<EscapeRatePoint>
  let activations: [Activation]
  /// The most trustworthy method that gave rates.
  private let reference: String?

  init(
    table: ResultTable<EscapeRatePoint>, stated: ResultTable<EscapeRatePoint>, activations: [Activation]
  ) {
    self.table = table
    self.stated = stated
    self.activations = activations
    reference = table.rateReference()?.name
  }

  var sentence: String {
    ([headline, MeasurementError.sentence(table), agreement] + remarks + [
      barrier ?? growth ?? trend, table.rows.first?.point.remarkOnCopies,
    ]).compactMap { $0 }.joined(separator: " ")
  }

  /// Whether simulations agree with the most trustworthy method; over the time step alone, what they approach is told instead.
  private var agreement: String? {
    if table.axes == ["dynamics.time-step"], table.rateReference(among: [.computed]) != nil { return nil }
    let chosen = table.rateReference(among: [.computed, .sampled])?.name
    return table.verdict(on: ["escape-rate"], isRelative: true, against: chosen) { ($0.value ?? 1) > 0 }?.sentence()
  }

  /// What methods say of their rates: simulations first, then laws that hold in a limit.
  private var remarks: [String] {
    let natures: [MethodStanding.Nature] = [.sampled, .asymptotic, .computed]
    return natures.flatMap { nature in
      table.methods.filter { table.standing(of: $0).nature == nature }.flatMap { $0.remarks(on: table) }
    }
  }

  /// The rate at the last point of the sweep, by the most trustworthy method.
  private var headline: String {
    guard let reference,
      let row = stated.rows.last(where: { $0.trustedRate(reference) != nil })
        ?? stated.rows.last(where: { $0.rate(reference) != nil }),
      let rate = row.rate(reference)
    else { return bound ?? "No method found a rate." }
    let time = NumberFormat.formatted(
      rate.inverse.value, standardError: rate.inverse.standardError, accuracy: rate.accuracy)
    let finding = row.finding(reference, "escape-rate")
    let reasons = finding?.doubts ?? []
    let notes = (reasons.isEmpty ? finding?.notes ?? [] : reasons).filter {
      !$0.hasPrefix(StepError.prefix) && !$0.hasPrefix(ArrivalReport.resolution)
    }
    let doubts = finding?.isSuspect == true ? notes.joined(separator: "; ") : ""
    return
      "\(subject(row)) escape rate is \(rate.formatted) by \(reference), one passage in \(time) units of time"
      + (doubts.isEmpty ? "." : ", but it is doubtful: \(doubts).")
  }

  /// What the rate lies below, where that is all that is known.
  private var bound: String? {
    for row in table.rows {
      if let rate = row.findings.first(where: { $0.quantity == "escape-rate" && $0.upperBound != nil }),
        let bound = rate.upperBound
      {
        let level = NumberFormat.rounded(100 * rate.level, digits: 3)
        return
          "\(subject(row)) escape rate is below \(NumberFormat.rounded(bound, digits: 2)) (\(level) %) by \(rate.method)."
      }
    }
    return nil
  }

  /// `At temperature = 0.2 the`, or `The` without a sweep.
  private func subject(_ row: ResultTable<EscapeRatePoint>.Row) -> String {
    row.place.isEmpty ? "The" : "At \(row.place) the"
  }

  private var barrier: String? {
    guard let reference else { return nil }
    return activations.first { $0.method == reference }?.sentence
  }

  /// Without a saddle: how the passage time grows as it gets colder. An entropic barrier makes it grow like β.
  private var growth: String? {
    guard let reference, let series = table.temperatureSeries.first else { return nil }
    let points = series.rows.compactMap { row -> (temperature: Double, rate: Estimate)? in
      guard let temperature = row.point.temperature, let rate = row.trustedRate(reference) else { return nil }
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

  /// Over a single axis of numbers that is not the temperature: the factor that the rate changes by per unit, or over the whole range
  /// where that is less than a unit.
  private var trend: String? {
    guard let reference, table.axes.count == 1, let axis = table.axes.first,
      axis != SweepAbscissa<EscapeRatePoint>.temperature
    else { return nil }
    let points = table.rows.compactMap { row -> (x: Double, rate: Estimate)? in
      guard let x = row.coordinates[axis]?.asNumber, let rate = row.trustedRate(reference) else { return nil }
      return (x, rate)
    }
    guard points.count > 2, points.allSatisfy({ $0.rate.standardError > 0 }),
      let fit = try? LinearFit(
        design: points.map { [1, $0.x] }, values: points.map { log($0.rate.value) },
        standardErrors: points.map { $0.rate.standardError / $0.rate.value })
    else { return nil }
    let (least, most) = (points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 1)
    let isShort = most - least < 1
    let slope = fit.combination([0, isShort ? most - least : 1])
    let factor = Estimate(exp(slope.value), standardError: exp(slope.value) * slope.standardError)
    let verdict = fit.pValue.map { p in
      let number = NumberFormat.rounded(p, digits: 2)
      return p < 0.01
        ? "; ln k is not linear in it (χ² test, p = \(number))" : "; ln k is linear in it (χ² test, p = \(number))"
    }
    let range =
      isShort
      ? "From \(axis) \(NumberFormat.rounded(least, digits: 3)) to \(NumberFormat.rounded(most, digits: 3))"
      : "Per unit of \(axis)"
    return "\(range) the rate changes by a factor \(factor.formatted)\(verdict ?? "")."
  }
}
