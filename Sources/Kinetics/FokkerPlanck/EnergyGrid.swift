// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics

/// The cells of a rectangular grid over a landscape of one or two dimensions, those of high energy left out.
///
/// Finite volumes for ∂u/∂t = θ div[e^{−βf} grad(u e^{βf})]: through the face between the cells i and j walkers pass from
/// i to j at the rate θμ/h² e^{−β(f_face − f_i)}, μ at the face, so that the Gibbs law is stationary exactly and nothing is negative.
/// All that is stored are differences of energies; no temperature overflows.
struct EnergyGrid {
  /// A face between two cells of the grid.
  struct Face {
    var first: Int32
    var second: Int32
    /// θμ/h² e^{−β(f_face − (f_first + f_second)/2)}: the rate in coordinates scaled by the square root of the Gibbs law.
    var rate: Double
  }

  let potential: any Potential
  let beta: Double
  let box: [ClosedRange<Double>]
  /// Cells along each axis.
  let counts: [Int]
  /// The width of a cell along each axis.
  let widths: [Double]
  /// The number of each cell among those that are kept, or −1; the first axis runs fastest.
  let number: [Int32]
  /// The place of each kept cell in the full grid.
  let place: [Int32]
  /// The energies of the kept cells.
  let energies: [Double]
  /// e^{−β(f − f₀)/2} of the kept cells, f₀ the lowest energy among them.
  let root: [Double]
  let faces: [Face]
  let isPeriodic: [Bool]

  /// Lays the grid.
  ///
  /// - Parameters:
  ///   - potential: of one or two dimensions.
  ///   - temperature: θ.
  ///   - box: what the grid covers.
  ///   - counts: cells along each axis.
  ///   - ceiling: cells above this energy are left out.
  init(
    _ potential: any Potential, temperature: Double, box: [ClosedRange<Double>], counts: [Int], ceiling: Double
  ) throws(NotApplicable) {
    self.potential = potential
    beta = 1 / temperature
    self.box = box
    self.counts = counts
    let widths = zip(box, counts).map { ($0.upperBound - $0.lowerBound) / Double($1) }
    self.widths = widths
    isPeriodic = potential.boundaries.map { if case .periodic = $0 { true } else { false } }
    let total = counts.reduce(1, *)
    var number = [Int32](repeating: -1, count: total)
    var place: [Int32] = []
    var energies: [Double] = []
    var point = [Double](repeating: 0, count: box.count)
    for cell in 0..<total {
      var rest = cell
      for axis in box.indices {
        point[axis] = box[axis].lowerBound + (Double(rest % counts[axis]) + 0.5) * widths[axis]
        rest /= counts[axis]
      }
      let energy = potential.energy(at: point.span)
      guard energy <= ceiling else { continue }
      number[cell] = Int32(place.count)
      place.append(Int32(cell))
      energies.append(energy)
    }
    Self.keepBasin(counts, isPeriodic, &number, &place, &energies)
    guard let lowest = energies.min(), lowest.isFinite else {
      throw NotApplicable("no cell of the grid lies below the energy \(ceiling)")
    }
    self.number = number
    self.place = place
    self.energies = energies
    root = energies.map { exp(-($0 - lowest) / (2 * temperature)) }
    guard root.allSatisfy({ $0 > 1e-150 }) else {
      throw NotApplicable("the energies span more than 690 θ, too much for a grid")
    }
    faces = Self.faces(
      potential, temperature, box, counts, widths, number, place, energies, isPeriodic)
    if let bad = faces.first(where: { !($0.rate >= 0) }) {
      throw NotApplicable(
        "the mobility is not positive at \(center(Int(bad.first)).parenthesized), where the grid needs it")
    }
  }

