// SPDX-License-Identifier: GPL-3.0-or-later

/// A number with its derivative in one direction: a + b·ε with ε² = 0.
///
/// Evaluating a formula at `Dual(x, 1)` gives f(x) and f′(x), both exact to rounding. Duals of duals give second
/// derivatives.
public struct Dual<Lane: Lanes>: Lanes {
  /// The value a.
  public var value: Lane
  /// The derivative b.
  public var slope: Lane

  /// A number and its derivative.
  @inlinable public init(_ value: Lane, _ slope: Lane) {
    self.value = value
    self.slope = slope
  }

  /// The quantity that is differentiated by.
  @inlinable public init(variable value: Lane) { self.init(value, Lane(repeating: 1)) }

  /// A quantity that is held fixed.
  @inlinable public init(constant value: Lane) { self.init(value, Lane(repeating: 0)) }

  /// The same number in every lane, held fixed.
  @inlinable public init(repeating number: Double) { self.init(constant: Lane(repeating: number)) }

  /// (a + b)′ = a′ + b′.
  @inlinable public static func + (left: Dual, right: Dual) -> Dual {
    Dual(left.value + right.value, left.slope + right.slope)
  }
  /// (a − b)′ = a′ − b′.
  @inlinable public static func - (left: Dual, right: Dual) -> Dual {
    Dual(left.value - right.value, left.slope - right.slope)
  }
  /// (ab)′ = a′b + ab′.
  @inlinable public static func * (left: Dual, right: Dual) -> Dual {
    Dual(left.value * right.value, left.slope * right.value + left.value * right.slope)
  }
  /// (a/b)′ = (a′ − (a/b)b′)/b.
  @inlinable public static func / (left: Dual, right: Dual) -> Dual {
    let quotient = left.value / right.value
    return Dual(quotient, (left.slope - quotient * right.slope) / right.value)
  }
  /// (a + b)′ = a′ + b′.
  @inlinable public static func + (left: Dual, right: Double) -> Dual { Dual(left.value + right, left.slope) }
  /// (a − b)′ = a′ − b′.
  @inlinable public static func - (left: Dual, right: Double) -> Dual { Dual(left.value - right, left.slope) }
  /// (ab)′ = a′b + ab′.
  @inlinable public static func * (left: Dual, right: Double) -> Dual { Dual(left.value * right, left.slope * right) }
  /// (a/b)′ = (a′ − (a/b)b′)/b.
  @inlinable public static func / (left: Dual, right: Double) -> Dual { Dual(left.value / right, left.slope / right) }
  /// (a + b)′ = a′ + b′.
  @inlinable public static func + (left: Double, right: Dual) -> Dual { Dual(left + right.value, right.slope) }
  /// (a − b)′ = a′ − b′.
  @inlinable public static func - (left: Double, right: Dual) -> Dual { Dual(left - right.value, -right.slope) }
  /// (ab)′ = a′b + ab′.
  @inlinable public static func * (left: Double, right: Dual) -> Dual { Dual(left * right.value, left * right.slope) }
  /// (a/b)′ = (a′ − (a/b)b′)/b.
  @inlinable public static func / (left: Double, right: Dual) -> Dual {
    let quotient = left / right.value
    return Dual(quotient, -(quotient * right.slope) / right.value)
  }
  /// (−a)′ = −a′.
  @inlinable public static prefix func - (number: Dual) -> Dual { Dual(-number.value, -number.slope) }

  /// eˣ.
  @inlinable public static func exponential(_ x: Dual) -> Dual {
    let value = Lane.exponential(x.value)
    return Dual(value, value * x.slope)
  }
  /// √x.
  @inlinable public static func squareRoot(_ x: Dual) -> Dual {
    let root = Lane.squareRoot(x.value)
    return Dual(root, x.slope / (2 * root))
  }
  /// sin x.
  @inlinable public static func sine(_ x: Dual) -> Dual {
    Dual(Lane.sine(x.value), Lane.cosine(x.value) * x.slope)
  }
  /// cos x.
  @inlinable public static func cosine(_ x: Dual) -> Dual {
    Dual(Lane.cosine(x.value), -Lane.sine(x.value) * x.slope)
  }
}
