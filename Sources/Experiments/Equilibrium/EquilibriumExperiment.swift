// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Runs
import Settings

/// All points and methods of an `equilibrium` scenario as tasks, and what their results say.
struct EquilibriumExperiment: Experiment {
  private let parts: MethodTasks<EquilibriumPoint>

  init(points: [EquilibriumPoint]) {
    parts = MethodTasks(points: points, catalogue: EquilibriumMethodCatalogue.methods)
  }

  var points: [EquilibriumPoint] { parts.points }
  var tasks: [TaskOutline] { parts.tasks }
  var generator: String { points.map(\.noise).sentence }
  var work: WorkUnit { WorkUnit("walker-steps", costPerSecond: 2e7, total: parts.walkerSteps) }

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset { try parts.perform(task, in: context) }

  func analyze(_ results: [Dataset?]) -> Analysis {
    var rows = points.map { EquilibriumTable.Row(point: $0, quantities: [:]) }
    var pictures: [Figure] = []
    for (index, point) in points.enumerated() {
      for (method, parts) in parts.results(results, of: index) {
        rows[index].quantities[method.name] = method.quantities(from: parts, of: point)
        // What belongs to one point is shown of the last one, in a temperature sweep usually the coldest.
        if index == points.indices.last, let method = method as? any EquilibriumMethod {
          pictures += method.figures(from: parts, of: point)
        }
      }
    }
    return EquilibriumAnalysis(table: EquilibriumTable(rows: rows), pictures: pictures).analysis
  }
}
