// SPDX-License-Identifier: GPL-3.0-or-later

/// A potential with a valley: a curve of lowest energy, along which walkers diffuse and across which they are held.
///
/// An author says where along the curve a position stands and how far off it is; displacements along the valley (tangential)
/// and across it (normal) follow.
public protocol ValleyPotential: Potential {
  /// The arc length s along the valley's floor of the point of it that a position belongs to.
  ///
  /// On a closed valley of length L it is determined up to multiples of L; the observer that follows a walker counts the turns.
  func valleyCoordinate(at position: Span<Double>) -> Double

  /// Where in the cross-section of the valley a position stands, d − 1 numbers, all zero on the floor.
  func valleyOffset(at position: Span<Double>, into offset: inout MutableSpan<Double>)

  /// The length L after which the valley closes; `nil` if it is open.
  var valleyLength: Double? { get }

  /// How the stiffness of the walls repeats itself along the valley; `nil` if it does not.
  var valleyProfile: ValleyProfile? { get }
}

/// The stiffness of a valley's walls as a periodic function of the arc length s.
///
/// A walker on the floor moves in the free energy A(s) = (θ/2)(d − 1) ln k(s).
public struct ValleyProfile: Sendable {
  /// The period of k.
  public let period: Double
  /// k(s) and dk/ds.
  public let stiffness: @Sendable (Double) -> Dual<Double>

  /// A stiffness k(s) of a period.
  public init(period: Double, stiffness: @escaping @Sendable (Double) -> Dual<Double>) {
    self.period = period
    self.stiffness = stiffness
  }
}

extension ValleyPotential {
  /// None: the valley is open.
  public var valleyLength: Double? { nil }
  /// None: the walls do not repeat themselves.
  public var valleyProfile: ValleyProfile? { nil }
}

extension ValleyPotential where Self: ChannelPotential {
  /// The first coordinate.
  public func valleyCoordinate(at position: Span<Double>) -> Double { position[0] }

  /// All other coordinates.
  public func valleyOffset(at position: Span<Double>, into offset: inout MutableSpan<Double>) {
    for c in 1..<dimension { offset[c - 1] = position[c] }
  }
}
