// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// The escape rates in a table of results; a rate counts only if it is positive.
extension ResultTable where Point == EscapeRatePoint {
  /// The most trustworthy method that gave rates: the one that others are compared with.
  func rateReference(
    among natures: Set<MethodStanding.Nature> = [.computed, .sampled, .asymptotic]
  ) -> (any ExperimentMethod<EscapeRatePoint>)? {
    reference(for: "escape-rate", among: natures) { $0.value > 0 }
  }

  /// Rows that differ in the temperature only, in the order of the sweep; each group with its other coordinates.
  var temperatureSeries: [(coordinates: Record, rows: [Row])] {
    let axis = SweepAbscissa<EscapeRatePoint>.temperature
    guard axes.contains(axis) else { return [] }
    return groups(along: axis).map { ($0.coordinates, $0.rows.filter { $0.point.temperature != nil }) }
      .filter { !$0.1.isEmpty }
  }
}

extension ResultTable.Row where Point == EscapeRatePoint {
  /// The escape rate by a method, if it is a positive number.
  func rate(_ method: String) -> Estimate? {
    guard let rate = finding(method, "escape-rate")?.estimate, rate.value > 0 else { return nil }
    return rate
  }

  /// The escape rate by a method, if it is a positive number without doubts.
  func trustedRate(_ method: String) -> Estimate? {
    finding(method, "escape-rate")?.isSuspect == true ? nil : rate(method)
  }

  /// The rates by two methods, if both gave one.
  func rates(_ method: String, and other: String) -> (own: Estimate, other: Estimate)? {
    guard let own = rate(method), let other = rate(other) else { return nil }
    return (own, other)
  }
}
