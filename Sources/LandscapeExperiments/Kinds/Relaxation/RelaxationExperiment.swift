// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// All points of a `relaxation` scenario as tasks, and what their results say.
struct RelaxationExperiment: MethodicalExperiment {
  let parts: MethodTasks<RelaxationPoint>

  init(points: [RelaxationPoint]) { parts = MethodTasks(points: points) }

  static let costPerSecond = 2e8

  func analyze(_ found: ResultTable<RelaxationPoint>) -> Analysis {
    let comparisons = found.rows.map(RelaxationComparison.init)
    var table = found
    for comparison in comparisons { table.rows[comparison.index].findings += comparison.findings }
    var result = Analysis()
    result.answer = RelaxationAnswer(table: table).sentence
    result.warnings = table.rows.flatMap { row in row.doubts.map(row.placed) }
    result.tables = [Self.approach(in: table)]
    result.figures = comparisons.first.map { RelaxationFigures($0).all } ?? []
    result.results = RelaxationResults(table: table, comparisons: comparisons).dataset
    return table.completing(result)
  }

  /// One line a time and point.
  private static func approach(in table: ResultTable<RelaxationPoint>) -> Table {
    let methods = table.methods
    func heads(_ symbol: String) -> [String] { methods.map { "\(symbol), \($0.title)" } }
    return table.table(
      title: "Approach to the Gibbs law", columns: ["t"] + heads("D") + ["p of agreement"] + heads("⟨f⟩")
    ) { row in
      row.point.walk.times.values.map { time in
        let place = Record([("time", .number(time))])
        func cells(_ quantity: String) -> [String] {
          methods.map { row.estimate($0.name, quantity, at: place)?.formatted ?? "" }
        }
        let chance = row.estimate(Relaxation.comparison, "agreement", at: place)?.value
        return [NumberFormat.rounded(time, digits: 4)] + cells("relative-entropy")
          + [chance.map { NumberFormat.rounded($0, digits: 2) } ?? ""] + cells("energy")
      }
    }.withoutEmptyColumns
  }
}
