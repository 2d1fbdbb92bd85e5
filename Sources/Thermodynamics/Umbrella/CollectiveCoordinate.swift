// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// A number s(x) of a position that walkers are held at by a bias ½κ(s − s₀)²: a coordinate, or what a potential tells.
package protocol CollectiveCoordinate: Sendable {
  /// The turn after which s is the same place again; `nil` where there is none.
  var period: Double? { get }

  /// The least value of s.
  var lower: Double { get }

  /// The largest value of s.
  var upper: Double { get }

  /// s at one point.
  func value(at position: Span<Double>) -> Double

  /// s at one point and ∇s, written into d elements.
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) -> Double

  /// Lends s of each walker of a coordinate-major block.
  func withValues(
    _ positions: UnsafeBufferPointer<Double>, walkers: Int, _ body: (UnsafePointer<Double>) -> Void)

  /// Adds κ(s − s₀)∇s of each walker to the gradients of a block.
  func addForces(
    stiffness: Double, center: Double, walkers: Int, at positions: Span<Double>,
    to gradients: inout MutableSpan<Double>)

  /// A point where s is about so much larger, not far away; the point itself where there is no simple way.
  func moved(_ position: [Double], by amount: Double) -> [Double]
}

extension CollectiveCoordinate {
  /// s at one point.
  package func value(at position: [Double]) -> Double { value(at: position.span) }

  /// ∇s at one point.
  func gradient(at position: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: position.count)
    var span = result.mutableSpan
    _ = gradient(at: position.span, into: &span)
    return result
  }

  /// s − s′, on a circle the shorter way.
  @inline(__always) func difference(_ s: Double, _ other: Double) -> Double {
    (s - other).shorterWay(round: period)
  }

  /// s within the turn of its circle.
  func wrapped(_ s: Double) -> Double {
    guard let period else { return s }
    return s - period * ((s - lower) / period).rounded(.down)
  }
}

extension Double {
  /// A difference of two places on a circle of this length, the shorter way.
  @inline(__always) func shorterWay(round period: Double?) -> Double {
    guard let period else { return self }
    return self - period * (self / period).rounded()
  }
}
