// SPDX-License-Identifier: GPL-3.0-or-later
public import Experiments
import Runs
import Statistics

/// A way to find an escape rate: one file in `EscapeRate/Methods`, one word in the catalogue.
///
/// A method states its rate as the finding `escape-rate`; tables, figures, fits over the temperature and the headline of the
/// answer then take it in by its standing.
public protocol RateMethod: ExperimentMethod where Point == EscapeRatePoint {}

extension RateMethod {
  /// What the notes of its rates say, with the method and the place; that a time step makes no error, and how
  /// often walkers are observed, is no warning.
  public func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] {
    table.rows.flatMap { row in
      let place = row.place.isEmpty ? name : "\(name), \(row.place)"
      return (row.finding(name, "escape-rate")?.notes ?? []).filter {
        !$0.hasPrefix(StepError.notSeen) && !$0.hasPrefix(ArrivalReport.resolution)
      }
      .map { "\(place): \($0)" }
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
