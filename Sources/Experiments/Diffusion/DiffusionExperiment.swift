// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings

/// All points of a `diffusion` scenario as tasks, and what their results say.
struct DiffusionExperiment: MethodicalExperiment {
  let parts: MethodTasks<DiffusionPoint>

  init(points: [DiffusionPoint]) { parts = MethodTasks(points: points, catalogue: Diffusion.methods) }

  static let costPerSecond = 2e8

  func analyze(_ results: [Dataset?]) -> Analysis {
    let rows = points.enumerated().map { index, point in
      var row = DiffusionRow(point: point)
      for (method, parts) in parts.results(results, of: index) {
        row.quantities.append((method.name, method.quantities(from: parts, of: point)))
        guard let simulation = method as? DisplacementMethod else { continue }
        row.estimates = simulation.record(from: parts, of: point).map { DiffusionEstimates(record: $0, point: point) }
        row.trace = parts.first?.flatMap { DiffusionRow.Trace($0) }
      }
      return row
    }
    return DiffusionAnalysis(rows: rows).analysis
  }
}

/// What is known at one point of the sweep.
struct DiffusionRow {
  let point: DiffusionPoint
  /// By method, in the order of the scenario.
  var quantities: [(method: String, found: [Quantity])] = []
  var estimates: DiffusionEstimates?
  /// Where some walkers were.
  var trace: Trace?

  /// A quantity in a direction, from a method or else from the first that has it.
  func quantity(_ name: String, _ direction: String, method: String? = nil) -> Quantity? {
    quantities.lazy.filter { method == nil || $0.method == method }.flatMap(\.found)
      .first { $0.name == name && $0.at["direction"] == .text(direction) && $0.estimate != nil }
  }

  /// The ways of some walkers, as the first task wrote them.
  struct Trace {
    let times: [Double]
    /// [look][walker][coordinate] in one list.
    let positions: [Double]

    init?(_ dataset: Dataset) {
      guard let times = dataset.numbers("trace_time"), let positions = dataset.numbers("trace"), !times.isEmpty else {
        return nil
      }
      self.times = times
      self.positions = positions
    }

    /// One walker's coordinate as time goes on.
    func coordinate(_ coordinate: Int, of walker: Int, dimension: Int) -> [Double] {
      let walkers = positions.count / (times.count * dimension)
      return times.indices.map { positions[($0 * walkers + walker) * dimension + coordinate] }
    }

    func walkers(dimension: Int) -> Int { positions.count / (times.count * dimension) }
  }
}
