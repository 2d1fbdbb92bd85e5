// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Statistics

/// Where each walker was at each time; walkers that diverged on the way are left out altogether.
struct EnsembleRecord: Sendable {
  let times: [Double]
  /// [time][walker].
  let bins: [[Int]]
  let wells: [[Int]]
  let energies: [[Double]]

  var walkers: Int { bins.first?.count ?? 0 }

  /// The walkers of the finished parts, at the time step or at half of it; `nil` if none is finished.
  init?(_ parts: [Dataset?], of point: RelaxationPoint, halving: Int = 0) {
    let times = point.walk.times.values
    var bins = times.map { _ in [Int]() }
    var wells = bins
    var energies = times.map { _ in [Double]() }
    for part in point.walk.shares.finished(parts, halving: halving) {
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
    self.times = times
    self.bins = bins
    self.wells = wells
    self.energies = energies
    guard walkers > 1 else { return nil }
  }

  /// Walkers in each of so many bins, and last outside of all.
  func counts(at time: Int, bins count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count + 1)
    for bin in bins[time] { counts[min(bin, count)] += 1 }
    return counts
  }

  /// Walkers in a well.
  func count(at time: Int, in well: Int) -> Int { wells[time].count { $0 == well } }

  /// Populations of the wells and mean energies.
  func findings(wells names: [Well]) -> [Finding] {
    times.indices.flatMap { t in
      let place: [(String, Value)] = [("time", .number(times[t]))]
      var result: [Finding] = []
      if names.count > 1 {
        result = names.enumerated().map { index, well in
          Finding(
            "population", proportion(of: count(at: t, in: index), in: walkers), unit: "1",
            at: Record([("well", .text(well.name))] + place))
        }
      }
      result.append(Finding("energy", mean(of: energies[t]), unit: "energy", at: Record(place)))
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
