// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials

/// What walkers of direct sampling saw of f and of what the potential tells, region by region: sums to be stored.
package struct ToldSums: Sendable, Equatable, Codable {
  /// Observations in the region: element (region·n + walker)·2 + half of the run.
  package var visits: [Double] = []
  /// Σ q·1_U of f and of each observable: element ((region·quantities + quantity)·n + walker)·2 + half.
  package var values: [Double] = []
  /// Σ q²·1_U, same layout.
  package var squares: [Double] = []
  /// How many quantities there are, f the first of them.
  package var quantities = 0

  /// Empty sums; of no quantity where nothing is to be watched.
  package init(regions: Int = 0, walkers: Int = 0, quantities: Int = 0) {
    self.quantities = quantities
    guard quantities > 0 else { return }
    visits = Array(repeating: 0, count: regions * walkers * 2)
    values = Array(repeating: 0, count: regions * quantities * walkers * 2)
    squares = values
  }
}

/// Asks the potential at the walkers' positions and adds to the sums.
struct ToldObserver {
  private let potential: any Potential
  private let observables: [Observable]
  private let walkers: Int
  var sums: ToldSums
  private var seen: [[Double]] = []

  init(_ potential: any Potential, observables: [Observable], isWatching: Bool, regions: Int, walkers: Int) {
    self.potential = potential
    self.observables = observables
    self.walkers = walkers
    sums = ToldSums(regions: regions, walkers: walkers, quantities: isWatching ? observables.count + 1 : 0)
  }

  /// Whether there is anything to do.
  var isWatching: Bool { sums.quantities > 0 }

  /// Looks at all walkers once; `energies` are theirs.
  mutating func look(_ state: Walkers, energies: [Double]) {
    guard isWatching else { return }
    let told = potential as? any ObservablePotential
    seen = (0..<state.count).map { w in
      [energies[w]]
        + (observables.isEmpty ? [] : told?.values(of: observables, at: state.position(of: w).span) ?? [])
    }
  }

  /// Adds what was seen of a walker that is in a region.
  mutating func add(_ index: Int, name: Int, region: Int, half: Int) {
    guard isWatching else { return }
    sums.visits[(region * walkers + name) * 2 + half] += 1
    for (quantity, value) in seen[index].enumerated() {
      let slot = ((region * sums.quantities + quantity) * walkers + name) * 2 + half
      sums.values[slot] += value
      sums.squares[slot] += value * value
    }
  }
}
