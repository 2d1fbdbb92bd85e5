// SPDX-License-Identifier: GPL-3.0-or-later

/// A set of positions: where walkers start, where they arrive, what counts as a well.
///
/// Every region is a closed set {x : s(x) ≤ 0} of its signed distance s, see `signedDistance(at:in:)`.
public indirect enum Region: Sendable, Equatable {
  /// |x − center| ≤ radius.
  case ball(center: [Double], radius: Double)
  /// normal·x ≥ offset.
  case halfSpace(normal: [Double], offset: Double)
  /// lower ≤ x ≤ upper in every coordinate; infinite ends are allowed.
  case box(lower: [Double], upper: [Double])
  /// f(x) ≤ the given energy.
  case energyBelow(Double)
  /// A number that the potential tells of a position lies in a range, for instance the test accuracy of a network.
  case observable(Observable, ClosedRange<Double>)
  /// Everything outside of a region.
  case not(Region)
  /// The common part of regions.
  case all([Region])
  /// The union of regions.
  case any([Region])
}

extension Region {
  /// Whether belonging to it takes an observation, which may cost more than a step and has no distance.
  package var isObserved: Bool {
    switch self {
    case .ball, .halfSpace, .box, .energyBelow: false
    case .observable: true
    case .not(let region): region.isObserved
    case .all(let regions), .any(let regions): regions.contains(where: \.isObserved)
    }
  }

  /// The half-line x ≥ bound.
  public static func above(_ bound: Double) -> Region { .halfSpace(normal: [1], offset: bound) }

  /// The half-line x ≤ bound.
  public static func below(_ bound: Double) -> Region { .halfSpace(normal: [-1], offset: -bound) }

  /// All of space in d dimensions.
  public static func everywhere(_ dimension: Int) -> Region {
    .box(
      lower: Array(repeating: -.infinity, count: dimension), upper: Array(repeating: .infinity, count: dimension))
  }

  /// No point at all.
  static let nothing = Region.any([])

  /// The interval from a lower to an upper end.
  public static func interval(_ lower: Double, _ upper: Double) -> Region { .box(lower: [lower], upper: [upper]) }
}
