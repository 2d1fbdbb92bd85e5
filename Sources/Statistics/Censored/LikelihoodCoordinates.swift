// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Coefficients and the unbounded coordinates in which their likelihood is climbed.
extension CensoredLikelihood {
  /// A coefficient from its internal coordinate.
  func coefficient(_ index: Int, _ internalValue: Double) -> Double {
    switch law.coefficients[index].domain {
    case .real: internalValue
    case .positive: exp(internalValue)
    case .belowSeen: limits[index] - exp(internalValue)
    }
  }

  /// The internal coordinate of a coefficient, moved into its bounds.
  func coordinate(_ index: Int, _ value: Double) -> Double {
    let raw =
      switch law.coefficients[index].domain {
      case .real: value
      case .positive: log(max(value, 1e-80))
      case .belowSeen: log(max(limits[index] - value, 1e-300))
      }
    return min(max(raw, bounds[index].lowerBound), bounds[index].upperBound)
  }

  /// d coefficient/d coordinate.
  func rate(_ index: Int, _ internalValue: Double) -> Double {
    switch law.coefficients[index].domain {
    case .real: 1
    case .positive: exp(internalValue)
    case .belowSeen: -exp(internalValue)
    }
  }

  /// The coefficients of a point.
  func coefficients(at point: [Double]) -> [Double] { (0..<count).map { coefficient($0, point[$0]) } }

  /// Whether a limit has run to −∞ for all that the runs can tell: twenty ranges below the data.
  func isAtInfinity(_ index: Int, _ internalValue: Double) -> Bool {
    guard case .belowSeen = law.coefficients[index].domain else { return false }
    return internalValue >= bounds[index].upperBound - log(Self.farthest / 20)
  }
}
