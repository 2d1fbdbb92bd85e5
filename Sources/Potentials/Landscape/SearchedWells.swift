// SPDX-License-Identifier: GPL-3.0-or-later

extension StationarySearch {
  /// The wells in the order of their energies and the saddles between them.
  func landscape() -> FoundLandscape {
    let order = minima.indices.sorted { comesBefore($0, $1) }
    var name = Array(repeating: "", count: minima.count)
    for (rank, i) in order.enumerated() { name[i] = "well-\(rank + 1)" }
    let saddles = passes.map { Saddle(position: $0.point.position, connects: $0.ends.map { name[$0.minimum] }) }
    var wells: [Well]
    if potential.boundaries.holdCircle {
      let cells = CircleCells(
        boundaries: potential.boundaries, window: potential.window, minima: minima.map(\.point.position),
        passes: passes)
      wells = order.map { Well(name: name[$0], minimum: minima[$0].point.position, region: cells.region(of: $0)) }
    } else {
      wells =
        DividedWells(
          minima: order.map { (name[$0], minima[$0].point) },
          saddles: passes.map { ($0.point, $0.ends.map { name[$0.minimum] }) }
        ).wells
    }
    for (rank, i) in order.enumerated() where minima[i].freeDimensions > 0 { widen(&wells, rank, minima[i]) }
    nameCopies(&wells, order)
    if potential is any GuidedPotential { shrinkCores(of: &wells) }
    return FoundLandscape(wells: wells, saddles: saddles, remark: remark)
  }

  /// Keeps cores apart where the whole landscape is small: half way to the nearest other stationary point at most.
  private func shrinkCores(of wells: inout [Well]) {
    let saddles = passes.map(\.point.position)
    for index in wells.indices where wells[index].freeDimensions == 0 {
      let own = wells[index].minimum
      let others = saddles + wells.indices.filter { $0 != index }.map { wells[$0].minimum }
      let nearest = others.reduce(.infinity) { min($0, potential.distance(from: own, to: $1)) }
      guard nearest / 2 < Well.coreRadius else { continue }
      wells[index].core = .ball(center: own, radius: nearest / 2)
    }
  }

  /// Whether a minimum is named before another: the lower one; of images under a symmetry, which have the same energy, the one
  /// whose coordinates are larger, whichever was found first.
  private func comesBefore(_ first: Int, _ second: Int) -> Bool {
    let (a, b) = (minima[first], minima[second])
    guard a.point.energy == b.point.energy else { return a.point.energy < b.point.energy }
    let originals = (a.original ?? first, b.original ?? second)
    guard originals.0 == originals.1 else { return originals.0 < originals.1 }
    for (x, y) in zip(a.point.position, b.point.position) where abs(x - y) > reach / 100 { return x > y }
    return first < second
  }

  /// Says which wells are the same up to a symmetry: the first of them by rank is the one that the others are copies of.
  private func nameCopies(_ wells: inout [Well], _ order: [Int]) {
    var first: [Int: String] = [:]
    for (rank, i) in order.enumerated() {
      let original = minima[i].original ?? i
      if let name = first[original] { wells[rank].copyOf = name } else { first[original] = wells[rank].name }
    }
  }

  /// Gives a well of minima that are not isolated a core along all of them, and no region where planes do not part it from
  /// the others.
  private func widen(_ wells: inout [Well], _ rank: Int, _ minimum: Minimum) {
    wells[rank].freeDimensions = minimum.freeDimensions
    let isParted = minimum.members.allSatisfy { member in
      wells.indices.allSatisfy { wells[$0].region.contains(member.position, in: potential) == ($0 == rank) }
    }
    guard isParted else {
      wells[rank].region = .nothing
      wells[rank].core = .nothing
      return
    }
    // As high as the softest bound direction rises within the radius of other cores.
    let stiffness = minimum.point.eigenvalues.first { $0 > 0 } ?? 0
    let height = minimum.point.energy + stiffness * Well.coreRadius * Well.coreRadius / 2
    wells[rank].core = .all([wells[rank].region, .energyBelow(height)])
  }
}
