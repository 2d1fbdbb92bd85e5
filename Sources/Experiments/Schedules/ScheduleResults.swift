// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// The merged results: what happened to every walker with every schedule, and quantiles at the looks.
struct ScheduleResults {
  let comparisons: [ComparedSchedules]

  /// The probabilities of the quantiles that are written.
  private static let quantiles = [0.1, 0.25, 0.5, 0.75, 0.9]

  var dataset: Dataset {
    let grid = SweepGrid(comparisons.map(\.coordinates))
    var start = Dataset()
    grid.addCoordinates(to: &start)
    let parts = grid.order.map { index in index.map { ofPoint(comparisons[$0]) } }
    guard !grid.shape.isEmpty else { return comparisons.first.map(ofPoint) ?? start }
    return DatasetStack(parts, along: grid.shape, after: start).dataset
  }

  private func ofPoint(_ compared: ComparedSchedules) -> Dataset {
    let records = compared.records
    let places = compared.point.destinations.places.map(\.name) + [Destinations.elsewhere]
    let walkers = records.map(\.successes.count).max() ?? 0
    let looks = compared.point.looks
    var result = Dataset()
    result.add(
      "schedule", compared.point.contenders.map(\.name), over: ["schedule": records.count],
      longName: "name of the schedule")
    result.add("place", places, over: ["place": places.count], longName: "well or region")
    result.add("quantile", Self.quantiles, over: ["quantile": Self.quantiles.count], longName: "probability")
    func padded(_ values: [Double], to count: Int) -> [Double] {
      values + Array(repeating: .nan, count: max(0, count - values.count))
    }
    func overLooks(
      _ name: String, _ values: (ScheduleRecord) -> [Double], units: String, _ meaning: String
    ) {
      result.add(
        name, records.flatMap { padded(values($0), to: looks) }, over: ["schedule": records.count, "look": looks],
        units: units, longName: meaning)
    }
    overLooks("look_time", \.lookTimes, units: "time", "budget that is spent")
    overLooks("temperature", \.temperatures, units: "energy", "temperature; the coldest of a ladder")
    overLooks("mean_energy", \.meanEnergies, units: "energy", "mean energy of the walkers")
    result.add(
      "energy",
      records.flatMap { record -> [Double] in
        let band = record.band
        let columns = Self.quantiles.map(band.quantile)
        return padded(
          record.lookTimes.indices.flatMap { look in columns.map { $0[look] } }, to: looks * Self.quantiles.count)
      },
      over: ["schedule": records.count, "look": looks, "quantile": Self.quantiles.count], units: "energy",
      longName: "quantiles of the energy over walkers")
    result.add(
      "population", records.flatMap { padded($0.populations.flatMap { $0 }, to: looks * places.count) },
      over: ["schedule": records.count, "look": looks, "place": places.count],
      longName: "part of the walkers in each place, without a quench")
    func overWalkers(_ name: String, _ values: (ScheduleRecord) -> [Double], units: String, _ meaning: String) {
      result.add(
        name, records.flatMap { padded(values($0), to: walkers) },
        over: ["schedule": records.count, "walker": walkers], units: units, longName: meaning)
    }
    overWalkers("final_place", \.places, units: "1", "index of the place after a quench; nothing for the diverged")
    overWalkers("final_energy", \.energies, units: "energy", "energy after a quench")
    overWalkers("success", \.successes, units: "1", "1 in the target at the end")
    overWalkers("arrival_time", \.arrivals, units: "time", "when first seen in the target; nothing if never")
    return result
  }
}
