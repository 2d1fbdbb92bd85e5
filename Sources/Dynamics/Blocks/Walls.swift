// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// Puts walkers that stepped over an end of an axis back: around the circle or off the mirror.
///
/// A mirror folds: what has gone beyond the wall by s comes back by s, which keeps the uniform law exactly. Momenta and
/// remembered deviates change their sign with it, as they do in the unfolded picture. A walker that a force has thrown farther
/// than the axis is long is lost: folding would hide that the step is too long, as it is beside a singular wall.
struct Walls: Sendable {
  private let ends: [(coordinate: Int, boundary: Boundary)]
  private let mirrored: [Int]
  /// Whether a step is at most as noisy as free flight of its length.
  private let isPlain: Bool

  /// More standard deviations of the noise of a step than ever happen.
  private static let largestDeviate = 20.0

  /// `nil` if every axis is free.
  init?(_ boundaries: [Boundary], memory: [CarriedState]) {
    ends = boundaries.enumerated().filter { $0.element != .free }.map { ($0.offset, $0.element) }
    mirrored = memory.indices.filter { memory[$0] != .average }
    isPlain = !memory.contains(.average)
    if ends.isEmpty { return nil }
  }

  /// How far beyond an end noise may take a walker in one step, in addition to the length of the axis.
  private func slack(_ context: StepContext) -> Double {
    let (h, θ) = (context.timeStep, context.temperature)
    return isPlain ? Self.largestDeviate * max((2 * θ * h).squareRoot(), h * θ.squareRoot()) : .infinity
  }

  /// Folds the new positions.
  func apply(_ block: inout WalkerBlock, at context: StepContext) {
    let n = block.walkers
    let x = block.new
    let slack = slack(context)
    for (coordinate, boundary) in ends {
      let row = coordinate * n
      switch boundary {
      case .free: break
      case .periodic(let range):
        let (lower, length) = (range.lowerBound, range.upperBound - range.lowerBound)
        for w in row..<row + n where x[w] < lower || x[w] >= range.upperBound {
          guard abs(x[w] - lower) < 2 * length + slack else {
            x[w] = .nan
            continue
          }
          let wrapped = x[w] - length * ((x[w] - lower) / length).rounded(.down)
          // Rounding can land on the upper end, which is the lower one.
          x[w] = wrapped < range.upperBound ? wrapped : lower
          block.gradientIsCurrent = false
        }
      case .reflecting(let lower, let upper):
        let reach = (upper - lower) + slack
        for w in row..<row + n where x[w] < lower || x[w] > upper {
          guard max(lower - x[w], x[w] - upper) < reach || reach == .infinity else {
            x[w] = .nan
            continue
          }
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
