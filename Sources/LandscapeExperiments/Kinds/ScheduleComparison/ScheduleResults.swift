// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Statistics

extension ComparedSchedules {
  /// The probabilities of the quantiles that are written.
  private static let quantiles = [0.1, 0.25, 0.5, 0.75, 0.9]

  /// What `results.nc` has of one point: what happened to every walker with every schedule, and quantiles at the times of
  /// observation.
  var results: Dataset {
    let places = point.destinations.places.map(\.name) + [Destinations.elsewhere]
    var result = Dataset()
    result.add(
      "schedule", point.contenders.map(\.name), over: ["schedule": records.count], longName: "name of the schedule")
    result.add("place", places, over: ["place": places.count], longName: "well or region")
    result.add("quantile", Self.quantiles, over: ["quantile": Self.quantiles.count], longName: "probability")
    addObservations(places: places.count, to: &result)
    addWalkers(to: &result)
    addRecorded(to: &result)
    return result
  }

  private func addRecorded(to result: inout Dataset) {
    let (observations, observables) = (point.observations, point.recorded.count)
    guard observables > 0 else { return }
    result.add(
      "observable", point.recorded.map(\.description), over: ["observable": observables], longName: "what is recorded")
    result.add(
      "recorded_mean",
      records.flatMap { record in
        (0..<observables).flatMap {
          Self.padded(record.recordedMeans.isEmpty ? [] : record.recordedMeans[$0], to: observations)
        }
      },
      over: ["schedule": records.count, "observable": observables, "observation": observations],
      longName: "mean of the observable over the walkers that are left")
  }

  private func addObservations(places: Int, to result: inout Dataset) {
    let (observations, quantiles) = (point.observations, Self.quantiles)
    func add(_ name: String, units: String, _ meaning: String, _ values: (ScheduleRecord) -> [Double]) {
      result.add(
        name, records.flatMap { Self.padded(values($0), to: observations) },
        over: ["schedule": records.count, "observation": observations], units: units, longName: meaning)
    }
    add("observation_time", units: "time", "budget that is spent", \.observationTimes)
    add("temperature", units: "energy", "temperature; the coldest of a ladder", \.temperatures)
    add("mean_energy", units: "energy", "mean energy of the walkers", \.meanEnergies)
    result.add(
      "energy",
      records.flatMap { record -> [Double] in
        let band = record.band
        let columns = quantiles.map(band.quantile)
        return Self.padded(
          record.observationTimes.indices.flatMap { index in columns.map { $0[index] } },
          to: observations * quantiles.count)
      },
      over: ["schedule": records.count, "observation": observations, "quantile": quantiles.count], units: "energy",
      longName: "quantiles of the energy over walkers")
    result.add(
      "population", records.flatMap { Self.padded($0.populations.flatMap { $0 }, to: observations * places) },
      over: ["schedule": records.count, "observation": observations, "place": places],
      longName: "part of the walkers in each place, without a quench")
  }

  private func addWalkers(to result: inout Dataset) {
    let walkers = records.map(\.successes.count).max() ?? 0
    func add(_ name: String, units: String, _ meaning: String, _ values: (ScheduleRecord) -> [Double]) {
      result.add(
        name, records.flatMap { Self.padded(values($0), to: walkers) },
        over: ["schedule": records.count, "walker": walkers], units: units, longName: meaning)
    }
    add("final_place", units: "1", "index of the place after a quench; nothing for the diverged", \.places)
    add("final_energy", units: "energy", "energy after a quench", \.energies)
    add("success", units: "1", "1 in the target at the end", \.successes)
    add("arrival_time", units: "time", "when first seen in the target; nothing if never", \.arrivals)
  }

  private static func padded(_ values: [Double], to count: Int) -> [Double] {
    values + Array(repeating: .nan, count: max(0, count - values.count))
  }
}
