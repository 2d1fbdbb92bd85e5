// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// The escape rates in a table of results; a rate counts only if it is positive.
extension ResultTable where Point == EscapeRatePoint {
  /// A simulation whose errors are less than this share of another's is the better one, whatever its rank.
  private static var clearlySmaller: Double { 0.5 }

  /// The most trustworthy method that gave rates: the one that others are compared with. Where only simulations did, one with
  /// much smaller errors goes before the others.
  func rateReference(
    among natures: Set<MethodStanding.Nature> = [.computed, .sampled, .asymptotic]
  ) -> (any ExperimentMethod<EscapeRatePoint>)? {
    let first = reference(for: "escape-rate", among: natures) { $0.value > 0 }
    guard let first, standing(of: first).nature == .sampled, let own = largestError(of: first.name, beside: first.name)
    else { return first }
    let others = trusted.filter { standing(of: $0).nature == .sampled && $0.name != first.name }
      .compactMap { method in largestError(of: method.name, beside: first.name).map { (method, $0) } }
    guard let best = others.min(by: { $0.1 < $1.1 }), best.1 < Self.clearlySmaller * own else { return first }
    return best.0
  }

  /// The largest relative error of a method's rates where another has one without doubts; `nil` where it has none itself.
  private func largestError(of method: String, beside other: String) -> Double? {
    var largest: Double?
    for row in rows where row.trustedRate(other) != nil {
      guard let rate = row.trustedRate(method), rate.standardError > 0 else { return nil }
      largest = max(largest ?? 0, rate.standardError / rate.value)
    }
    return largest
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
