// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The curvatures of a potential at a point: what the harmonic theories need to know of a minimum or a saddle.
public struct HessianSpectrum: Sendable {
  /// Where it is.
  public let position: [Double]
  /// f there.
  public let energy: Double
  /// |∇f| there, zero up to rounding at a stationary point.
  public let slope: Double
  /// The Hessian's eigenvalues, ascending.
  public let eigenvalues: [Double]
  /// The unit eigenvectors that belong to them.
  public let directions: [[Double]]

  /// The largest number of coordinates whose Hessian is diagonalized; of more it would take minutes and much memory.
  public static let largestDimension = 500

  /// Diagonalizes the Hessian at a point; `nil` if the energy or an element of the Hessian is not finite, or there are more
  /// than `largestDimension` coordinates.
  public init?(of potential: any Potential, at position: [Double]) {
    let d = potential.dimension
    guard position.count == d, d <= Self.largestDimension else { return nil }
    var gradient = [Double](repeating: 0, count: d)
    var hessian = [Double](repeating: 0, count: d * d)
    var slopes = gradient.mutableSpan
    potential.gradient(at: position.span, into: &slopes)
    var curvatures = hessian.mutableSpan
    potential.hessian(at: position.span, into: &curvatures)
    energy = potential.energy(at: position.span)
    guard energy.isFinite, let modes = SymmetricEigensystem(hessian, dimension: d) else { return nil }
    self.position = position
    slope = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    eigenvalues = modes.values
    directions = modes.vectors
    let own = modes.values.reduce(0) { max($0, abs($1)) }
    stiffness = max(own, Self.curvature(of: potential, beside: position))
    hasKink = Self.hasKink(potential, at: position, gradient: gradient, hessian: hessian, stiffness: stiffness)
  }

  /// How many eigenvalues are negative: 0 at a minimum, 1 at a saddle between two wells.
  public var index: Int { eigenvalues.count { $0 < 0 } }

  /// ln |det H|.
  public var logDeterminant: Double { eigenvalues.reduce(0) { $0 + log(abs($1)) } }

  /// The largest curvature's size, here or a twentieth of the window away along an axis: what zero is measured by.
  public let stiffness: Double

  /// Whether slope or curvature are different on the two sides, as at the end of a plateau or the tip of |x|.
  public let hasKink: Bool

  /// Whether the curvatures say nothing of the surroundings: an eigenvalue is zero beside the curvatures around, as far as a
  /// differenced Hessian can tell, or the curvature holds on one side only.
  public var isSingular: Bool {
    stiffness == 0 || hasKink || eigenvalues.contains { abs($0) <= 1e-7 * stiffness }
  }

  /// How far beside a point slopes and curvatures are compared, in sizes of the window.
  private static let kinkReach = 1e-5
  /// By which part of the stiffness curvatures on both sides may differ: smooth ones differ by the reach.
  private static let kinkTolerance = 0.1

  /// Why there is none at a point, in a sentence's end.
  package static func absence(of potential: any Potential, at place: String) -> String {
    potential.dimension > largestDimension
      ? "curvatures are not diagonalized in more than \(largestDimension) coordinates, and there are \(potential.dimension)"
      : "the energy or its Hessian is not finite at \(place)"
  }

  private static func hasKink(
    _ potential: any Potential, at position: [Double], gradient: [Double], hessian: [Double], stiffness: Double
  ) -> Bool {
    let d = potential.dimension
    // A potential in pieces tells one curvature for both sides by itself.
    guard d <= 16, stiffness > 0, stiffness.isFinite, !(potential is any PiecewisePotential) else { return false }
    for (axis, range) in potential.window.enumerated() {
      let span = range.upperBound - range.lowerBound
      let reach = kinkReach * (span.isFinite && span > 0 ? span : 1)
      func place(_ offset: Double) -> [Double] {
        var point = position
        point[axis] += offset
        return point
      }
      let (before, after) = (place(-reach), place(reach))
      let curvatures = zip(potential.hessian(at: before), potential.hessian(at: after))
      if curvatures.contains(where: { abs($1 - $0) > kinkTolerance * stiffness }) { return true }
      let slopes = zip(potential.gradient(at: before), potential.gradient(at: after))
      for (c, (low, high)) in slopes.enumerated()
      where abs((high - low) / (2 * reach) - hessian[c * d + axis]) > kinkTolerance * stiffness { return true }
    }
    return false
  }

  /// The largest element of the Hessians beside a point. Along many axes the point's own have to do.
  private static func curvature(of potential: any Potential, beside position: [Double]) -> Double {
    let d = potential.dimension
    guard d <= 16 else { return 0 }
    var largest = 0.0
    var hessian = [Double](repeating: 0, count: d * d)
    for (axis, range) in potential.window.enumerated() {
      for sign in [-0.05, 0.05] {
        var point = position
        point[axis] += sign * (range.upperBound - range.lowerBound)
        var curvatures = hessian.mutableSpan
        potential.hessian(at: point.span, into: &curvatures)
        for element in hessian where element.isFinite { largest = max(largest, abs(element)) }
      }
    }
    return largest
  }
}
