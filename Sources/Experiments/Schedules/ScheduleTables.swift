// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// The tables of a comparison: the ranking, and the paired differences.
struct ScheduleTables {
  let comparisons: [ComparedSchedules]

  var all: [Table] { [ranked, differences] }

  private var axes: [String] { comparisons.first?.coordinates.keys ?? [] }

  private func cells(_ compared: ComparedSchedules) -> [String] {
    axes.map { axis in
      let value = compared.coordinates[axis]
      return value?.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value?.asText ?? ""
    }
  }

  /// One row a contender, the best first.
  private var ranked: Table {
    let target = comparisons.first?.target ?? ""
    let rows = comparisons.flatMap { compared -> [[String]] in
      let order = compared.ranking?.order ?? Array(compared.records.indices)
      let findings = ScheduleFindings(compared: compared).all
      return order.map { index in
        let record = compared.records[index]
        let ranks = compared.ranking?.ranks[index]
        func stated(_ quantity: String) -> String {
          guard
            let finding = findings.first(where: {
              $0.quantity == quantity && $0.at["schedule"]?.asText == compared.name(index)
            })
          else { return "" }
          if finding.value == nil, let bound = finding.lowerBound {
            return "> \(NumberFormat.rounded(bound, digits: 3))"
          }
          return NumberFormat.formatted(finding.value, standardError: finding.standardError, accuracy: nil)
        }
        return cells(compared) + [
          compared.name(index),
          ranks.map { $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" } ?? "",
          record.success.map { NumberFormat.formatted($0.value, standardError: $0.standardError, accuracy: nil) } ?? "",
          record.finalEnergy.map {
            NumberFormat.formatted($0.value, standardError: $0.standardError, accuracy: 1e-6)
          } ?? "",
          stated("time-to-target"), stated("time-to-solution"), stated("area-of-uncertainty"),
        ]
      }
    }
    return Table(
      title: "Schedules by the probability to end in \(target) (ranks hold together with 95 %)",
      columns: axes + [
        "schedule", "rank", "P(\(target))", "final energy", "median time to target", "time to 99 %",
        "area of uncertainty",
      ], rows: rows)
  }

  /// One row a pair.
  private var differences: Table {
    let rows = comparisons.flatMap { compared in
      (compared.success?.differences ?? []).map { difference in
        let bounds = difference.estimate.bounds
        func number(_ value: Double) -> String { NumberFormat.rounded(value, digits: 3) }
        return cells(compared) + [
          "\(compared.name(difference.first)) − \(compared.name(difference.second))",
          number(difference.estimate.value), "\(number(bounds.lowerBound)) … \(number(bounds.upperBound))",
          "\(difference.disagreements)", difference.isDecided ? "told apart" : "cannot be told apart",
        ]
      }
    }
    return Table(
      title: "Paired differences of success, simultaneous 95 % intervals",
      columns: axes + ["difference", "value", "interval", "walkers that differ", "verdict"], rows: rows)
  }
}