  /// Leaves out what is not connected with the lowest cell: no walker gets there, and the operator would be singular.
  private static func keepBasin(
    _ counts: [Int], _ isPeriodic: [Bool], _ number: inout [Int32], _ place: inout [Int32], _ energies: inout [Double]
  ) {
    guard let lowest = energies.indices.min(by: { energies[$0] < energies[$1] }) else { return }
    var isReached = [Bool](repeating: false, count: place.count)
    isReached[lowest] = true
    var shore = [lowest]
    while let index = shore.popLast() {
      var rest = Int(place[index])
      var stride = 1
      for (axis, count) in counts.enumerated() {
        let coordinate = rest % count
        rest /= count
        for step in [-1, 1] {
          var next = coordinate + step
          if isPeriodic[axis] { next = (next + count) % count }
          guard (0..<count).contains(next) else { continue }
          let other = number[Int(place[index]) + (next - coordinate) * stride]
          guard other >= 0, !isReached[Int(other)] else { continue }
          isReached[Int(other)] = true
          shore.append(Int(other))
        }
        stride *= count
      }
    }
    guard isReached.contains(false) else { return }
    var kept: [Int32] = []
    var low: [Double] = []
    for index in isReached.indices {
      number[Int(place[index])] = isReached[index] ? Int32(kept.count) : -1
      guard isReached[index] else { continue }
      kept.append(place[index])
      low.append(energies[index])
    }
    place = kept
    energies = low
  }

  private static func faces(
    _ potential: any Potential, _ temperature: Double, _ box: [ClosedRange<Double>], _ counts: [Int],
    _ widths: [Double], _ number: [Int32], _ place: [Int32], _ energies: [Double], _ isPeriodic: [Bool]
  ) -> [Face] {
    var faces: [Face] = []
    faces.reserveCapacity(box.count * place.count)
    var point = [Double](repeating: 0, count: box.count)
    let mobility = potential.mobility
    for (index, cell) in place.enumerated() {
      var rest = Int(cell)
      var stride = 1
      let coordinates = counts.map { count in
        let coordinate = rest % count
        rest /= count
        return coordinate
      }
      for axis in box.indices {
        let isLast = coordinates[axis] == counts[axis] - 1
        if !isLast || isPeriodic[axis] {
          let neighbor = isLast ? Int(cell) - (counts[axis] - 1) * stride : Int(cell) + stride
          let other = number[neighbor]
          if other >= 0 {
            for c in box.indices {
              let offset = Double(coordinates[c]) + (c == axis ? 1 : 0.5)
              point[c] = box[c].lowerBound + offset * widths[c]
            }
            let top = potential.energy(at: point.span) - (energies[index] + energies[Int(other)]) / 2
            var rate = temperature / (widths[axis] * widths[axis]) * exp(-top / temperature)
            if let mobility { rate *= mobility.value(at: point.span) }
            faces.append(Face(first: Int32(index), second: other, rate: rate))
          }
        }
        stride *= counts[axis]
      }
    }
    return faces
  }

  /// The center of a kept cell.
  func center(_ index: Int) -> [Double] {
    var rest = Int(place[index])
    return box.indices.map { axis in
      let coordinate = rest % counts[axis]
      rest /= counts[axis]
      return box[axis].lowerBound + (Double(coordinate) + 0.5) * widths[axis]
    }
  }

  /// The vector from the center of a cell to that of a neighbor, on a circle the short way.
  func step(from first: Int, to second: Int) -> [Double] {
    zip(zip(center(first), center(second)), box.indices).map { ends, axis in
      let difference = ends.1 - ends.0
      let period = box[axis].upperBound - box[axis].lowerBound
      guard isPeriodic[axis], abs(difference) > period / 2 else { return difference }
      return difference - (difference > 0 ? period : -period)
    }
  }

  /// The number of the kept cell that holds a point; `nil` outside or where cells are left out.
  func cell(at point: [Double]) -> Int? {
    var index = 0
    var stride = 1
    for axis in box.indices {
      var share = (point[axis] - box[axis].lowerBound) / widths[axis]
      if isPeriodic[axis] { share -= (share / Double(counts[axis])).rounded(.down) * Double(counts[axis]) }
      guard share >= 0, share <= Double(counts[axis]) else { return nil }
      index += min(Int(share), counts[axis] - 1) * stride
      stride *= counts[axis]
    }
    return number[index] >= 0 ? Int(number[index]) : nil
  }
}
