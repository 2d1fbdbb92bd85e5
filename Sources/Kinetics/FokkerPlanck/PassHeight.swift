// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Statistics

/// The lowest energy below which all given places are connected: how high a walker must climb at least.
///
/// Cells of a coarse grid are flooded in the order of their energies until the places are connected.
struct PassHeight {
  let energy: Double

  init(
    _ potential: any Potential, window: [ClosedRange<Double>], counts: [Int], connecting regions: [Region],
    and points: [[Double]]
  ) throws(NotApplicable) {
    let grid = try EnergyGrid(
      potential, temperature: .infinity, box: window, counts: counts, ceiling: .greatestFiniteMagnitude)
    var places: [Int] = []
    for region in regions {
      let deepest = grid.energies.indices.filter { region.contains(grid.center($0), in: potential) }
        .min { grid.energies[$0] < grid.energies[$1] }
      if let deepest { places.append(deepest) }
    }
    for point in points + potential.wells.map(\.minimum) {
      if let cell = grid.cell(at: point) { places.append(cell) }
    }
    if potential.wells.isEmpty { places += grid.wellBottoms(deeperThan: 0) { _ in false } }
    var basins = UnionFind(grid.energies)
    var level = places.map { grid.energies[$0] }.max() ?? grid.energies.min() ?? 0
    for (face, height) in grid.floodOrder() {
      guard let first = places.first.map({ basins.root($0) }) else { break }
      var areConnected = true
      for place in places where basins.root(place) != first { areConnected = false }
      if areConnected { break }
      let ends = (basins.root(Int(grid.faces[face].first)), basins.root(Int(grid.faces[face].second)))
      guard ends.0 != ends.1 else { continue }
      basins.merge(ends.0, ends.1)
      level = max(level, height)
    }
    energy = level
  }
}
