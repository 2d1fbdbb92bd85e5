// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Kinetics
import Runs
import Settings
import Statistics

/// All points of a `diffusion` scenario as tasks, and what their results say.
struct DiffusionExperiment: MethodicalExperiment {
  let parts: MethodTasks<DiffusionPoint>

  init(points: [DiffusionPoint]) { parts = MethodTasks(points: points) }

  static let costPerSecond = 2e8

  func analyze(_ table: ResultTable<DiffusionPoint>) -> Analysis {
    let estimates = table.rows.map { row in
      DisplacementRecord(row.parts[DisplacementMethod.word] ?? [], of: row.point)
        .map { DiffusionEstimates(record: $0, point: row.point) }
    }
    let measured = table.rows.compactMap { row in estimates[row.index].map { (row: row, estimates: $0) } }
    var result = Analysis()
    result.answer =
      measured.last.map { DiffusionAnswer(table: table, row: $0.row, estimates: $0.estimates).sentence }
      ?? "Nothing was measured."
    result.tables = [Self.laws(in: table, estimates)]
    result.figures = DiffusionFigures(table: table, measured: measured).all
    result.results = table.stacked { estimates[$0.index]?.record.results }
    return table.completing(result)
  }

  /// One line a direction and point.
  private static func laws(in table: ResultTable<DiffusionPoint>, _ estimates: [DiffusionEstimates?]) -> Table {
    let methods = table.methods
    // The coefficient that was measured needs no other name.
    let heads = methods.map { $0.standing.nature == .sampled ? "D" : "D, \($0.title)" }
    return table.table(
      title: "Displacements, ⟨Δ²⟩ = 2Dt^α",
      columns: ["direction", "exponent α"] + heads + ["drift velocity", "⟨Δ²⟩ at the end"]
    ) { row in
      guard let record = estimates[row.index]?.record else { return [] }
      return zip(record.directions, record.squares).map { direction, squares in
        func cell(_ quantity: String, _ method: String = DisplacementMethod.word) -> String {
          row.estimate(method, quantity, at: .direction(direction.name))?.formatted ?? ""
        }
        return [direction.name, cell("diffusion-exponent")] + methods.map { cell("diffusion-coefficient", $0.name) }
          + [cell("drift-velocity"), squares.estimate(record.times.count - 1)?.formatted ?? ""]
      }
    }.withoutEmptyColumns
  }
}
