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

  /// The interval, or value ± 1.96 standard errors where none was given.
  public var bounds: ClosedRange<Double> {
    let half = standardError >= 0 ? 1.959964 * standardError : 0
    return interval ?? .between(value - half, value + half) ?? 0...0
  }

  /// The estimate in other units, or relative to a known number.
  public func scaled(by factor: Double) -> Estimate {
    let ends = interval.map { [$0.lowerBound * factor, $0.upperBound * factor].sorted() }
    var result = self
    result.value = value * factor
    result.standardError = standardError * abs(factor)
    result.interval = ends.map { $0[0]...$0[1] }
    return result
  }
}

extension ClosedRange<Double> {
  /// The range between two numbers; `nil` where they are not in order, as when one of them is not a number.
  package static func between(_ lower: Double, _ upper: Double) -> ClosedRange<Double>? {
    lower <= upper ? lower...upper : nil
  }
}
