// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials

/// How far a walker is on its way: a number that grows towards the target.
///
/// Rare-event methods climb it level by level. Any score gives the same rate; one close to the committor gives it with the
/// least scatter.
package protocol Score: Sendable {
  /// The scores of a block of walkers; a walker's own must not depend on its neighbors, and nothing is allocated.
  ///
  /// - Parameters:
  ///   - walkers: how many, n.
  ///   - positions: d × n numbers, coordinate-major.
  ///   - scores: n numbers.
  func scores(walkers: Int, at positions: Span<Double>, into scores: inout MutableSpan<Double>)

  /// The coordinate that the score is, or is minus (`sign` −1); `nil` where it is neither. Such scores cost nothing.
  var coordinate: (index: Int, sign: Double)? { get }
}

extension Score {
  /// Not a coordinate.
  package var coordinate: (index: Int, sign: Double)? { nil }

  /// The score of one point of d coordinates.
  package func score(at position: [Double]) -> Double {
    scores(of: position, count: 1)[0]
  }

  /// The scores of some points.
  ///
  /// - Parameters:
  ///   - positions: d × n numbers, coordinate-major.
  ///   - count: n.
  package func scores(of positions: [Double], count: Int) -> [Double] {
    var result = [Double](repeating: .nan, count: count)
    guard count > 0 else { return result }
    var span = result.mutableSpan
    scores(walkers: count, at: positions.span, into: &span)
    return result
  }
}

/// A coordinate, or minus a coordinate.
package struct CoordinateScore: Score, Equatable {
  /// Which coordinate.
  package let index: Int
  /// 1, or −1 where the target lies at small values.
  package let sign: Double

  /// The score `sign`·x_index.
  package init(_ index: Int, descending: Bool = false) {
    self.index = index
    sign = descending ? -1 : 1
  }

  /// The coordinate itself.
  package var coordinate: (index: Int, sign: Double)? { (index, sign) }

  /// The coordinates of the walkers with the sign.
  package func scores(walkers: Int, at positions: Span<Double>, into scores: inout MutableSpan<Double>) {
    for w in 0..<walkers { scores[w] = sign * positions[index * walkers + w] }
  }
}

/// Minus the signed distance to a region: negative outside of it, zero on its boundary.
package struct DistanceScore: Score {
  /// The region, usually the target.
  package let region: Region
  private let potential: any Potential

  /// The score of the way to a region.
  package init(to region: Region, in potential: any Potential) {
    self.region = region
    self.potential = potential
  }

  /// Minus the walkers' distances.
  package func scores(walkers: Int, at positions: Span<Double>, into scores: inout MutableSpan<Double>) {
    region.distances(walkers: walkers, at: positions, in: potential, into: &scores)
    for w in 0..<walkers { scores[w] = -scores[w] }
  }
}

/// A formula of the coordinates.
package struct ExpressionScore: Score {
  /// The formula.
  package let formula: Formula

  /// The score that a formula gives.
  package init(_ formula: Formula) { self.formula = formula }

  /// The formula's values.
  package func scores(walkers: Int, at positions: Span<Double>, into scores: inout MutableSpan<Double>) {
    formula.values(walkers: walkers, at: positions, into: &scores)
  }
}
