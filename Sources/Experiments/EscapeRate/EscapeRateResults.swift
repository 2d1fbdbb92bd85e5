// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// All tasks of an `escape-rate` run merged into one data set, dimensions named after the axes of the sweep.
struct EscapeRateResults {
  let table: RateTable
  /// Passage times and outcomes of each point, in the order of the rows; empty where there are none.
  let passages: [PassageRecord]

  var dataset: Dataset {
    var result = Dataset()
    let axes = coordinateAxes
    let methods = table.methods
    var grid = axes.map { (dimension: $0.name, size: $0.size) }
    for axis in axes { addCoordinate(axis, to: &result) }
    result.add("method", methods, over: ["method": methods.count], longName: "how the rate was found")
    grid.append((dimension: "method", size: methods.count))
    let order = rowOrder(axes)
    func over(_ number: (RateTable.Row, String) -> Double?) -> [Double] {
      order.flatMap { row in methods.map { method in row.flatMap { number(table.rows[$0], method) } ?? .nan } }
    }
    let shape = grid
    result.add(
      "escape_rate", .numbers(over { $0.rate($1)?.value }), shape: shape, units: "1/time", longName: "escape rate")
    result.add(
      "escape_rate_standard_error", .numbers(over { $0.rate($1)?.standardError }), shape: shape, units: "1/time",
      longName: "standard error of the escape rate")
    result.add(
      "escape_rate_accuracy", .numbers(over { $0.rate($1)?.accuracy }), shape: shape,
      longName: "bound on the relative numerical error of a computed escape rate")
    let walkers = passages.map(\.times.count).max() ?? 0
    if walkers > 0 {
      let walkerShape = Array(grid.dropLast()) + [(dimension: "walker", size: walkers)]
      let times = order.flatMap { row in padded(row.map { passages[$0].times } ?? [], to: walkers) }
      let outcomes = order.flatMap { row in padded(row.map { passages[$0].outcomes.map { $0 - 1 } } ?? [], to: walkers)
      }
      result.add(
        "passage_time", .numbers(times), shape: walkerShape, units: "time", longName: "time of arrival, or of giving up"
      )
      result.add(
        "passage_outcome", .numbers(outcomes), shape: walkerShape,
        longName: "0 arrived, 1 censored at the limit, 2 diverged")
    }
    return result
  }

  private struct Axis {
    let name: String
    let values: [Value]
    var size: Int { values.count }
  }

  /// The axes of a grid; a single axis `point` where the sweep is not a full grid (walked together).
  private var coordinateAxes: [Axis] {
    let axes = table.axes.map { name in
      var values: [Value] = []
      for row in table.rows {
        if let value = row.point.position.coordinates[name], !values.contains(value) { values.append(value) }
      }
      return Axis(name: name, values: values)
    }
    let size = axes.reduce(1) { $0 * $1.size }
    return size == table.rows.count ? axes : [Axis(name: "point", values: table.rows.indices.map { .integer($0) })]
  }

  /// The row of each place of the grid in row-major order.
  private func rowOrder(_ axes: [Axis]) -> [Int?] {
    if axes.isEmpty || axes[0].name == "point" { return Array(table.rows.indices) }
    var places: [[Value]] = [[]]
    for axis in axes { places = places.flatMap { place in axis.values.map { place + [$0] } } }
    return places.map { place in
      table.rows.firstIndex { row in
        axes.indices.allSatisfy { row.point.position.coordinates[axes[$0].name] == place[$0] }
      }
    }
  }

  private func addCoordinate(_ axis: Axis, to result: inout Dataset) {
    add(axis.values, named: axis.name, over: axis, to: &result)
    guard axis.name == "point" else { return }
    for name in table.axes {
      add(table.rows.map { $0.point.position.coordinates[name] ?? .null }, named: name, over: axis, to: &result)
    }
  }

  private func add(_ values: [Value], named name: String, over axis: Axis, to result: inout Dataset) {
    let numbers = values.compactMap(\.asNumber)
    result.add(
      name, numbers.count == values.count ? .numbers(numbers) : .texts(values.map { $0.asText ?? $0.described }),
      shape: [(dimension: axis.name, size: axis.size)], longName: "sweep axis \(name)")
  }

  private func padded(_ values: [Double], to count: Int) -> [Double] {
    values + Array(repeating: .nan, count: count - values.count)
  }
}

/// The passage times of one point of the sweep.
struct PassageRecord: Sendable {
  var times: [Double] = []
  /// Raw values of `Outcome`.
  var outcomes: [Double] = []
}
