// SPDX-License-Identifier: GPL-3.0-or-later

/// A partition of cells into connected sets that only grow, each remembering its lowest cell.
struct UnionFind {
  private var parent: [Int]
  /// The lowest cell of the set that a root stands for.
  private var bottom: [Int]
  private let energies: [Double]

  init(_ energies: [Double]) {
    self.energies = energies
    parent = Array(energies.indices)
    bottom = parent
  }

  /// The cell that stands for the set of a cell.
  mutating func root(_ cell: Int) -> Int {
    var cell = cell
    while parent[cell] != cell {
      parent[cell] = parent[parent[cell]]
      cell = parent[cell]
    }
    return cell
  }

  /// The lowest cell of the set that a root stands for.
  func lowest(_ root: Int) -> Int { bottom[root] }

  /// Makes one set of two, given by their roots; the first root stands for it.
  mutating func merge(_ first: Int, _ second: Int) {
    parent[second] = first
    if energies[bottom[second]] < energies[bottom[first]] { bottom[first] = bottom[second] }
  }
}

extension EnergyGrid {
  /// The faces in the order in which rising water covers them, with the water's height.
  func floodOrder() -> [(face: Int, height: Double)] {
    faces.indices.map { ($0, max(energies[Int(faces[$0].first)], energies[Int(faces[$0].second)])) }
      .sorted { $0.1 < $1.1 }
  }

  /// The bottoms of the wells from which a walker must climb more than a depth to get to a marked cell or a deeper well.
  ///
  /// - Parameters:
  ///   - depth: the least climb.
  ///   - isMarked: the cells that end the climb; if there are none, the lowest cell of all comes first in the answer.
  func wellBottoms(deeperThan depth: Double, isMarked: (Int) -> Bool) -> [Int] {
    var basins = UnionFind(energies)
    var sea: Int?
    for cell in energies.indices where isMarked(cell) {
      if let sea { basins.merge(sea, cell) } else { sea = cell }
    }
    var bottoms: [Int] = []
    for (face, height) in floodOrder() {
      let first = basins.root(Int(faces[face].first))
      let second = basins.root(Int(faces[face].second))
      guard first != second else { continue }
      let firstIsLower = energies[basins.lowest(first)] <= energies[basins.lowest(second)]
      let keepsFirst = sea == first || (sea != second && firstIsLower)
      let (stays, goes) = keepsFirst ? (first, second) : (second, first)
      if height - energies[basins.lowest(goes)] > depth { bottoms.append(basins.lowest(goes)) }
      basins.merge(stays, goes)
    }
    if sea == nil, let lowest = energies.indices.min(by: { energies[$0] < energies[$1] }) {
      bottoms.insert(lowest, at: 0)
    }
    return bottoms
  }
}
