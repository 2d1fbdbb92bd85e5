// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Potentials

/// A cheap test of a block after each step: which walkers could possibly be arriving, or are lost.
///
/// No walker whose path stays farther from the target than the reach of the crossing test can arrive. For a target that is
/// bounded along one axis, one comparison of that coordinate tells; the exact distance is computed for candidates only.
/// The outcome does not depend on the bound: a walker is judged by its own distances.
enum ArrivalBound: Sendable, Equatable {
  /// The target lies within lower ≤ x_c ≤ upper.
  case within(coordinate: Int, lower: Double, upper: Double)
  /// One dimension, and the target is everything outside of lower < x < upper.
  case beyond(lower: Double, upper: Double)
  /// Nothing simple is known: the distances of all.
  case distance

  /// A bound for a target; round a circle only where the target keeps away from the seam.
  init(_ target: Region, boundaries: [Boundary], starts: Span<Double>, count: Int) {
    let dimension = boundaries.count
    if dimension == 1, case .not(let inner) = target, let range = Self.hull(inner, 0, boundaries[0]),
      Self.isInterval(inner),
      range.lower > -.infinity, range.upper < .infinity
    {
      self = .beyond(lower: range.lower, upper: range.upper)
      return
    }
    // The axis along which the walkers start farthest from the target lets the fewest through.
    var best: (gap: Double, bound: ArrivalBound)?
    for c in 0..<dimension {
      guard let range = Self.hull(target, c, boundaries[c]), range.lower > -.infinity || range.upper < .infinity else {
        continue
      }
      var gap = 0.0
      for w in 0..<count {
        let x = starts[c * count + w]
        gap += max(0, max(range.lower - x, x - range.upper))
      }
      if gap > best?.gap ?? -1 { best = (gap, .within(coordinate: c, lower: range.lower, upper: range.upper)) }
    }
    self = best?.bound ?? .distance
  }

  /// The bound of a region that walkers start in or next to: an interval only where that is the region itself.
  init(near region: Region, boundaries: [Boundary]) {
    let dimension = boundaries.count
    let free = (-Double.infinity, Double.infinity)
    let bounded = (0..<dimension).filter { c in Self.hull(region, c, boundaries[c]).map { $0 != free } ?? false }
    let isExact =
      switch region {
      case .halfSpace, .box, .not(.halfSpace): bounded.count == 1
      default: dimension == 1
      }
    self = isExact ? ArrivalBound(region, boundaries: boundaries, starts: [Double]().span, count: 0) : .distance
  }

  private static func isInterval(_ region: Region) -> Bool {
    switch region {
    case .ball, .box, .halfSpace: true
    default: false
    }
  }

  /// An interval along one axis that holds the region; `nil` where nothing is known.
  ///
  /// Round a circle a walker may also come over the seam: there the interval has to keep an eighth of a turn away from it.
  private static func hull(_ region: Region, _ c: Int, _ boundary: Boundary) -> (lower: Double, upper: Double)? {
    guard let range = hull(region, c), case .periodic(let turn) = boundary else { return hull(region, c) }
    let margin = (turn.upperBound - turn.lowerBound) / 8
    let isAway = range.lower >= turn.lowerBound + margin && range.upper <= turn.upperBound - margin
    return isAway ? range : (-.infinity, .infinity)
  }

  private static func hull(_ region: Region, _ c: Int) -> (lower: Double, upper: Double)? {
    let everything = (lower: -Double.infinity, upper: Double.infinity)
    switch region {
    case .ball(let center, let radius): return (center[c] - radius, center[c] + radius)
    case .box(let lower, let upper): return (lower[c], upper[c])
    case .halfSpace(let normal, let offset):
      guard normal[c] != 0, normal.indices.allSatisfy({ $0 == c || normal[$0] == 0 }) else { return everything }
      let end = offset / normal[c]
      return normal[c] > 0 ? (end, .infinity) : (-.infinity, end)
    case .not(.halfSpace(let normal, let offset)):
      return hull(.halfSpace(normal: normal.map { -$0 }, offset: -offset), c)
    case .energyBelow, .observable, .not: return everything
    case .all(let regions):
      let hulls = regions.compactMap { hull($0, c) }
      return (hulls.map(\.lower).max() ?? -.infinity, hulls.map(\.upper).min() ?? .infinity)
    case .any(let regions):
      let hulls = regions.compactMap { hull($0, c) }
      return (hulls.map(\.lower).min() ?? -.infinity, hulls.map(\.upper).max() ?? .infinity)
    }
  }
}

extension WalkerBlock {
  /// Marks the walkers with lower ≤ x ≤ upper (or outside of that, bounds included), and all that are far away.
  ///
  /// - Parameters:
  ///   - adding: whether marks set before stay.
  ///   - count: the length of the row; by default all walkers.
  /// - Returns: whether any walker was marked.
  func mark(
    row x: UnsafePointer<Double>, lower: Double, upper: Double, beyond: Bool, farAway: Double, adding: Bool,
    count: Int? = nil
  ) -> Bool {
    ravine_best_kernels().pointee.steps.pointee.mark(
      x, lower, upper, beyond ? 1 : 0, farAway, adding ? 1 : 0, candidates, count ?? walkers) != 0
  }
}
