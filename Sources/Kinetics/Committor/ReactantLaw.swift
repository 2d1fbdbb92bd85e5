// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
import Foundation
import Potentials
package import Randomness
package import Statistics

/// Where walkers are in the long run that were at home last and have not been at the target since: the density ∝ (1 − q)e^{−βf}
/// of reversible overdamped dynamics, from the committor q of a coarse grid.
///
/// With the reactive flux ν the rate constant is k = ν/∫(1 − q)ρ: all of that law counts, also the wells beside the path and
/// between home and target, which a simulation of some loops near home all but never sees although it would stay there for
/// long. The law says how much of the time that is: a clock that runs near home only, in the wells that home lies in, is
/// right when it is multiplied by 1 + ∫_far (1 − q)ρ/∫_near (1 − q)ρ.
package struct ReactantLaw: Sendable {
  private let grid: EnergyGrid
  /// (1 − q)e^{−βf} of the kept cells.
  private let weights: [Double]
  /// For each cell of the full grid the number of the far well that it belongs to, from 1 on; 0 near home.
  private let farWell: [UInt8]
  /// The time elsewhere in units of the time near home; its accuracy is absolute.
  package let farTime: (value: Double, error: Double)
  /// The far wells, the one with the most time first: a point at the bottom, the time in units of that near home, and the
  /// probability to get from the bottom to the target before home.
  package let wells: [(bottom: [Double], time: Double, committor: Double)]

  /// How long walkers near home take about to forget where they were, σ²/θ with the variance along the widest axis: exact for a
  /// parabola; zero on a line, where home is left at its ends.
  package let relaxationTime: Double

  /// A well that is left over less than this many θ is no well of its own: walkers visit it on the way.
  private static let depth = 2.0
  /// Home lies in all wells that hold at least this share of its weight.
  private static let homeShare = 0.01
  /// Far times below this change nothing that could be seen.
  private static let negligible = 1e-3

  /// The law of a committor that is known.
  ///
  /// - Throws: `NotApplicable` if no cell lies at home.
  package init(_ solution: CommittorSolution) throws(NotApplicable) {
    guard let (grid, regions, committor) = solution.finest else { throw NotApplicable("there is no grid") }
    self.grid = grid
    let basins = GridBasins(grid, deeperThan: Self.depth * solution.temperature)
    var (homes, total) = ([Int: Double](), 0.0)
    for cell in regions.label.indices where regions.label[cell] == 0 {
      let weight = grid.root[cell] * grid.root[cell]
      homes[basins.bottom[cell], default: 0] += weight
      total += weight
    }
    let near = Set(homes.filter { $0.value >= Self.homeShare * total || regions.label[$0.key] == 0 }.keys)
    guard !near.isEmpty else { throw NotApplicable("no cell of the grid lies at home") }

    var (times, nearTime) = ([Int: Double](), 0.0)
    var weights = [Double](repeating: 0, count: grid.place.count)
    for cell in weights.indices {
      weights[cell] = Self.weight(grid, committor, cell)
      let bottom = basins.bottom[cell]
      if near.contains(bottom) { nearTime += weights[cell] } else { times[bottom, default: 0] += weights[cell] }
    }
    self.weights = weights
    relaxationTime = Self.relaxation(grid, weights, near: basins.bottom.map(near.contains), solution.temperature)
    let order = times.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(254)
    var numbers: [Int: UInt8] = [:]
    for (index, entry) in order.enumerated() { numbers[entry.key] = UInt8(index + 1) }
    var farWell = [UInt8](repeating: 0, count: grid.number.count)
    for (cell, place) in grid.place.enumerated() {
      let bottom = basins.bottom[cell]
      farWell[Int(place)] = near.contains(bottom) ? 0 : numbers[bottom] ?? 255
    }
    self.farWell = farWell
    wells = order.map { (grid.center($0.key), $0.value / nearTime, committor[$0.key]) }
    let fine = times.values.sorted().reduce(0, +) / nearTime
    let coarse = Self.farTime(solution, on: 0, like: grid, farWell) ?? 2 * fine
    // Both grids err by O(h²).
    farTime = (max(0, fine + (fine - coarse) / 3), abs(fine - coarse) / 2)
  }

  private static func weight(_ grid: EnergyGrid, _ committor: [Double], _ cell: Int) -> Double {
    grid.root[cell] * grid.root[cell] * max(0, 1 - committor[cell])
  }

  private static func relaxation(
    _ grid: EnergyGrid, _ weights: [Double], near: [Bool], _ temperature: Double
  ) -> Double {
    guard grid.box.count > 1, let anchor = near.firstIndex(of: true) else { return 0 }
    var (total, sums, squares) = (0.0, grid.box.map { _ in 0.0 }, grid.box.map { _ in 0.0 })
    for cell in weights.indices where near[cell] {
      total += weights[cell]
      // From a cell nearby, so that no circle is cut.
      for (axis, x) in grid.step(from: anchor, to: cell).enumerated() {
        sums[axis] += weights[cell] * x
        squares[axis] += weights[cell] * x * x
      }
    }
    guard total > 0 else { return 0 }
    let variances = sums.indices.map { squares[$0] / total - sums[$0] * sums[$0] / (total * total) }
    return max(0, variances.max() ?? 0) / (temperature * grid.potential.mobility(at: grid.center(anchor)))
  }

  /// The same ratio on a coarser grid, its cells divided as those of the finer one.
  private static func farTime(
    _ solution: CommittorSolution, on level: Int, like fine: EnergyGrid, _ farWell: [UInt8]
  ) -> Double? {
    guard solution.grids.count > 1 else { return nil }
    let grid = solution.grids[level]
    var (near, far) = (0.0, 0.0)
    for cell in grid.place.indices {
      let weight = weight(grid, solution.committors[level], cell)
      let isFar = fine.cell(at: grid.center(cell)).map { farWell[Int(fine.place[$0])] > 0 } ?? false
      if isFar { far += weight } else { near += weight }
    }
    return near > 0 ? far / near : nil
  }

  /// Whether so much time passes elsewhere that it must be counted in.
  package var hasFarTime: Bool { farTime.value > Self.negligible }

  /// The numbers of the far wells that walkers are in, from 1 on; 0 near home.
  ///
  /// - Parameters:
  ///   - positions: d × n coordinates, coordinate-major.
  ///   - count: n.
  package func farWells(of positions: [Double], count: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    for w in 0..<count {
      var (index, stride) = (0, 1)
      for axis in grid.box.indices {
        let size = grid.counts[axis]
        var share = (positions[axis * count + w] - grid.box[axis].lowerBound) / grid.widths[axis]
        if grid.isPeriodic[axis] { share -= (share / Double(size)).rounded(.down) * Double(size) }
        // What is not a number counts as the first cell.
        let inside = share >= 0 ? min(share, Double(size - 1)) : 0
        index += Int(inside) * stride
        stride *= size
      }
      result[w] = farWell[index]
    }
    return result
  }

  /// Draws points by the law within each part of space: cells by their weights, at equal steps along the running sum, and
  /// points evenly within the cells.
  ///
  /// - Parameters:
  ///   - perPart: how many points each part gets.
  ///   - part: the number of a part for each point of d × n coordinates.
  ///   - stream: gives the offsets.
  /// - Returns: d × n coordinates, coordinate-major, and the weights, which add up to one.
  package func draw(
    perPart: Int, part: ([Double], Int) -> [Int], using stream: inout RandomStream
  ) -> (positions: [Double], weights: [Double]) {
    let (d, cells) = (grid.box.count, grid.place.count)
    var centers = [Double](repeating: 0, count: d * cells)
    for cell in 0..<cells {
      for (axis, x) in grid.center(cell).enumerated() { centers[axis * cells + cell] = x }
    }
    let parts = Dictionary(grouping: zip(0..<cells, part(centers, cells)).filter { weights[$0.0] > 0 }) { $0.1 }
    let total = weights.reduce(0, +)
    var (points, result) = ([[Double]](), [Double]())
    for key in parts.keys.sorted() {
      let members = (parts[key] ?? []).map(\.0)
      let sum = members.reduce(0.0) { $0 + weights[$1] }
      let share = sum / Double(perPart)
      var (mark, running, left) = (stream.uniform() * share, 0.0, perPart)
      for cell in members {
        running += weights[cell]
        while mark <= running, left > 0 {
          points.append((0..<d).map { centers[$0 * cells + cell] + (stream.uniform() - 0.5) * grid.widths[$0] })
          result.append(share / total)
          mark += share
          left -= 1
        }
      }
      // Rounding may leave the last mark a little beyond the sum.
      if left > 0, let last = members.last {
        for _ in 0..<left {
          points.append((0..<d).map { centers[$0 * cells + last] })
          result.append(share / total)
        }
      }
    }
    let positions = (0..<d).flatMap { axis in points.map { $0[axis] } }
    return (positions, result)
  }

  /// The sum of the weights at scores: for laying bins.
  package func weights(along score: any Score) -> [(score: Double, weight: Double)] {
    let (d, cells) = (grid.box.count, grid.place.count)
    var centers = [Double](repeating: 0, count: d * cells)
    for cell in 0..<cells {
      for (axis, x) in grid.center(cell).enumerated() { centers[axis * cells + cell] = x }
    }
    let total = weights.reduce(0, +)
    return zip(score.scores(of: centers, count: cells), weights).map { ($0, $1 / total) }.filter { $0.1 > 0 }
  }
}
