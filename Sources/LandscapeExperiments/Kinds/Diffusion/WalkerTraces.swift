// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Runs

/// The ways of some walkers, for a picture.
struct WalkerTraces {
  private var times: [Double] = []
  /// [observation][walker][coordinate] in one list.
  private var positions: [Double] = []
  private let dimension: Int

  /// How many walkers leave a trace, and how often they are observed.
  private static let walkers = 6
  private static let points = 400

  init(dimension: Int) { self.dimension = dimension }

  /// Steps between two observations on the way to the last.
  static func spacing(until last: Int) -> Int { max(1, last / points) }

  /// Notes where the first walkers are, as long as there are enough of them.
  mutating func follow(_ walkers: Walkers, at time: Double) {
    guard walkers.count >= Self.walkers else { return }
    times.append(time)
    for w in 0..<Self.walkers { positions += walkers.position(of: w) }
  }

  /// Adds the ways to the results of a task.
  func add(to dataset: inout Dataset) {
    guard !times.isEmpty else { return }
    dataset.add("trace_time", times, over: ["observation": times.count], units: "time")
    dataset.add(
      "trace", positions,
      over: ["observation": times.count, "walker": Self.walkers, "coordinate": dimension],
      longName: "where the first walkers were")
  }

  /// Reads what `add` wrote; `nil` if there is nothing.
  init?(_ dataset: Dataset, dimension: Int) {
    guard let times = dataset.numbers("trace_time"), let positions = dataset.numbers("trace"), !times.isEmpty else {
      return nil
    }
    self.times = times
    self.positions = positions
    self.dimension = dimension
  }

  /// How many walkers there are.
  var count: Int { positions.count / (times.count * dimension) }

  /// One walker's coordinate as time goes on.
  func coordinate(_ coordinate: Int, of walker: Int) -> [Double] {
    times.indices.map { positions[($0 * count + walker) * dimension + coordinate] }
  }
}
