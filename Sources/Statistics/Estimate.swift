// SPDX-License-Identifier: GPL-3.0-or-later

/// A number with what it is worth.
public struct Estimate: Sendable, Equatable {
  /// The estimate itself.
  public var value: Double
  /// The statistical standard error; zero for a quantity that was computed and not sampled.
  public var standardError: Double
  /// A bound on the relative numerical error of a computed quantity; `nil` for a sampled one.
  public var accuracy: Double?
  /// The interval that covers the truth with probability `level`, where it is not value ± 1.96 standard errors.
  public var interval: ClosedRange<Double>?
  /// The probability that the interval covers the truth.
  public var level: Double
  /// The number of independent samples that the estimate is worth; `nil` for a computed quantity.
  public var effectiveSamples: Double?

  /// An estimate.
  public init(
    _ value: Double, standardError: Double, accuracy: Double? = nil, interval: ClosedRange<Double>? = nil,
    level: Double = 0.95, effectiveSamples: Double? = nil
  ) {
    self.value = value
    self.standardError = standardError
    self.accuracy = accuracy
    self.interval = interval
    self.level = level
    self.effectiveSamples = effectiveSamples
  }

  /// A computed quantity with a bound on its relative error.
  public static func exact(_ value: Double, accuracy: Double) -> Estimate {
    Estimate(value, standardError: 0, accuracy: accuracy)
  }

  /// (value − truth)/standard error.
  public func z(against truth: Double) -> Double { (value - truth) / standardError }
}
