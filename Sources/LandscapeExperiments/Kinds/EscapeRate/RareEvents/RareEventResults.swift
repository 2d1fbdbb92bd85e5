// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Runs

/// What methods for rare events add to `results.nc`.
extension RareEventMethod {
  func addVariables(of table: ResultTable<EscapeRatePoint>, to results: inout Dataset) {
    let family = table.methods.compactMap { $0 as? any RareEventMethod }
    // One array holds the repetitions of all of them.
    if family.first?.name == name { addRates(of: family, on: table, to: &results) }
    results = table.stacked(after: results) { record(on: $0)?.dataset }
  }

  private func addRates(
    of family: [any RareEventMethod], on table: ResultTable<EscapeRatePoint>, to results: inout Dataset
  ) {
    let methods = table.methodNames
    results = table.stacked(after: results) { row in
      var rates: [String: [Double]] = [:]
      for method in family { rates[method.name] = method.record(on: row)?.rates }
      let count = rates.values.map(\.count).max() ?? 0
      guard count > 0 else { return nil }
      var dataset = Dataset()
      dataset.add(
        "repetition_rate", methods.flatMap { (rates[$0] ?? []).padded(to: count) },
        over: ["method": methods.count, "repetition": count], units: "1/time",
        longName: "rate that each repetition found")
      return dataset
    }
  }
}

extension RareEventRecord {
  /// Transition paths and the history of the flux; `nil` if there is neither.
  fileprivate var dataset: Dataset? {
    var dataset = Dataset()
    let points = paths.map(\.times.count).max() ?? 0
    let dimension = paths.compactMap { $0.positions.first?.count }.max() ?? 0
    if points > 0, dimension > 0 {
      dataset.add(
        "path_time", paths.flatMap { $0.times.padded(to: points) }, over: ["path": paths.count, "path_point": points],
        units: "time", longName: "time on a transition path since it left home")
      dataset.add(
        "path_position", paths.flatMap { $0.positions.flatMap { $0 }.padded(to: points * dimension) },
        over: ["path": paths.count, "path_point": points, "coordinate": dimension],
        longName: "position on a transition path")
    }
    if let history, !history.flux.isEmpty {
      dataset.add(
        "steady_flux_history", history.flux, over: ["iteration": history.flux.count], units: "1/time",
        longName: "flux into the target in each iteration, mean over the repetitions")
    }
    return dataset.variables.isEmpty ? nil : dataset
  }
}

extension [Double] {
  /// Filled up with what is no number.
  fileprivate func padded(to count: Int) -> [Double] {
    self + Array(repeating: .nan, count: Swift.max(0, count - self.count))
  }
}
