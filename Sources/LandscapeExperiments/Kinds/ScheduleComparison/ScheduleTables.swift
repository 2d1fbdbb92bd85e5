// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// The tables of a comparison: the ranking, and the paired differences.
struct ScheduleTables {
  let table: ResultTable<SchedulePoint>
  /// In the order of the rows.
  let comparisons: [ComparedSchedules]

  var all: [Table] { [ranked, differences] }

  /// One row a contender, the best first.
  private var ranked: Table {
    let target = comparisons.first?.target ?? ""
    return table.table(
      title: "Schedules by the probability to end in \(target) (ranks hold together with 95 %)",
      columns: [
        "schedule", "rank", "P(\(target))", "final energy", "median time to target", "time to 99 %",
        "area of uncertainty",
      ]
    ) { row in
      let compared = comparisons[row.index]
      return (compared.ranking?.order ?? Array(compared.records.indices)).map { index in
        let ranks = compared.ranking?.ranks[index]
        let place = compared.place(index)
        func number(_ quantity: String, accuracy: Double? = nil) -> String {
          row.estimate(ScheduleSimulationMethod.word, quantity, at: place).map {
            NumberFormat.formatted($0.value, standardError: $0.standardError, accuracy: accuracy)
          } ?? ""
        }
        func stated(_ quantity: String) -> String {
          row.finding(ScheduleSimulationMethod.word, quantity, at: place).map(Self.cell) ?? ""
        }
        return [
          compared.name(index),
          ranks.map { $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
            ?? "",
          number(ScheduleFindings.success), number(ScheduleFindings.energy, accuracy: 1e-6), stated("time-to-target"),
          stated("time-to-solution"), stated("area-of-uncertainty"),
        ]
      }
    }
  }

  /// A number with its error; the bound where there is nothing else.
  private static func cell(_ finding: Finding) -> String {
    if finding.value == nil, let bound = finding.lowerBound { return "> \(NumberFormat.rounded(bound, digits: 3))" }
    return NumberFormat.formatted(finding.value, standardError: finding.standardError, accuracy: nil)
  }

  /// One row a pair.
  private var differences: Table {
    table.table(
      title: "Paired differences of success, simultaneous 95 % intervals",
      columns: ["difference", "value", "interval", "walkers that differ", "verdict"]
    ) { row in
      let compared = comparisons[row.index]
      return (compared.success?.differences ?? []).map { difference in
        let bounds = difference.estimate.bounds
        func number(_ value: Double) -> String { NumberFormat.rounded(value, digits: 3) }
        return [
          "\(compared.name(difference.first)) − \(compared.name(difference.second))",
          number(difference.estimate.value), "\(number(bounds.lowerBound)) … \(number(bounds.upperBound))",
          "\(difference.disagreements)", difference.isDecided ? "told apart" : "cannot be told apart",
        ]
      }
    }
  }
}
