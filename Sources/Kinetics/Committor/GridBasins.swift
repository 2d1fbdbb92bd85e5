// SPDX-License-Identifier: GPL-3.0-or-later

/// Which well each cell of a grid belongs to; wells that are left over a low barrier are parts of their deeper neighbors.
struct GridBasins {
  /// The well of each cell, by the number of the cell at its bottom.
  let bottom: [Int]

  /// Floods the grid: water that rises in two wells meets at the pass between them.
  ///
  /// - Parameters:
  ///   - grid: the cells.
  ///   - depth: wells that are no deeper than this below the pass into a neighbor are none of their own.
  init(_ grid: EnergyGrid, deeperThan depth: Double) {
    var basins = UnionFind(grid.energies)
    for (face, height) in grid.floodOrder() {
      let first = basins.root(Int(grid.faces[face].first))
      let second = basins.root(Int(grid.faces[face].second))
      guard first != second else { continue }
      let (low, high) = (grid.energies[basins.lowest(first)], grid.energies[basins.lowest(second)])
      guard height - max(low, high) <= depth else { continue }
      if low <= high { basins.merge(first, second) } else { basins.merge(second, first) }
    }
    bottom = grid.energies.indices.map { basins.lowest(basins.root($0)) }
  }
}
