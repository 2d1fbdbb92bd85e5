// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Finite volumes on a box of one or two dimensions, written for the stress suite alone: it shares no code with the methods
/// that it judges.
///
/// The weights of the edges are those of Scharfetter and Gummel, c_ij = θ/h²·e^{−Fᵢ}·B(Fⱼ − Fᵢ), F = f/θ, B(u) = u/(eᵘ − 1),
/// so that Σⱼ c_ij(τᵢ − τⱼ) = e^{−Fᵢ} for the mean first-passage time, solved by a Cholesky factor within its band.
struct ReferenceGrid {
  /// The ends of each axis and whether it is a circle.
  let box: [ClosedRange<Double>]
  let isPeriodic: [Bool]
  /// Cells along each axis; the last axis varies slowest. A line has one row.
  let counts: [Int]
  /// f at the centers.
  let energies: [Double]

  init(
    box: [ClosedRange<Double>], isPeriodic: [Bool], cells: [Int], energy: ([Double]) -> Double
  ) {
    self.box = box
    self.isPeriodic = isPeriodic
    counts = cells
    let size = cells.reduce(1, *)
    var energies = [Double](repeating: 0, count: size)
    for cell in 0..<size { energies[cell] = energy(Self.center(cell, box, cells)) }
    self.energies = energies
  }

  var size: Int { energies.count }
  func width(_ axis: Int) -> Double { (box[axis].upperBound - box[axis].lowerBound) / Double(counts[axis]) }
  func center(_ cell: Int) -> [Double] { Self.center(cell, box, counts) }

  private static func center(_ cell: Int, _ box: [ClosedRange<Double>], _ counts: [Int]) -> [Double] {
    var rest = cell
    return counts.indices.map { axis in
      let index = rest % counts[axis]
      rest /= counts[axis]
      let range = box[axis]
      return range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(counts[axis])
    }
  }

  /// The cells beside one, with the axis that leads there.
  func neighbors(_ cell: Int) -> [(cell: Int, axis: Int)] {
    var result: [(Int, Int)] = []
    var (rest, stride) = (cell, 1)
    for axis in counts.indices {
      let (index, count) = (rest % counts[axis], counts[axis])
      rest /= count
      for step in [-1, 1] where count > 1 {
        var next = index + step
        if isPeriodic[axis] { next = (next + count) % count }
        if (0..<count).contains(next) { result.append((cell + (next - index) * stride, axis)) }
      }
      stride *= count
    }
    return result
  }

  /// The lowest ridge on the way from one cell to any of some others: cells are flooded from the lowest up.
  func barrier(from start: Int, to target: [Bool]) -> Double? {
    var reached = [Bool](repeating: false, count: size)
    var heap: [(energy: Double, cell: Int)] = [(energies[start], start)]
    reached[start] = true
    var level = energies[start]
    while let lowest = heap.indices.min(by: { heap[$0].energy < heap[$1].energy }) {
      let (energy, cell) = heap[lowest]
      heap.swapAt(lowest, heap.count - 1)
      heap.removeLast()
      level = max(level, energy)
      if target[cell] { return level }
      for (next, _) in neighbors(cell) where !reached[next] && energies[next].isFinite {
        reached[next] = true
        heap.append((energies[next], next))
      }
    }
    return nil
  }

  /// The cells that are lower than all beside them, from the lowest up.
  var minima: [Int] {
    (0..<size).filter { cell in neighbors(cell).allSatisfy { energies[$0.cell] > energies[cell] } }
      .sorted { energies[$0] < energies[$1] }
  }

  /// The share of e^{−f/θ} in some of the cells.
  func population(_ mask: [Bool], temperature: Double) -> Double {
    let lowest = energies.min() ?? 0
    let weights = energies.map { exp((lowest - $0) / temperature) }
    return zip(weights, mask).reduce(0) { $0 + ($1.1 ? $1.0 : 0) } / weights.reduce(0, +)
  }

