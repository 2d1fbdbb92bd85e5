// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics

/// Which cells of a grid belong to absorbing regions, and how the walkers of the others get there.
///
/// A region's edge runs between cell centers. The passage from a center outside to the edge, a distance δ along the axis,
/// has the rate θ/(hδ) e^{−β(f_middle − f_i)} instead of θ/h², which keeps the solution second order in h on discs
/// and other curved regions (Gibou et al., J. Comput. Phys. 176 (2002) 205).
struct GridRegions {
  /// The number of the region that each cell belongs to, or −1.
  let label: [Int8]
  /// The passages from cells outside into a region.
  let passages: [Passage]

  /// A way from a cell into a region.
  struct Passage {
    var cell: Int32
    var region: Int8
    /// θ/(hδ) e^{−β(f_middle − f_i)}.
    var rate: Double
  }

  /// Marks the cells.
  ///
  /// - Throws: `NotApplicable` if a region holds no cell, or two regions overlap or touch within one cell.
  init(_ regions: [Region], on grid: EnergyGrid) throws(NotApplicable) {
    var label = [Int8](repeating: -1, count: grid.place.count)
    var held = [Int](repeating: 0, count: regions.count)
    for index in label.indices {
      let center = grid.center(index)
      for (name, region) in regions.enumerated() where region.contains(center, in: grid.potential) {
        guard label[index] < 0 else { throw NotApplicable("the two regions overlap") }
        label[index] = Int8(name)
        held[name] += 1
      }
    }
    if held.contains(0) {
      throw NotApplicable("a region is smaller than a cell of the grid, \(grid.widths[0]) wide, or lies outside of it")
    }
    var passages: [Passage] = []
    for face in grid.faces {
      let ends = (label[Int(face.first)], label[Int(face.second)])
      if ends.0 == ends.1 { continue }
      guard ends.0 < 0 || ends.1 < 0 else { throw NotApplicable("the two regions touch within a cell of the grid") }
      let (outer, inner) = ends.0 < 0 ? (Int(face.first), Int(face.second)) : (Int(face.second), Int(face.first))
      let name = max(ends.0, ends.1)
      let rate = Self.rate(into: regions[Int(name)], from: outer, towards: inner, on: grid)
      passages.append(Passage(cell: Int32(outer), region: name, rate: rate))
    }
    self.label = label
    self.passages = passages
  }

  private static func rate(into region: Region, from outer: Int, towards inner: Int, on grid: EnergyGrid) -> Double {
    let start = grid.center(outer)
    let step = grid.step(from: outer, to: inner)
    let width = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
    func point(_ share: Double) -> [Double] { zip(start, step).map { $0 + share * $1 } }
    var outside = 0.0
    var inside = 1.0
    for _ in 0..<40 {
      let middle = (outside + inside) / 2
      if region.contains(point(middle), in: grid.potential) { inside = middle } else { outside = middle }
    }
    // A center on the very edge would be there at once; a millionth of a cell is as good.
    let share = max(inside, 1e-6)
    let middle = grid.potential.wrapped(point(share / 2))
    let height = grid.potential.energy(at: middle.span) - grid.energies[outer]
    let rate = exp(-grid.beta * height) / (grid.beta * width * width * share)
    return grid.potential.mobility.map { rate * $0.value(at: middle) } ?? rate
  }

  /// The share of each cell's volume that belongs to a region, from points within the cells on its edge.
  static func coverage(of region: Region, on grid: EnergyGrid) -> [Double] {
    let d = grid.box.count
    let perAxis = d == 1 ? 256 : 16
    let total = d == 1 ? perAxis : perAxis * perAxis
    let half = grid.widths.reduce(0) { $0 + $1 * $1 }.squareRoot() / 2
    return grid.place.indices.map { index in
      let center = grid.center(index)
      let distance = region.signedDistance(at: center.span, in: grid.potential)
      // Twice the half diagonal, because the distance is of first order only for energy levels.
      if distance > 2 * half { return 0 }
      if distance < -2 * half { return 1 }
      var held = 0
      for sample in 0..<total {
        let point = (0..<d).map { axis in
          let part = axis == 0 ? sample % perAxis : sample / perAxis
          return center[axis] + ((Double(part) + 0.5) / Double(perAxis) - 0.5) * grid.widths[axis]
        }
        if region.contains(point, in: grid.potential) { held += 1 }
      }
      return Double(held) / Double(total)
    }
  }
}
