// SPDX-License-Identifier: GPL-3.0-or-later
package import Runs
package import Settings

/// The points of a sweep as the dimensions of a data set: one for each axis of a full grid, else a single one, `point`.
package struct SweepGrid {
  private struct Axis {
    let name: String
    let values: [Value]
    var size: Int { values.count }
  }

  private let axes: [Axis]
  private let coordinates: [Record]
  /// The names of the sweep's axes.
  private let names: [String]
  /// The point at each place of the grid in row-major order.
  package let order: [Int?]

  /// The grid of points with these coordinates, in the order of the sweep.
  package init(_ coordinates: [Record]) {
    self.coordinates = coordinates
    let names = coordinates.first?.keys ?? []
    self.names = names
    let full = names.map { name in
      var values: [Value] = []
      for point in coordinates {
        if let value = point[name], !values.contains(value) { values.append(value) }
      }
      return Axis(name: name, values: values)
    }
    let isFull = full.reduce(1) { $0 * $1.size } == coordinates.count
    axes = isFull ? full : [Axis(name: "point", values: coordinates.indices.map { .integer($0) })]
    guard isFull, !full.isEmpty else {
      order = Array(coordinates.indices)
      return
    }
    // Each point finds its own place: a grid may have many thousand.
    var order = [Int?](repeating: nil, count: coordinates.count)
    for (index, point) in coordinates.enumerated() {
      var place: Int? = 0
      for axis in full {
        let along = axis.values.firstIndex { $0 == point[axis.name] }
        place = place.flatMap { place in along.map { place * axis.size + $0 } }
      }
      if let place, order[place] == nil { order[place] = index }
    }
    self.order = order
  }

  /// The dimensions with their sizes, slowest first; none without a sweep.
  package var shape: [(dimension: String, size: Int)] { axes.map { ($0.name, $0.size) } }

  /// Adds the coordinates of the axes.
  package func addCoordinates(to result: inout Dataset) {
    for axis in axes {
      add(axis.values, named: axis.name, over: axis, to: &result)
      guard axis.name == "point" else { continue }
      for name in names { add(coordinates.map { $0[name] ?? .null }, named: name, over: axis, to: &result) }
    }
  }

  private func add(_ values: [Value], named name: String, over axis: Axis, to result: inout Dataset) {
    let numbers = values.compactMap(\.asNumber)
    result.add(
      name, numbers.count == values.count ? .numbers(numbers) : .texts(values.map { $0.asText ?? $0.described }),
      shape: [(dimension: axis.name, size: axis.size)], longName: "sweep axis \(name)")
  }
}

extension ResultTable {
  /// The grid of the sweep's points.
  package var grid: SweepGrid { SweepGrid(rows.map(\.coordinates)) }

  /// One data set a point, put side by side along the axes of the sweep; `nil` where a point has none.
  ///
  /// - Parameter start: what the result begins with; by default the coordinates of the axes.
  package func stacked(after start: Dataset? = nil, _ dataset: (Row) -> Dataset?) -> Dataset {
    let grid = grid
    var start = start ?? Dataset()
    if start.variables.isEmpty { grid.addCoordinates(to: &start) }
    return DatasetStack(grid.order.map { $0.flatMap { dataset(rows[$0]) } }, along: grid.shape, after: start).dataset
  }
}