  /// The cell whose center is nearest to a point.
  func cell(nearest point: [Double]) -> Int {
    let distances = (0..<size).map { cell in zip(center(cell), point).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    return distances.indices.min { distances[$0] < distances[$1] } ?? 0
  }

  /// The largest curvature along an axis of the cells below an energy.
  func curvature(below highest: Double) -> Double {
    var largest = 0.1
    for cell in 0..<size where energies[cell] < highest {
      let beside = neighbors(cell)
      for axis in counts.indices {
        let pair = beside.filter { $0.axis == axis }
        guard pair.count == 2 else { continue }
        let second = energies[pair[0].cell] + energies[pair[1].cell] - 2 * energies[cell]
        largest = max(largest, abs(second) / (width(axis) * width(axis)))
      }
    }
    return largest
  }

  /// The mean first-passage times of all cells into the target.
  ///
  /// Where the target begins between two centers, the edge ends there and f is linear along it, so that the staircase of
  /// the cells is not seen.
  ///
  /// - Parameters:
  ///   - isTarget: whether a point lies in the target.
  ///   - highest: cells of a higher energy are walls.
  func passageTimes(temperature: Double, highest: Double, isTarget: ([Double]) -> Bool) -> [Double] {
    let target = (0..<size).map { isTarget(center($0)) }
    let isFree = (0..<size).map { !target[$0] && energies[$0] <= highest }
    let lowest = energies.min() ?? 0
    let reduced = energies.map { ($0 - lowest) / temperature }
    let order = bandOrder
    let band = bandwidth(order)
    // Row r of the lower band holds the elements (r, r − band … r).
    var matrix = [Double](repeating: 0, count: size * (band + 1))
    var right = [Double](repeating: 0, count: size)
    for cell in 0..<size {
      let row = order[cell]
      guard isFree[cell] else {
        matrix[row * (band + 1) + band] = 1
        continue
      }
      right[row] = exp(-reduced[cell])
      for (next, axis) in neighbors(cell) where energies[next] <= highest || target[next] {
        let part = target[next] ? way(from: cell, along: axis, to: next, isTarget) : 1
        let weight =
          temperature / (part * width(axis) * width(axis)) * exp(-reduced[cell])
          * Self.bernoulli(part * (reduced[next] - reduced[cell]))
        matrix[row * (band + 1) + band] += weight
        if isFree[next], order[next] < row { matrix[row * (band + 1) + band - (row - order[next])] -= weight }
      }
      if matrix[row * (band + 1) + band] == 0 { (matrix[row * (band + 1) + band], right[row]) = (1, .infinity) }
    }
    Self.solve(&matrix, band: band, &right)
    return (0..<size).map { right[order[$0]] }
  }

  /// The part of the edge between two centers that lies before the target, by bisection.
  private func way(from cell: Int, along axis: Int, to next: Int, _ isTarget: ([Double]) -> Bool) -> Double {
    var point = center(cell)
    let begin = point[axis]
    let step = center(next)[axis] - begin
    // Over the seam of a circle the neighbor is the other way round.
    let direction = abs(step) > 1.5 * width(axis) ? -step.sign.unit : step.sign.unit
    var (free, taken) = (0.0, 1.0)
    for _ in 0..<30 {
      let middle = (free + taken) / 2
      point[axis] = begin + direction * middle * width(axis)
      if isTarget(point) { taken = middle } else { free = middle }
    }
    return taken
  }

  private static func bernoulli(_ u: Double) -> Double { abs(u) < 1e-9 ? 1 - u / 2 : u / expm1(u) }

  /// The place of each cell in the matrix: a circle of rows is folded, so that its ends lie side by side.
  private var bandOrder: [Int] {
    let rows = counts.last ?? 1
    let columns = size / rows
    let fold = (0..<rows).map { row -> Int in
      guard isPeriodic.last == true else { return row }
      return row < (rows + 1) / 2 ? 2 * row : 2 * (rows - 1 - row) + 1
    }
    return (0..<size).map { fold[$0 / columns] * columns + $0 % columns }
  }

  private func bandwidth(_ order: [Int]) -> Int {
    (0..<size).reduce(1) { widest, cell in
      neighbors(cell).reduce(widest) { max($0, abs(order[cell] - order[$1.cell])) }
    }
  }

  /// Solves A x = b for a positive definite band matrix by its Cholesky factor, in place.
  private static func solve(_ matrix: inout [Double], band: Int, _ right: inout [Double]) {
    let (n, width) = (right.count, band + 1)
    matrix.withUnsafeMutableBufferPointer { a in
      for row in 0..<n {
        let first = max(0, row - band)
        for column in first...row {
          var sum = a[row * width + band - (row - column)]
          let from = max(first, column - band)
          var own = row * width + band - (row - from)
          var other = column * width + band - (column - from)
          for _ in from..<column {
            sum -= a[own] * a[other]
            own += 1
            other += 1
          }
          a[row * width + band - (row - column)] =
            column == row ? sum.squareRoot() : sum / a[column * width + band]
        }
      }
      for row in 0..<n {
        var sum = right[row]
        for column in max(0, row - band)..<row { sum -= a[row * width + band - (row - column)] * right[column] }
        right[row] = sum / a[row * width + band]
      }
      for row in stride(from: n - 1, through: 0, by: -1) {
        right[row] /= a[row * width + band]
        for column in max(0, row - band)..<row {
          right[column] -= a[row * width + band - (row - column)] * right[row]
        }
      }
    }
  }
}

extension FloatingPointSign {
  fileprivate var unit: Double { self == .minus ? -1 : 1 }
}
