// SPDX-License-Identifier: GPL-3.0-or-later

/// What is applied to each element after a linear map.
package enum Activation: Int32, Sendable, Equatable, CaseIterable {
  /// y = z.
  case identity = 0
  /// y = max(z, 0).
  case relu = 1
  /// y = z Φ(z) with the normal distribution function Φ, exact and not the tanh approximation.
  case gelu = 2
  /// y = tanh z.
  case tanh = 3
  /// y = z².
  case quadratic = 4

  /// Whether the derivative needs z; otherwise y is enough and z need not be kept.
  package var needsInput: Bool { self == .gelu || self == .quadratic }
}
