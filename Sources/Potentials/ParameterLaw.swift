// SPDX-License-Identifier: GPL-3.0-or-later

/// What is known of a quantity as a function of one of a potential's parameters, to draw beside a sweep over it.
public struct ParameterLaw: Sendable, Equatable {
  /// The law as a formula with its numbers, for a figure's key: `a(d − 1), a = 2`.
  public var formula: String
  /// Its value for this potential.
  public var value: Double

  /// A law and its value.
  public init(_ formula: String, _ value: Double) {
    self.formula = formula
    self.value = value
  }

  /// The quantities that laws are asked for.
  public enum Quantity: Sendable, Hashable {
    /// ln(p/p′), the logarithm of the population of one well over that of another, as θ → 0.
    case logPopulationRatio(of: String, to: String)
    /// S, the entropy of a well.
    case entropy(of: String)
  }
}
