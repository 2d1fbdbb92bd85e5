// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// All points and methods of an `escape-rate` scenario as tasks, and what their results say.
struct EscapeRateExperiment: MethodicalExperiment {
  let parts: MethodTasks<EscapeRatePoint>

  init(points: [EscapeRatePoint]) {
    parts = MethodTasks(points: points, catalogue: RateMethodCatalogue.methods)
  }

  static let costPerSecond = 5e8

  func analyze(_ results: [Dataset?]) -> Analysis {
    var rows = points.map { RateTable.Row(point: $0, quantities: [:]) }
    var passages = Array(repeating: PassageRecord(), count: points.count)
    var rare = points.map { _ in [String: RareEventRecord]() }
    for (index, point) in points.enumerated() {
      for (method, parts) in parts.results(results, of: index) {
        rows[index].quantities[method.name] = method.quantities(from: parts, of: point)
        if let simulation = method as? FirstPassageMethod {
          passages[index] = simulation.passages(from: parts, of: point)
        }
        if let sampled = method as? any RareEventMethod {
          rare[index][method.name] = try? sampled.outcome(of: parts, at: point).get()
        }
      }
    }
    return EscapeRateAnalysis(table: RateTable(rows: rows), passages: passages, rare: rare).analysis
  }
}
