// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials

/// ∫_U e^{−βh} dx and ∫_U βh·e^{−βh} dx over a region in three dimensions, h = f − f₀, both in one pass.
///
/// Nested rules of Gauss and Kronrod, broken where faces of the region meet, see `RegionCorners`. Where a region has edges that
/// only its points tell (of an energy, of an observation) the outer integrals are asked for fewer digits. Work ends at a
/// number of evaluations; what is missing then counts in the stated error.
struct SpaceIntegral {
  /// What the integral is over, as `GibbsIntegral` prepares it.
  let potential: any Potential
  let region: Region
  let beta: Double
  let reference: Double
  let box: [ClosedRange<Double>]
  /// Coordinates along each axis at which an integral is broken in any case.
  let breaks: [[Double]]
  /// Z to an order of magnitude.
  let rough: Double

  /// Evaluations of the energy after which panels are no longer halved: some ten seconds.
  private static let budget = 40_000_000
  /// How often a panel along each axis may be halved.
  private static let halvings = [14, 16, 24]
  /// The points of a line that edges are searched between.
  private static let searchPoints = 256
  /// The steps along the other axes that changes of a section are looked for between, and how often each is halved.
  private static let edgeSteps = 32
  private static let edgeHalvings = 24

  /// Where something that is told by a whole number changes along an axis, and its values one after the other.
  private static func changes(
    over range: ClosedRange<Double>, halvings: Int, of kind: (Double) -> Int
  ) -> (places: [Double], kinds: [Int]) {
    let step = (range.upperBound - range.lowerBound) / Double(edgeSteps)
    var left = kind(range.lowerBound)
    var (places, kinds) = ([Double](), [left])
    for index in 1...edgeSteps {
      let end = range.lowerBound + step * Double(index)
      let right = kind(end)
      guard right != left else { continue }
      var (low, high) = (end - step, end)
      for _ in 0..<halvings {
        let middle = (low + high) / 2
        if kind(middle) == left { low = middle } else { high = middle }
      }
      places.append((low + high) / 2)
      kinds.append(right)
      left = right
    }
    return (places, kinds)
  }

  /// ∫e^{−βh}, ∫βh·e^{−βh}, and the relative error of both.
  func callAsFunction() -> (partition: Double, height: Double, relativeError: Double) {
    let corners = RegionCorners(region, of: potential)
    let tolerances = corners.isSearched ? [1e-5, 1e-6, 1e-9] : [1e-7, 1e-8, 1e-10]
    let lengths = box.map { $0.upperBound - $0.lowerBound }
    let allowed = [
      0.1 * tolerances[0] * rough, 0.1 * tolerances[1] * rough / lengths[0],
      0.1 * tolerances[2] * rough / (lengths[0] * lengths[1]),
    ]
    var position = [0.0, 0, 0]
    var spent = 0
    // Errors of inner integrals, carried outwards by the widths of the axes.
    var innerError = 0.0

    func pieces(_ axis: Int, _ own: [Double], _ range: ClosedRange<Double>) -> [(Double, Double)] {
      let width = 1e-9 * lengths[axis]
      let inner = (breaks[axis] + own).filter { range.lowerBound + width < $0 && $0 < range.upperBound - width }
        .sorted()
      return Array(zip([range.lowerBound] + inner, inner + [range.upperBound]))
    }

    func section() -> [ClosedRange<Double>] {
      if corners.isSearched { spent += Self.searchPoints }
      return region.section(
        along: 2, through: position, of: potential, searching: box[2], points: Self.searchPoints
      ).ranges.filter { $0.overlaps(box[2]) }
    }

    /// Where the parts of a section along the last axis become more or fewer as y changes, and what they are in between.
    func changes(_ isExact: Bool) -> (places: [Double], kinds: [Int]) {
      Self.changes(over: box[1], halvings: isExact ? Self.edgeHalvings : 0) { y in
        position[1] = y
        return section().count
      }
    }

    func line() -> SIMD2<Double> {
      var total = SIMD2<Double>.zero
      for range in section() {
        for (lower, upper) in pieces(2, [], range.clamped(to: box[2])) where lower < upper {
          let part = KronrodRule.integral(
            from: lower, to: upper, absolute: allowed[2], relative: tolerances[2],
            halvings: spent < Self.budget ? Self.halvings[2] : 0
          ) { z in
            position[2] = z
            spent += 1
            let height = beta * (potential.energy(at: position.span) - reference)
            let weight = exp(-height)
            return SIMD2(weight, weight == 0 ? 0 : height * weight)
          }
          total += part.value
          innerError = max(innerError, part.error * lengths[0] * lengths[1])
        }
      }
      return total
    }

    func plane() -> SIMD2<Double> {
      var total = SIMD2<Double>.zero
      let edges = corners.isSearched ? changes(true).places : []
      for (lower, upper) in pieces(1, corners.middle(at: position[0]) + edges, box[1]) {
        let part: (value: SIMD2<Double>, error: Double)
        let halvings = spent < Self.budget ? Self.halvings[1] : 0
        if corners.isRound {
          // y = c + r·sin u: what goes to zero like a square root at an end is smooth in u.
          let (center, half) = ((lower + upper) / 2, (upper - lower) / 2)
          part = KronrodRule.integral(
            from: -.pi / 2, to: .pi / 2, absolute: allowed[1], relative: tolerances[1], halvings: halvings
          ) { angle in
            position[1] = center + half * sin(angle)
            return half * cos(angle) * line()
          }
        } else {
          part = KronrodRule.integral(
            from: lower, to: upper, absolute: allowed[1], relative: tolerances[1], halvings: halvings
          ) { y in
            position[1] = y
            return line()
          }
        }
        total += part.value
        innerError = max(innerError, part.error * lengths[0])
      }
      return total
    }

    let edges =
      corners.isSearched
      ? Self.changes(over: box[0], halvings: Self.edgeHalvings) { x in
        position[0] = x
        return changes(false).kinds.hashValue
      }.places : []
    var total = SIMD2<Double>.zero
    var error = 0.0
    for (lower, upper) in pieces(0, corners.outer + edges, box[0]) {
      let part = KronrodRule.integral(
        from: lower, to: upper, absolute: allowed[0], relative: tolerances[0],
        halvings: spent < Self.budget ? Self.halvings[0] : 0
      ) { x in
        position[0] = x
        return plane()
      }
      total += part.value
      error += part.error
    }
    let size = max(abs(total.x), .leastNormalMagnitude)
    return (total.x, total.y, (error + innerError) / size + tolerances[1])
  }
}
