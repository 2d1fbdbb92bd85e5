// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness

/// Exact draws from e^{−βf} on a region of the plane: a table of cells picks one, rejection does the rest within it.
///
/// Cells are halved until f varies little over each, the less the lower it is, so that narrow and bent valleys are covered by small cells
/// along them; a region of several wells gets each with its share.
struct PlaneSampler: Sendable {
  private struct Cell: Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
    /// A number below f in the cell.
    var floor: Double
    /// How often the cell has been halved along both axes.
    var depth: Int
  }

  private let potential: any Potential
  private let region: Region
  private let temperature: Double
  private let lowest: Double
  private let cells: [Cell]
  /// Running sums of the cells' area times e^{−β(floor − lowest)}.
  private let sums: [Double]

  /// Cells along an axis before any is halved.
  private static let coarse = 32
  private static let most = 200_000
  /// Cells at the edge of the region become no smaller than this many halvings of the coarse ones.
  private static let edgeDepth = 3
  private static let deepest = 14
  /// Where f is this many temperatures above its minimum no point is drawn: e^{−40} = 4·10⁻¹⁸.
  private static let reach = 40.0
  /// How many temperatures f may vary over a cell.
  private static let variation = 1.5
  /// Of the draws within the cells, at least this part is accepted in a trial.
  private static let leastAcceptance = 0.02
  private static let trials = 500

  /// - Returns: `nil` if e^{−βf} has no end within the region, or no table of bounded size describes it.
  init?(_ potential: any Potential, in region: Region, around start: [Double], temperature: Double) {
    let bottom = potential.energy(at: start)
    guard potential.dimension == 2,
      let box = potential.window(above: bottom + Self.reach * temperature, within: region)
    else { return nil }
    self.potential = potential
    self.region = region
    self.temperature = temperature
    var samples = Samples(potential, region)
    var open: [Cell] = []
    let hull = Self.hull(of: region, in: box)
    let (width, height) = (
      (hull[0].upperBound - hull[0].lowerBound) / Double(Self.coarse),
      (hull[1].upperBound - hull[1].lowerBound) / Double(Self.coarse)
    )
    guard width > 0, height > 0 else { return nil }
    for i in 0..<Self.coarse {
      for j in 0..<Self.coarse {
        open.append(
          Cell(
            x: hull[0].lowerBound + Double(i) * width, y: hull[1].lowerBound + Double(j) * height, width: width,
            height: height, floor: 0, depth: 0))
      }
    }
    var done: [Cell] = []
    var lowest = bottom
    while !open.isEmpty {
      guard done.count + open.count <= Self.most else { return nil }
      var next: [Cell] = []
      for var cell in open {
        let seen = samples.look(x: cell.x, y: cell.y, width: cell.width, height: cell.height)
        lowest = min(lowest, seen.lowestInside)
        let isEdge = seen.inside < Samples.count || seen.undefined > 0
        if isEdge, seen.inside == 0 || seen.finite == 0, cell.depth >= Self.edgeDepth { continue }
        let variation = seen.finite > 0 ? seen.highest - seen.lowest : 0
        // Between nine points of a parabola it may lie an eighth of the variation lower along each axis.
        cell.floor = seen.lowest - variation / 4
        if seen.undefined == 0, seen.finite > 0, cell.floor - variation / 4 > lowest + Self.reach * temperature {
          continue
        }
        // Where f is high, hardly any draw goes; there cells may be coarser.
        let isRough = variation > Self.variation * temperature + max(0, seen.lowest - lowest) / 2
        if cell.depth < Self.deepest, isRough || (isEdge && cell.depth < Self.edgeDepth) {
          next += Self.quarters(of: cell)
        } else if seen.finite > 0 {
          done.append(cell)
        }
      }
      open = next
    }
    self.lowest = lowest
    var sum = 0.0
    cells = done.filter { $0.floor <= lowest + Self.reach * temperature }
    sums = cells.map { cell in
      sum += cell.width * cell.height * exp((lowest - cell.floor) / temperature)
      return sum
    }
    guard sum > 0, sum.isFinite else { return nil }
    var stream = RandomStream(StreamName(seed: 0, task: 0, purpose: .search), walker: 0)
    let hits = (0..<Self.trials).count { _ in trial(&stream) != nil }
    guard Double(hits) >= Self.leastAcceptance * Double(Self.trials) else { return nil }
  }

  func draw(_ stream: inout RandomStream) -> [Double] {
    while true {
      if let found = trial(&stream) { return found }
    }
  }

  /// A point of a cell, if it is accepted.
  private func trial(_ stream: inout RandomStream) -> [Double]? {
    let target = stream.uniform() * sums[sums.count - 1]
    let cell = cells[sums.partitioningIndex { $0 >= target }]
    let point = [cell.x + stream.uniform() * cell.width, cell.y + stream.uniform() * cell.height]
    let threshold = stream.uniform()
    guard region.contains(point, in: potential) else { return nil }
    return threshold < exp((cell.floor - potential.energy(at: point)) / temperature) ? point : nil
  }

  private static func quarters(of cell: Cell) -> [Cell] {
    let (width, height) = (cell.width / 2, cell.height / 2)
    return [(0.0, 0.0), (1, 0), (0, 1), (1, 1)].map { i, j in
      Cell(
        x: cell.x + i * width, y: cell.y + j * height, width: width, height: height, floor: 0, depth: cell.depth + 1)
    }
  }

  /// The part of a box that can belong to a region.
  private static func hull(of region: Region, in box: [ClosedRange<Double>]) -> [ClosedRange<Double>] {
    func cut(_ lower: [Double], _ upper: [Double]) -> [ClosedRange<Double>] {
      box.indices.map { c in
        let low = max(box[c].lowerBound, lower[c])
        return low...max(low, min(box[c].upperBound, upper[c]))
      }
    }
    switch region {
    case .ball(let center, let radius): return cut(center.map { $0 - radius }, center.map { $0 + radius })
    case .box(let lower, let upper): return cut(lower, upper)
    case .halfSpace(let normal, let offset):
      let used = normal.indices.filter { normal[$0] != 0 }
      guard used.count == 1 else { return box }
      let end = offset / normal[used[0]]
      return cut(
        normal.map { $0 > 0 ? end : -.infinity }, normal.map { $0 < 0 ? end : .infinity })
    case .all(let regions): return regions.reduce(box) { hull(of: $1, in: $0) }
    case .energyBelow, .observable, .not, .any: return box
    }
  }
}

