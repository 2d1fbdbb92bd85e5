// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Runs

/// Energies and populations of a part of the walkers, look by look.
struct EnergyLooks {
  private let point: SchedulePoint
  private let tracked: Int
  private let first: UInt32
  private var energies: [Double] = []
  private var sums: [Double] = []
  private var present: [Int] = []
  private var populations: [Int] = []

  init(_ point: SchedulePoint, tracked: Int, first: UInt32) {
    self.point = point
    self.tracked = tracked
    self.first = first
  }

  /// Looks at the walkers that are left.
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
  }

  /// What was seen.
  func dataset(times: [Double], temperatures: [Double]) -> Dataset {
    let looks = present.count
    var result = Dataset()
    result.add("look_time", times, over: ["look": looks], units: "time", longName: "budget that is spent")
    result.add("temperature", temperatures, over: ["look": looks], units: "energy", longName: "temperature")
    result.add("energy", energies, over: ["look": looks, "tracked": tracked], units: "energy")
    result.add("energy_sum", sums, over: ["look": looks], units: "energy")
    result.add("present", present, over: ["look": looks])
    result.add("population_count", populations, over: ["look": looks, "place": point.destinations.places.count + 1])
    return result
  }
}
