// SPDX-License-Identifier: GPL-3.0-or-later

/// Real numbers in lanes: one `Double`, eight walkers at once (`SIMD8<Double>`), or dual numbers of either.
///
/// A potential in few dimensions writes its formula once, generic over `Lanes`, and gets from it the energy at a point,
/// the energies of a block of walkers, and derivatives exact to rounding (`Dual`). Every lane is computed by the same
/// operations in the same order, so that a walker's numbers do not depend on its neighbors, bit for bit.
public protocol Lanes: Sendable {
  /// The same number in every lane.
  init(repeating number: Double)

  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  static func / (left: Self, right: Self) -> Self
  static func + (left: Self, right: Double) -> Self
  static func - (left: Self, right: Double) -> Self
  static func * (left: Self, right: Double) -> Self
  static func / (left: Self, right: Double) -> Self
  static func + (left: Double, right: Self) -> Self
  static func - (left: Double, right: Self) -> Self
  static func * (left: Double, right: Self) -> Self
  static func / (left: Double, right: Self) -> Self
  static prefix func - (number: Self) -> Self

  /// eˣ in every lane; formulas write `Lane.exp(x)`.
  static func exponential(_ x: Self) -> Self
  /// Four exponentials at once, which keeps the widest vectors busy; formulas write `Lane.exp(a, b, c, d)`.
  static func exponentials(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self)
  /// √x in every lane; formulas write `Lane.sqrt(x)`.
  static func squareRoot(_ x: Self) -> Self
  /// sin x in every lane; formulas write `Lane.sin(x)`.
  static func sine(_ x: Self) -> Self
  /// cos x in every lane; formulas write `Lane.cos(x)`.
  static func cosine(_ x: Self) -> Self
}

extension Lanes {
  /// x².
  @inlinable public var squared: Self { self * self }

  /// One after the other.
  @inlinable public static func exponentials(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self) {
    (exponential(a), exponential(b), exponential(c), exponential(d))
  }
}

/// What a formula outside of this package writes, as in `1 - Lane.exp(-x)`.
extension Lanes {
  /// eˣ.
  @inlinable public static func exp(_ x: Self) -> Self { exponential(x) }
  /// (eᵃ, eᵇ, eᶜ, eᵈ), three times as fast as one by one.
  @inlinable public static func exp(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self) {
    exponentials(a, b, c, d)
  }
  /// √x.
  @inlinable public static func sqrt(_ x: Self) -> Self { squareRoot(x) }
  /// sin x.
  @inlinable public static func sin(_ x: Self) -> Self { sine(x) }
  /// cos x.
  @inlinable public static func cos(_ x: Self) -> Self { cosine(x) }
}

// The shipped formulas write `Lane.exp(x)` as on paper.

/// eˣ.
@inlinable package func exp<Lane: Lanes>(_ x: Lane) -> Lane { Lane.exponential(x) }
/// (eᵃ, eᵇ, eᶜ, eᵈ), three times as fast as one by one.
@inlinable package func exp<Lane: Lanes>(_ a: Lane, _ b: Lane, _ c: Lane, _ d: Lane) -> (Lane, Lane, Lane, Lane) {
  Lane.exponentials(a, b, c, d)
}
/// √x.
@inlinable package func sqrt<Lane: Lanes>(_ x: Lane) -> Lane { Lane.squareRoot(x) }
/// sin x.
@inlinable package func sin<Lane: Lanes>(_ x: Lane) -> Lane { Lane.sine(x) }
/// cos x.
@inlinable package func cos<Lane: Lanes>(_ x: Lane) -> Lane { Lane.cosine(x) }
