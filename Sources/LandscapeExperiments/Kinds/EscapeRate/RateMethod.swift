// SPDX-License-Identifier: GPL-3.0-or-later
public import Experiments
import Foundation
import Runs
import Statistics

/// A way to find an escape rate: one file in `EscapeRate/Methods`, one word in the catalogue.
///
/// A method states its rate as the finding `escape-rate`; tables, figures, fits over the temperature and the headline of the
/// answer then take it in by its standing.
public protocol RateMethod: ExperimentMethod where Point == EscapeRatePoint {
  /// What its rates are called in the answer: sampled methods of one family are compared with what is computed in one sentence.
  var family: String { get }
}

extension RateMethod {
  /// Rates that some simulation found.
  public var family: String { "sampled rates" }

  /// How far the sampled rates of its family are from the computed ones; the first of the family in the table speaks for all.
  public func remarks(on table: ResultTable<EscapeRatePoint>) -> [String] {
    guard standing.nature == .sampled, let reference = table.rateReference(among: [.computed])?.name else { return [] }
    let relatives = Set(
      table.methods.filter { $0.standing.nature == .sampled && ($0 as? any RateMethod)?.family == family }.map(\.name))
    guard table.methodNames.first(where: relatives.contains) == name else { return [] }
    let words = table.trusted.map(\.name).filter(relatives.contains).compactMap { method -> String? in
      let scores = table.rows.compactMap { row -> Double? in
        guard let measured = row.rate(method), let computed = row.rate(reference) else { return nil }
        return abs(measured.z(against: computed))
      }
      return scores.max().map { "\(method) by \(String(format: "%.1f", $0))" }
    }
    guard !words.isEmpty else { return [] }
    return ["From \(reference) the \(family) differ by at most: \(words.joined(separator: ", ")) standard errors."]
  }

  /// What the notes of its rates say, with the method and the place.
  public func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] {
    table.rows.flatMap { row in
      let place = row.place.isEmpty ? name : "\(name), \(row.place)"
      return (row.finding(name, "escape-rate")?.notes ?? []).map { "\(place): \($0)" }
    }
  }
}

extension Finding {
  /// How the note begins that says why there is no number.
  static let notApplicable = "not applicable: "

  /// A rate that a method could not give, and why.
  static func none(because reason: NotApplicable) -> Finding {
    Finding("escape-rate", nil, unit: "1/time", notes: [notApplicable + "\(reason)"])
  }
}
