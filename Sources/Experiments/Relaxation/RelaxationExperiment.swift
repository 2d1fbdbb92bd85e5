// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings

/// All points of a `relaxation` scenario as tasks, and what their results say.
struct RelaxationExperiment: MethodicalExperiment {
  let parts: MethodTasks<RelaxationPoint>

  init(points: [RelaxationPoint]) { parts = MethodTasks(points: points, catalogue: Relaxation.methods) }

  static let costPerSecond = 2e8

  func analyze(_ results: [Dataset?]) -> Analysis {
    let rows = points.enumerated().map { index, point in
      var row = RelaxationRow(point: point)
      var ensemble: EnsembleRecord?
      for (method, parts) in parts.results(results, of: index) {
        row.quantities += method.quantities(from: parts, of: point).map { (method.name, $0) }
        if let simulation = method as? EnsembleMethod { ensemble = simulation.record(from: parts, of: point) }
        if method is EvolutionMethod { row.evolution = parts.first?.flatMap { EvolutionRecord($0, point: point) } }
      }
      if let ensemble {
        let comparison = RelaxationComparison(point: point, ensemble: ensemble, evolution: row.evolution)
        row.comparison = comparison
        row.quantities += comparison.findings
      }
      return row
    }
    return RelaxationAnalysis(rows: rows).analysis
  }
}

/// What is known at one point of the sweep.
struct RelaxationRow {
  let point: RelaxationPoint
  var quantities: [(method: String, quantity: Quantity)] = []
  var evolution: EvolutionRecord?
  var comparison: RelaxationComparison?

  /// A quantity from a method, at a time if one is given.
  func quantity(_ name: String, _ method: String, time: Double? = nil) -> Quantity? {
    quantities.first { entry in
      entry.method == method && entry.quantity.name == name && entry.quantity.estimate != nil
        && (time == nil || entry.quantity.at["time"]?.asNumber == time)
    }?.quantity
  }
}
