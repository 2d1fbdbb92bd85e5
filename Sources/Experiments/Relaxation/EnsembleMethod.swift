// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// Direct simulation: many walkers, put into bins and wells at each time.
struct EnsembleMethod: ExperimentMethod {
  let name = "ensemble"
  let summary = "direct simulation: where many independent walkers are at each time"
  let formula = "p(bin) = walkers in it / walkers; D = Σ p ln(p/π) − (B − 1)/2n"

  func objection(to point: RelaxationPoint) -> String? { nil }

  func parts(of point: RelaxationPoint) -> [MethodPart] { point.walk.parts }

  func perform(part: Int, of point: RelaxationPoint, in context: TaskContext) throws -> Dataset {
    let share = point.walk.shares[part]
    let (count, walkers) = (point.walk.times.steps.count, share.walkers.count)
    // −1: the walker was lost.
    var bins = [Int](repeating: -1, count: count * walkers)
    var wells = bins
    var energies = [Double](repeating: .nan, count: count * walkers)
    let divergences = try point.walk.run(share, in: context) { state, _, place in
      guard let place else { return }
      for (w, identifier) in state.identifiers.enumerated() {
        let index = place * walkers + Int(identifier - share.walkers.lowerBound)
        let position = state.position(of: w)
        bins[index] = point.bins?.bin(of: position) ?? 0
        wells[index] =
          point.wells.firstIndex { $0.region.contains(position, in: point.potential) } ?? point.wells.count
        energies[index] = point.potential.energy(at: position)
      }
    }
    var dataset = Dataset()
    dataset.add(
      "bin", bins, over: ["time": count, "walker": walkers], longName: "the bin of each walker, −1 if it diverged")
    dataset.add(
      "well", wells, over: ["time": count, "walker": walkers],
      longName: "the well of each walker, the number of wells if it is in none, −1 if it diverged")
    dataset.add("energy", energies, over: ["time": count, "walker": walkers], units: "energy")
    dataset.add("diverged", [divergences.count], longName: "walkers that diverged")
    return dataset
  }

  /// Where the walkers of the finished parts were, at the time step or at half of it; `nil` if none is finished.
  func record(from parts: [Dataset?], of point: RelaxationPoint, halving: Int = 0) -> EnsembleRecord? {
    let finished = zip(parts, point.walk.shares).filter { $0.1.halving == halving }.compactMap(\.0)
    let record = EnsembleRecord(finished, times: point.walk.times.values)
    return record.walkers > 1 ? record : nil
  }

  func quantities(from parts: [Dataset?], of point: RelaxationPoint) -> [Quantity] {
    guard let record = record(from: parts, of: point) else { return [] }
    var quantities = record.quantities(wells: point.wells)
    if let half = self.record(from: parts, of: point, halving: 1) {
      for (index, twin) in half.quantities(wells: point.wells).enumerated() where index < quantities.count {
        guard let value = quantities[index].estimate?.value, let other = twin.estimate?.value else { continue }
        quantities[index].discretizationError = abs(value - other)
      }
    }
    let lost = point.walk.divergenceNotes(Int(parts.compactMap { $0?.numbers("diverged")?.first }.reduce(0, +)))
    for index in quantities.indices { quantities[index].notes += lost }
    return quantities
  }
}

/// Where each walker was at each time; walkers that diverged on the way are left out altogether.
struct EnsembleRecord: Sendable {
  let times: [Double]
  /// [time][walker].
  let bins: [[Int]]
  let wells: [[Int]]
  let energies: [[Double]]

  var walkers: Int { bins.first?.count ?? 0 }

  init(_ parts: [Dataset], times: [Double]) {
    self.times = times
    var bins = times.map { _ in [Int]() }
    var wells = bins
    var energies = times.map { _ in [Double]() }
    for part in parts {
      guard let bin = part.numbers("bin"), let well = part.numbers("well"), let energy = part.numbers("energy"),
        !times.isEmpty
      else { continue }
      let walkers = bin.count / times.count
      let last = (times.count - 1) * walkers
      for w in 0..<walkers where bin[last + w] >= 0 {
        for t in times.indices {
          bins[t].append(Int(bin[t * walkers + w]))
          wells[t].append(Int(well[t * walkers + w]))
          energies[t].append(energy[t * walkers + w])
        }
      }
    }
    self.bins = bins
    self.wells = wells
    self.energies = energies
  }

  /// Walkers in each of so many bins, and last outside of all.
  func counts(at time: Int, bins count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count + 1)
    for bin in bins[time] { counts[min(bin, count)] += 1 }
    return counts
  }

  /// Populations of the wells and mean energies.
  func quantities(wells names: [Well]) -> [Quantity] {
    times.indices.flatMap { t in
      let place: [(String, Value)] = [("time", .number(times[t]))]
      var result: [Quantity] = []
      if names.count > 1 {
        for (index, well) in names.enumerated() {
          let count = wells[t].count { $0 == index }
          result.append(
            Quantity(
              "population", proportion(of: count, in: walkers), unit: "1",
              at: Record([("well", .text(well.name))] + place)))
        }
      }
      result.append(Quantity("energy", mean(of: energies[t]), unit: "energy", at: Record(place)))
      for index in result.indices { result[index].samples = walkers }
      return result
    }
  }

  /// The means over the walkers of a function of walker and time, with the covariance between some of the times.
  func means(over places: [Int], _ value: (_ time: Int, _ walker: Int) -> Double) -> CorrelatedMeans {
    var means = CorrelatedMeans(count: places.count)
    var sample = [Double](repeating: 0, count: places.count)
    for w in 0..<walkers {
      for (index, t) in places.enumerated() { sample[index] = value(t, w) }
      means.add(sample.span)
    }
    return means
  }
}
