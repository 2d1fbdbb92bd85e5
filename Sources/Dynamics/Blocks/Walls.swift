// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// Puts walkers that stepped over an end of an axis back: around the circle or off the mirror.
///
/// A mirror folds: what has gone beyond the wall by s comes back by s, which keeps the uniform law exactly. Momenta and
/// remembered deviates change their sign with it, as they do in the unfolded picture.
struct Walls: Sendable {
  private let ends: [(coordinate: Int, boundary: Boundary)]
  private let mirrored: [Int]

  /// `nil` if every axis is free.
  init?(_ boundaries: [Boundary], memory: [CarriedState]) {
    ends = boundaries.enumerated().filter { $0.element != .free }.map { ($0.offset, $0.element) }
    mirrored = memory.indices.filter { memory[$0] != .average }
    if ends.isEmpty { return nil }
  }

  /// Folds the new positions.
  func apply(_ block: inout WalkerBlock) {
    let n = block.walkers
    let x = block.new
    for (coordinate, boundary) in ends {
      let row = coordinate * n
      switch boundary {
      case .free: break
      case .periodic(let range):
        let (lower, length) = (range.lowerBound, range.upperBound - range.lowerBound)
        for w in row..<row + n where x[w] < lower || x[w] >= range.upperBound {
          let wrapped = x[w] - length * ((x[w] - lower) / length).rounded(.down)
          // Rounding can land on the upper end, which is the lower one.
          x[w] = wrapped < range.upperBound ? wrapped : lower
          block.gradientIsCurrent = false
        }
      case .reflecting(let lower, let upper):
        for w in row..<row + n where x[w] < lower || x[w] > upper {
          let (folded, turned) = Self.fold(x[w], lower, upper)
          x[w] = folded
          block.gradientIsCurrent = false
          guard turned else { continue }
          for index in mirrored {
            let memory = block.memory(index)
            memory[w] = -memory[w]
          }
        }
      }
    }
  }

  /// Whether a walker stands beyond one of the mirrors.
  func isBeyondMirror(_ x: BlockVector, walker: Int, of count: Int) -> Bool {
    ends.contains { end in
      guard case .reflecting(let lower, let upper) = end.boundary else { return false }
      let value = x[end.coordinate * count + walker]
      return value < lower || value > upper
    }
  }

  /// Where a walker beyond a mirror ends, and whether it ends up moving the other way.
  private static func fold(_ x: Double, _ lower: Double, _ upper: Double) -> (Double, Bool) {
    if lower == -.infinity { return (2 * upper - x, true) }
    if upper == .infinity { return (2 * lower - x, true) }
    let length = upper - lower
    let offset = x - lower
    let phase = offset - 2 * length * (offset / (2 * length)).rounded(.down)
    let turned = phase > length
    return (min(max(turned ? upper - (phase - length) : lower + phase, lower), upper), turned)
  }
}
