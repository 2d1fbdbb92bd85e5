// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Runs

/// What methods for rare events add to `results.nc`.
struct RareEventResults {
  let records: [[String: RareEventRecord]]
  /// The row at each place of the sweep's grid.
  let order: [Int?]
  let shape: [(dimension: String, size: Int)]
  let methods: [String]

  func add(to result: inout Dataset) {
    addRates(to: &result)
    for method in methods { addPaths(of: method, to: &result) }
    for method in methods { addHistory(of: method, to: &result) }
  }

  private func record(_ row: Int?, _ method: String) -> RareEventRecord? {
    row.flatMap { $0 < records.count ? records[$0][method] : nil }
  }

  private func addRates(to result: inout Dataset) {
    let count = records.flatMap(\.values).map(\.rates.count).max() ?? 0
    guard count > 0 else { return }
    let values = order.flatMap { row in
      methods.flatMap { method in (0..<count).map { record(row, method)?.rates[safe: $0] ?? .nan } }
    }
    result.add(
      "repetition_rate", .numbers(values),
      shape: shape + [(dimension: "method", size: methods.count), (dimension: "repetition", size: count)],
      units: "1/time", longName: "rate that each repetition found")
  }

  private func addHistory(of method: String, to result: inout Dataset) {
    let histories = order.map { record($0, method)?.history }
    let length = histories.compactMap { $0?.flux.count }.max() ?? 0
    guard length > 0 else { return }
    result.add(
      "steady_flux_history",
      .numbers(histories.flatMap { history in (0..<length).map { history?.flux[safe: $0] ?? .nan } }),
      shape: shape + [(dimension: "iteration", size: length)], units: "1/time",
      longName: "flux into the target in each iteration, mean over the repetitions")
  }

  private func addPaths(of method: String, to result: inout Dataset) {
    let paths = order.map { record($0, method)?.paths ?? [] }
    let count = paths.map(\.count).max() ?? 0
    let points = paths.flatMap { $0 }.map(\.times.count).max() ?? 0
    let dimension = paths.flatMap { $0 }.compactMap { $0.positions.first?.count }.max() ?? 0
    guard count > 0, points > 0, dimension > 0 else { return }
    let place = shape + [(dimension: "path", size: count), (dimension: "path_point", size: points)]
    result.add(
      "path_time",
      .numbers(
        paths.flatMap { paths in
          (0..<count).flatMap { path in (0..<points).map { paths[safe: path]?.times[safe: $0] ?? .nan } }
        }), shape: place, units: "time", longName: "time on a transition path since it left home")
    result.add(
      "path_position",
      .numbers(
        paths.flatMap { paths in
          (0..<count).flatMap { path in
            (0..<points).flatMap { point in
              (0..<dimension).map { paths[safe: path]?.positions[safe: point]?[$0] ?? .nan }
            }
          }
        }), shape: place + [(dimension: "coordinate", size: dimension)], longName: "position on a transition path")
  }
}

extension Array {
  /// The element at a place; `nil` beyond the end.
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
