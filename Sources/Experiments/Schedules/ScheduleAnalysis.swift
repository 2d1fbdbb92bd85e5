// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// Findings, tables, figures and the answer of a `schedule-comparison` run.
struct ScheduleAnalysis {
  let comparisons: [ComparedSchedules]

  var analysis: Analysis {
    var result = Analysis()
    result.findings = comparisons.flatMap { ScheduleFindings(compared: $0).all }
    result.answer = ScheduleAnswer(comparisons: comparisons).sentence
    result.warnings = warnings
    result.tables = ScheduleTables(comparisons: comparisons).all
    result.figures =
      ScheduleSweepFigures(comparisons: comparisons).all
      + (comparisons.last.map { ScheduleFigures(compared: $0).all } ?? [])
    result.results = ScheduleResults(comparisons: comparisons).dataset
    return result
  }

  /// Replicas that hardly ever change places are no exchange.
  private static let poorAcceptance = 0.05

  private var warnings: [String] {
    var warnings: [String] = []
    for compared in comparisons {
      let place = compared.coordinates.sentence
      for record in compared.records {
        let at = "'\(record.contender.name)'" + (place.isEmpty ? "" : " at \(place)")
        if record.diverged > 0 { warnings.append("\(at): \(record.diverged) of \(record.walkers) walkers diverged") }
        let rates = zip(record.exchangeAccepted, record.exchangeAttempts).map { $0 / max($1, 1) }
        if let worst = rates.min(), worst < Self.poorAcceptance {
          warnings.append(
            "\(at): neighbors change places in \(NumberFormat.rounded(100 * worst, digits: 2)) % of the attempts only; "
              + "the ladder needs more rungs")
        }
      }
    }
    return warnings
  }
}
