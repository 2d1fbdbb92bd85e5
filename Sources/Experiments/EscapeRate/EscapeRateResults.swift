// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// All tasks of an `escape-rate` run merged into one data set, dimensions named after the axes of the sweep.
struct EscapeRateResults {
  let table: RateTable
  /// Passage times and outcomes of each point, in the order of the rows; empty where there are none.
  let passages: [PassageRecord]
  /// What the methods for rare events say, by row and method.
  var rare: [[String: RareEventRecord]] = []

  var dataset: Dataset {
    var result = Dataset()
    let sweep = SweepGrid(table.rows.map(\.point.position.coordinates))
    let methods = table.methods
    var grid = sweep.shape
    sweep.addCoordinates(to: &result)
    result.add("method", methods, over: ["method": methods.count], longName: "how the rate was found")
    grid.append((dimension: "method", size: methods.count))
    let order = sweep.order
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
      if passages.contains(where: { !$0.departures.isEmpty }) {
        let departures = order.flatMap { row in padded(row.map { passages[$0].departures } ?? [], to: walkers) }
        result.add(
          "departure_time", .numbers(departures), shape: walkerShape, units: "time",
          longName: "when the walker entered the start and its clock began")
      }
    }
    RareEventResults(records: rare, order: order, shape: sweep.shape, methods: methods).add(to: &result)
    return result
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
  /// When each walker's clock started, NaN if it never did; empty where all started at once.
  var departures: [Double] = []
}
