// SPDX-License-Identifier: GPL-3.0-or-later

/// An operation on two numbers modulo p.
package enum ModularOperation: String, Sendable, Equatable, CaseIterable {
  case sum = "x+y"
  case difference = "x-y"
  case product = "x*y"
  /// Needs a prime p, and y ≠ 0.
  case quotient = "x/y"
  case sumOfSquares = "x^2+y^2"
  case quadraticForm = "x^2+xy+y^2"
  case shiftedQuadraticForm = "x^2+xy+y^2+x"
  case cubic = "x^3+xy"
  case mixedCubic = "x^3+xy^2+y"
  /// Needs a prime p. The divisor is odd, so all pairs are defined.
  case quotientOrDifference = "x/y if y odd else x-y"

  /// Whether x∘y = y∘x for every p.
  package var isCommutative: Bool {
    switch self {
    case .sum, .product, .sumOfSquares, .quadraticForm: true
    case .difference, .quotient, .shiftedQuadraticForm, .cubic, .mixedCubic, .quotientOrDifference: false
    }
  }

  /// Whether there are results for every pair only if p is prime.
  package var needsPrime: Bool { self == .quotient || self == .quotientOrDifference }

  /// x∘y modulo p for 0 ≤ x, y < p; `nil` for a division by zero.
  ///
  /// - Parameter inverses: `ModularOperation.inverses(modulo: p)`, of which only the quotients make use.
  package func result(_ x: Int, _ y: Int, modulus p: Int, inverses: [Int]) -> Int? {
    switch self {
    case .sum: (x + y) % p
    case .difference: (x - y + p) % p
    case .product: x * y % p
    case .quotient: y == 0 ? nil : x * inverses[y] % p
    case .sumOfSquares: (x * x + y * y) % p
    case .quadraticForm: (x * x + x * y + y * y) % p
    case .shiftedQuadraticForm: (x * x + x * y + y * y + x) % p
    case .cubic: (x * x % p * x + x * y) % p
    case .mixedCubic: (x * x % p * x + y * y % p * x + y) % p
    case .quotientOrDifference: y % 2 == 1 ? x * inverses[y] % p : (x - y + p) % p
    }
  }

  /// The inverses y⁻¹ of 1, …, p − 1 modulo a prime p, at their y; 0 at 0.
  ///
  /// From p = qy + r follows y⁻¹ = −q r⁻¹, and r < y is known already.
  package static func inverses(modulo p: Int) -> [Int] {
    var inverses = Array(repeating: 0, count: p)
    if p > 1 { inverses[1] = 1 }
    for y in stride(from: 2, to: p, by: 1) { inverses[y] = (p - p / y * inverses[p % y] % p) % p }
    return inverses
  }
}
