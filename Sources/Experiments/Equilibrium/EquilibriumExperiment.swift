// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings

/// All points and methods of an `equilibrium` scenario as tasks, and what their results say.
struct EquilibriumExperiment: MethodicalExperiment {
  let parts: MethodTasks<EquilibriumPoint>

  init(points: [EquilibriumPoint]) {
    parts = MethodTasks(points: points, catalogue: EquilibriumMethodCatalogue.methods)
  }

  static let costPerSecond = 2e7

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
