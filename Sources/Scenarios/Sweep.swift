// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The values that a scenario walks through: the key `sweep`, a mapping from dotted paths to lists or ranges.
///
///     sweep:
///       temperature: [0.5, 0.333, 0.25]
///       dynamics.time-step: {from: 1e-4, to: 1e-2, count: 5, spacing: log}
///
/// Several axes make a grid, the first of them slowest; `zip: true` walks them together. Without axes there is one point.
package struct Sweep: Sendable, Equatable {
  /// One path and the values that it takes.
  package struct Axis: Sendable, Equatable {
    /// What is swept.
    package let path: SettingPath
    /// The values, all different scalars.
    package let values: [Value]
    /// The axis as it was written, with every default.
    package let resolved: Value

    /// The name of the dimension and of the coordinate: the dotted path.
    package var name: String { path.description }
    /// Whether the values were written one by one, so that each has its own place in the file.
    var isListed: Bool { resolved.asList != nil }
  }

  /// One point: where it lies, and the scenario there.
  package struct Point: Sendable, Equatable {
    /// Its number in the order of the sweep, from 0.
    package let index: Int
    /// The number of its value on each axis.
    package let indices: [Int]
    /// The values under the dotted paths, in the order of the axes.
    package let coordinates: Record
    /// The scenario without the key `sweep` and with the values set.
    package let tree: Value

    /// The values of the axes as they stand in a changed tree, such as one without units.
    package func coordinates(in tree: Value) -> Record {
      Record(coordinates.entries.map { ($0.key, tree.value(at: SettingPath(dotted: $0.key)) ?? $0.value) })
    }
  }

  /// The largest number of points.
  package static let pointLimit = 100_000

  /// The axes, slowest first.
  package let axes: [Axis]
  /// Whether the axes are walked together.
  package let isZipped: Bool
  let base: Value

  init(axes: [Axis], isZipped: Bool, base: Value) {
    self.axes = axes
    self.isZipped = isZipped
    self.base = base
  }

  /// How many points there are, at least one.
  package var count: Int {
    isZipped ? axes.first?.values.count ?? 1 : axes.reduce(1) { $0 * $1.values.count }
  }

  /// The sizes of the dimensions: one for each axis of a grid; a single one for axes that are walked together.
  package var shape: [Int] { isZipped ? [count] : axes.map(\.values.count) }

  /// The key `sweep` with every default written out; `nil` without axes.
  package var resolved: Value? {
    if axes.isEmpty { return nil }
    return .record(Record(axes.map { ($0.name, $0.resolved) } + (isZipped ? [("zip", .flag(true))] : [])))
  }

  /// The point with a number from 0 to `count - 1`.
  package func point(_ index: Int) -> Point {
    let indices = indices(of: index)
    var coordinates = Record()
    var tree = base
    for (axis, position) in zip(axes, indices) {
      coordinates[axis.name] = axis.values[position]
      tree = tree.setting(axis.path, to: axis.values[position]) ?? tree
    }
    return Point(index: index, indices: indices, coordinates: coordinates, tree: tree)
  }

  /// All points in order.
  package var points: some Sequence<Point> { (0..<count).lazy.map(point) }

  /// Problems of one point's tree with the paths of what the file says: a swept value stands under `sweep`.
  package func relocate(_ problems: [Problem], of point: Point) -> [Problem] {
    problems.map { problem in
      let covers: (Axis) -> Bool = { problem.path.components.starts(with: $0.path.components) }
      guard let number = axes.firstIndex(where: covers) else { return problem }
      let axis = axes[number]
      let key = SettingPath(["sweep", axis.name])
      if problem.spot == .key { return Problem(problem.message, at: key, spot: .key) }
      return Problem(problem.message, at: axis.isListed ? key.appending(point.indices[number]) : key)
    }
  }

  private func indices(of index: Int) -> [Int] {
    if isZipped { return axes.map { _ in index } }
    var rest = index
    var result: [Int] = []
    for axis in axes.reversed() {
      result.append(rest % axis.values.count)
      rest /= axis.values.count
    }
    return result.reversed()
  }
}
