// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
package import Potentials
package import Statistics

/// The score ln(q/(1 − q)) of the committor q between home and target, solved on a grid of one or two dimensions.
///
/// q is the best score there is: with it levels mean the same probability everywhere. Its log-odds rise evenly from home to
/// target also where q is 10⁻¹³. The grid need not be fine, since a score that is a little off costs a little variance and
/// nothing else. Between the cells it is interpolated linearly; cells in home and target, and those left out because no walker
/// gets there, continue the values beside them.
package struct CommittorScore: Score {
  /// The scores at the cell centers, the first axis fastest, one row and column more on each free side.
  private let table: [Double]
  private let counts: [Int]
  private let lower: [Double]
  private let inverseWidths: [Double]
  private let isPeriodic: [Bool]

  /// None: it is no coordinate.
  package var coordinate: (index: Int, sign: Double)? { nil }

  /// How much lower than just outside of it the score is within home, and how much higher within the target.
  private static let margin = 1.0

  /// Solves for the committor.
  ///
  /// - Parameters:
  ///   - potential: of one or two dimensions.
  ///   - temperature: θ.
  ///   - home: where q = 0.
  ///   - target: where q = 1; at least a cell away from home.
  ///   - cells: along the longest axis; 1024 on the line, 96 in the plane or so many that home and target hold some, if `nil`.
  /// - Throws: `NotApplicable` in more dimensions, or where the grid cannot tell home and target.
  package init(
    potential: any Potential, temperature: Double, home: Region, target: Region, cells: Int? = nil
  ) throws(NotApplicable) {
    try self.init(
      CommittorSolution(
        potential: potential, temperature: temperature, home: home, target: target, cells: cells))
  }

  /// The score of a committor that is known.
  ///
  /// - Throws: `NotApplicable` if no cell lies between home and target.
  package init(_ solution: CommittorSolution) throws(NotApplicable) {
    guard let (grid, regions, committor) = solution.finest else { throw NotApplicable("there is no grid") }
    var scores = [Double](repeating: .nan, count: grid.number.count)
    for (index, place) in grid.place.enumerated() where regions.label[index] < 0 {
      let q = committor[index]
      // Rounding may leave q a little beside what it can be.
      if q > 0 { scores[Int(place)] = log(q) - log(max(1 - q, 1e-16)) }
    }
    // Next to the regions, not anywhere: far away from the path q may be smaller by hundreds of orders of magnitude.
    func shore(of region: Int8) -> [Double] {
      regions.passages.filter { $0.region == region }.map { scores[Int(grid.place[Int($0.cell)])] }.filter { !$0.isNaN }
    }
    let known = scores.filter { !$0.isNaN }
    guard let least = shore(of: 0).min() ?? known.min(), let most = shore(of: 1).max() ?? known.max() else {
      throw NotApplicable("no cell of the grid lies between home and target")
    }
    for (index, place) in grid.place.enumerated() where regions.label[index] >= 0 {
      scores[Int(place)] = regions.label[index] == 0 ? least - Self.margin : most + Self.margin
    }
    Self.continue(&scores, counts: grid.counts, isPeriodic: grid.isPeriodic)
    table = scores
    counts = grid.counts
    lower = zip(grid.box, grid.widths).map { $0.lowerBound + $1 / 2 }
    inverseWidths = grid.widths.map { 1 / $0 }
    isPeriodic = grid.isPeriodic
  }

  /// Gives cells without a value the mean of their neighbors that have one, shore by shore.
  private static func `continue`(_ scores: inout [Double], counts: [Int], isPeriodic: [Bool]) {
    var missing = scores.indices.filter { scores[$0].isNaN }
    while !missing.isEmpty {
      var found: [(cell: Int, value: Double)] = []
      var left: [Int] = []
      for cell in missing {
        var (sum, count) = (0.0, 0.0)
        var stride = 1
        var rest = cell
        for (axis, size) in counts.enumerated() {
          let coordinate = rest % size
          rest /= size
          for step in [-1, 1] {
            var next = coordinate + step
            if isPeriodic[axis] { next = (next + size) % size }
            guard (0..<size).contains(next) else { continue }
            let value = scores[cell + (next - coordinate) * stride]
            if !value.isNaN { (sum, count) = (sum + value, count + 1) }
          }
          stride *= size
        }
        if count > 0 { found.append((cell, sum / count)) } else { left.append(cell) }
      }
      guard !found.isEmpty else { return }
      for (cell, value) in found { scores[cell] = value }
      missing = left
    }
  }

  /// ln(q/(1 − q)) of a block of walkers, coordinate-major; beyond the grid the value at its edge.
  package func scores(walkers: Int, at positions: Span<Double>, into scores: inout MutableSpan<Double>) {
    table.withUnsafeBufferPointer { table in
      positions.withUnsafeBufferPointer { x in
        if counts.count == 1 {
          for w in 0..<walkers {
            let (cell, next, share) = cell(x[w], 0)
            scores[w] = table[cell] + share * (table[next] - table[cell])
          }
        } else {
          let width = counts[0]
          for w in 0..<walkers {
            let (column, right, share) = cell(x[w], 0)
            let (row, above, part) = cell(x[walkers + w], 1)
            let low = table[row * width + column]
            let high = table[above * width + column]
            let first = low + share * (table[row * width + right] - low)
            let second = high + share * (table[above * width + right] - high)
            scores[w] = first + part * (second - first)
          }
        }
      }
    }
  }

  /// The two cells around a coordinate and how far it is from the first towards the second.
  @inline(__always) private func cell(_ x: Double, _ axis: Int) -> (Int, Int, Double) {
    let count = counts[axis]
    let place = (x - lower[axis]) * inverseWidths[axis]
    if isPeriodic[axis] {
      let floor = place.rounded(.down)
      guard abs(floor) < 1e9 else { return (0, 0, 0) }
      let cell = ((Int(floor) % count) + count) % count
      return (cell, cell + 1 < count ? cell + 1 : 0, place - floor)
    }
    // What is not a number stays at the first cell.
    let inside = place >= 0 ? min(place, Double(count - 1)) : 0
    let cell = min(Int(inside), count - 2)
    return (cell, cell + 1, inside - Double(cell))
  }
}
