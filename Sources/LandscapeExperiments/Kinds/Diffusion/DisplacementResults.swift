// SPDX-License-Identifier: GPL-3.0-or-later
import Kinetics
import Runs
import Statistics

extension DisplacementRecord {
  /// What `results.nc` has of one point: moments and their covariances by direction and time of observation.
  var results: Dataset {
    var result = Dataset()
    let (size, count) = (directions.count, times.count)
    result.add("direction", directions.map(\.name), over: ["direction": size])
    result.add("time", times, over: ["observation": count], units: "time", longName: "time of the observation")
    func add(_ name: String, _ unit: String, _ meaning: String, _ estimate: (Int, Int) -> Estimate?) {
      let found = (0..<size).flatMap { direction in (0..<count).map { estimate(direction, $0) } }
      let shape: KeyValuePairs = ["direction": size, "observation": count]
      result.add(name, found.map { $0?.value ?? .nan }, over: shape, units: unit, longName: meaning)
      result.add(
        "\(name)_standard_error", found.map { $0?.standardError ?? .nan }, over: shape, units: unit,
        longName: "its standard error")
    }
    add("mean_squared_displacement", "length2", "⟨Δ²⟩ over the walkers") { squares[$0].estimate($1, isPositive: true) }
    add("displacement", "length", "⟨Δ⟩ over the walkers") { lines[$0]?.estimate($1) }
    result.add(
      "mean_squared_displacement_covariance", squares.flatMap { $0.covariance.flatMap { $0 } },
      over: ["direction": size, "observation": count, "other_observation": count], units: "length4",
      longName: "covariance of ⟨Δ²⟩ between the times")
    return result
  }
}
