// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials

/// What some walkers of direct sampling saw: plain numbers, to be stored and put together by `DirectSamples`.
package struct DirectSums: Sendable, Equatable, Codable {
  /// How many regions were observed.
  package var regions: Int
  /// The walkers' names, in order.
  package var walkers: [UInt32]
  /// In how many parts each walker's observations are kept.
  package var batches: Int
  /// Observations per part.
  package var observations: Int
  /// Σ 1_U: element (region·n + walker)·batches + part.
  package var visits: [Double]
  /// Σ f·1_U, same layout.
  package var energies: [Double]
  /// How often each walker arrived in the core of another region than the one that it was in before.
  package var transitions: [Double]
  /// The index of the well that each walker started in.
  package var starts: [Int]
  /// The names of the walkers that left the numbers.
  package var diverged: [UInt32] = []
  /// f and what the potential tells; empty where that is not watched.
  package var told = ToldSums()

  /// Empty sums.
  package init(regions: Int, walkers: [UInt32], starts: [Int], batches: Int, observations: Int) {
    self.regions = regions
    self.walkers = walkers
    self.starts = starts
    self.batches = batches
    self.observations = observations
    visits = Array(repeating: 0, count: regions * walkers.count * batches)
    energies = visits
    transitions = Array(repeating: 0, count: walkers.count)
  }
}

/// Observes walkers and adds to the sums; its buffers are allocated once.
struct RegionObserver {
  private let potential: any Potential
  private let regions: [Region]
  private let cores: [Region]
  private let first: UInt32
  var sums: DirectSums
  private var lastCore: [Int]
  private var values: [Double]
  private var distances: [Double]
  private var told: ToldObserver

  init(
    _ plan: DirectSampling, walkers: Range<UInt32>
  ) {
    potential = plan.potential
    regions = plan.regions
    cores = plan.cores
    first = walkers.lowerBound
    sums = DirectSums(
      regions: regions.count, walkers: Array(walkers), starts: walkers.map { plan.start(of: $0) },
      batches: plan.batches, observations: plan.observations)
    lastCore = Array(repeating: -1, count: walkers.count)
    values = Array(repeating: 0, count: walkers.count)
    distances = values
    told = ToldObserver(
      plan.potential, observables: plan.observables, isWatching: plan.isWatching, regions: plan.regions.count,
      walkers: walkers.count)
  }

  /// The sums with what was told.
  var finished: DirectSums {
    var result = sums
    result.told = told.sums
    return result
  }

  mutating func observe(_ walkers: Walkers, batch: Int) {
    let n = walkers.count
    let total = lastCore.count
    let potential = self.potential
    var energies = values.mutableSpan
    potential.energies(walkers: n, at: walkers.positions.span, into: &energies)
    told.look(walkers, energies: values)
    let half = 2 * batch / max(sums.batches, 1)
    for (index, region) in regions.enumerated() {
      measure(region, walkers)
      for w in 0..<n where distances[w] <= 0 {
        let slot = (index * total + Int(walkers.identifiers[w] - first)) * sums.batches + batch
        sums.visits[slot] += 1
        sums.energies[slot] += values[w]
        told.add(w, name: Int(walkers.identifiers[w] - first), region: index, half: min(half, 1))
      }
      if cores[index] != region { measure(cores[index], walkers) }
      for w in 0..<n where distances[w] <= 0 {
        let name = Int(walkers.identifiers[w] - first)
        if lastCore[name] >= 0, lastCore[name] != index { sums.transitions[name] += 1 }
        lastCore[name] = index
      }
    }
  }

  private mutating func measure(_ region: Region, _ walkers: Walkers) {
    let potential = self.potential
    var output = distances.mutableSpan
    region.distances(walkers: walkers.count, at: walkers.positions.span, in: potential, into: &output)
  }
}