/// Nine points of a cell.
private struct Samples {
  static let count = 9

  let potential: any Potential
  let region: Region
  var positions = [Double](repeating: 0, count: 2 * count)
  var energies = [Double](repeating: 0, count: count)
  var distances = [Double](repeating: 0, count: count)

  init(_ potential: any Potential, _ region: Region) {
    self.potential = potential
    self.region = region
  }

  mutating func look(
    x: Double, y: Double, width: Double, height: Double
  ) -> (lowest: Double, highest: Double, lowestInside: Double, finite: Int, undefined: Int, inside: Int) {
    for i in 0..<3 {
      for j in 0..<3 {
        positions[3 * i + j] = x + Double(i) * width / 2
        positions[Self.count + 3 * i + j] = y + Double(j) * height / 2
      }
    }
    let (potential, region, places) = (potential, region, positions)
    var output = energies.mutableSpan
    potential.energies(walkers: Self.count, at: places.span, into: &output)
    var measured = distances.mutableSpan
    region.distances(walkers: Self.count, at: places.span, in: potential, into: &measured)
    var (lowest, highest, lowestInside) = (Double.infinity, -Double.infinity, Double.infinity)
    var (finite, undefined, inside) = (0, 0, 0)
    for index in 0..<Self.count {
      if distances[index] <= 0 { inside += 1 }
      if energies[index] == .infinity { continue }
      guard energies[index].isFinite else {
        undefined += 1
        continue
      }
      finite += 1
      lowest = min(lowest, energies[index])
      highest = max(highest, energies[index])
      if distances[index] <= 0 { lowestInside = min(lowestInside, energies[index]) }
    }
    return (lowest, highest, lowestInside, finite, undefined, inside)
  }
}
