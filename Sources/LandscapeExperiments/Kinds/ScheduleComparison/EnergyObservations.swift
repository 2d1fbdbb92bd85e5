// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Runs

/// Energies and populations of a part of the walkers, observation by observation.
struct EnergyObservations {
  private let point: SchedulePoint
  private let tracked: Int
  private let first: UInt32
  private var energies: [Double] = []
  private var sums: [Double] = []
  private var present: [Int] = []
  private var populations: [Int] = []
  /// For each observation the sums of what is recorded.
  private var recorded: [Double] = []

  init(_ point: SchedulePoint, tracked: Int, first: UInt32) {
    self.point = point
    self.tracked = tracked
    self.first = first
  }

  /// Observes the walkers that are left.
  mutating func add(names: [UInt32], positions: [Double]) {
    let n = names.count
    var values = [Double](repeating: 0, count: n)
    var output = values.mutableSpan
    point.potential.energies(walkers: n, at: positions.span, into: &output)
    var row = [Double](repeating: .nan, count: tracked)
    for (w, name) in names.enumerated() where Int(name - first) < tracked { row[Int(name - first)] = values[w] }
    energies += row
    sums.append(values.reduce(0, +))
    present.append(n)
    var counts = [Int](repeating: 0, count: point.destinations.places.count + 1)
    let places = point.destinations.places(of: positions, walkers: n, in: point.potential, nearest: false)
    for place in places { counts[place] += 1 }
    populations += counts
    let sums = Self.recorded(point, positions: positions, walkers: n)
    recorded += sums.map { $0.reduce(0, +) }
  }

  /// What is recorded of each walker: one row an observable.
  static func recorded(_ point: SchedulePoint, positions: [Double], walkers n: Int) -> [[Double]] {
    guard let potential = point.potential as? any ObservablePotential, !point.recorded.isEmpty else { return [] }
    var rows = point.recorded.map { _ in [Double](repeating: .nan, count: n) }
    for w in 0..<n {
      let position = n == 1 ? positions : stride(from: w, to: positions.count, by: n).map { positions[$0] }
      for (row, value) in potential.values(of: point.recorded, at: position.span).enumerated() { rows[row][w] = value }
    }
    return rows
  }

  /// What was observed.
  func dataset(times: [Double], temperatures: [Double]) -> Dataset {
    let shape: KeyValuePairs = ["observation": present.count]
    var result = Dataset()
    result.add("observation_time", times, over: shape, units: "time", longName: "budget that is spent")
    result.add("temperature", temperatures, over: shape, units: "energy", longName: "temperature")
    result.add("energy", energies, over: ["observation": present.count, "tracked": tracked], units: "energy")
    result.add("energy_sum", sums, over: shape, units: "energy")
    result.add("present", present, over: shape)
    result.add(
      "population_count", populations,
      over: ["observation": present.count, "place": point.destinations.places.count + 1])
    if !point.recorded.isEmpty {
      result.add("recorded_sum", recorded, over: ["observation": present.count, "observable": point.recorded.count])
    }
    return result
  }
}
