// SPDX-License-Identifier: GPL-3.0-or-later

/// A potential whose second derivatives are had as exact products with vectors, in any number of dimensions: the loss of a
/// network.
package protocol CurvedPotential: Potential {
  /// How many numbers f is made of, which depend on the position: the outputs of a network for all examples; 0 where there
  /// are none.
  var outputCount: Int { get }

  /// The second derivatives at a point.
  ///
  /// - Throws: a sentence where they are not known.
  func curvature(at position: [Double]) throws -> any PointCurvature
}

/// The second derivatives of a potential at one point. It belongs to one thread at a time.
package protocol PointCurvature {
  /// y ← H x with the Hessian H of f.
  func multiply(_ x: Span<Double>, into y: inout MutableSpan<Double>)

  /// The rank of the derivatives of the outputs; `nil` where they are not finite, and once `isOver` says so.
  func outputRank(isOver: () -> Bool) -> OutputRank?
}

/// How many independent changes of the outputs a change of the position makes.
package struct OutputRank: Sendable, Equatable {
  /// How many singular values of J = ∂(outputs)/∂(position) are above the threshold.
  package var rank: Int
  /// Below it a singular value is taken for 0.
  package var threshold: Double
  /// The least singular value that counts over the largest that does not: where it is small, the rank is a matter of the
  /// threshold.
  package var gap: Double
  /// The largest singular value.
  package var largest: Double

  /// A rank.
  package init(rank: Int, threshold: Double, gap: Double, largest: Double) {
    self.rank = rank
    self.threshold = threshold
    self.gap = gap
    self.largest = largest
  }
}
