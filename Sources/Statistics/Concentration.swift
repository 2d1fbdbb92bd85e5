// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// How unequally a whole is shared: 0 for equal parts, 1 − 1/n if one of n parts holds everything.
///
///     G = Σᵢ (2i − n − 1) xᵢ / (n Σ xᵢ),   x sorted, i = 1 … n
///
/// - Parameter parts: numbers ≥ 0.
/// - Returns: not a number without parts, with negative or non-finite ones, or with a whole of zero.
package func giniCoefficient(_ parts: [Double]) -> Double {
  let whole = parts.reduce(0, +)
  guard whole > 0, whole.isFinite, parts.allSatisfy({ $0 >= 0 }) else { return .nan }
  let n = Double(parts.count)
  let weighted = parts.sorted().enumerated().reduce(0.0) { $0 + (2 * Double($1.offset) + 1 - n) * $1.element }
  return weighted / (n * whole)
}

/// How many parts a whole effectively has, (Σx)²/Σx²: n for equal parts, 1 if one holds everything.
///
/// - Parameter parts: numbers ≥ 0.
/// - Returns: not a number where `giniCoefficient` is none.
package func participationRatio(_ parts: [Double]) -> Double {
  let whole = parts.reduce(0, +)
  guard whole > 0, whole.isFinite, parts.allSatisfy({ $0 >= 0 }) else { return .nan }
  return 1 / parts.reduce(0) { $0 + ($1 / whole) * ($1 / whole) }
}

/// How many parts a whole effectively has by its entropy, exp(−Σ s ln s) with s = x/Σx.
///
/// - Parameter parts: numbers ≥ 0.
/// - Returns: not a number where `giniCoefficient` is none.
package func entropicNumber(_ parts: [Double]) -> Double {
  let whole = parts.reduce(0, +)
  guard whole > 0, whole.isFinite, parts.allSatisfy({ $0 >= 0 }) else { return .nan }
  return exp(-parts.reduce(0) { $1 > 0 ? $0 + $1 / whole * log($1 / whole) : $0 })
}
