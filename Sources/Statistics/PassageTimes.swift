// SPDX-License-Identifier: GPL-3.0-or-later

/// Times at which independent walkers arrived, or were last seen without having arrived.
///
/// A censored time says only that the passage takes longer. Independent censoring is assumed: a time limit, a crash, but
/// nothing that knows how near the walker was.
public struct PassageTimes: Sendable, Equatable {
  /// Arrival times, or the times of censoring.
  public let times: [Double]
  /// Whether the walker arrived at its time.
  public let arrived: [Bool]
  /// How many walkers arrived.
  public let events: Int
  /// The sum of all times, censored ones included.
  public let timeAtRisk: Double

  /// Times with their outcomes, one of each a walker.
  ///
  /// - Parameters:
  ///   - times: positive times; what stands beyond the shorter of the two arrays is ignored.
  ///   - arrived: true for an arrival, false for a censored walker.
  public init(times: [Double], arrived: [Bool]) {
    let count = min(times.count, arrived.count)
    self.times = Array(times.prefix(count))
    self.arrived = Array(arrived.prefix(count))
    events = self.arrived.count { $0 }
    timeAtRisk = self.times.reduce(0, +)
  }

  /// How many walkers there are.
  public var samples: Int { times.count }

  /// How many walkers were not seen to arrive.
  public var censored: Int { samples - events }

  /// The rate of an exponential law, k = events/time at risk, with standard error k/√events.
  ///
  /// The interval comes from 2kT ~ χ² with 2·events degrees of freedom, exact when nothing is censored; with censoring the
  /// degrees of freedom are 2·events + 1 (D. R. Cox, Biometrika 40 (1953) 354).
  ///
  /// - Parameter level: the coverage of the interval.
  /// - Returns: `nil` when no walker arrived; then `rateUpperBound` is all that is known.
  public func rate(level: Double = 0.95) -> Estimate? {
    guard events > 0, timeAtRisk > 0 else { return nil }
    let rate = Double(events) / timeAtRisk
    let freedom = Double(2 * events + (censored > 0 ? 1 : 0))
    let lower = ChiSquare.quantile((1 - level) / 2, freedom) / (2 * timeAtRisk)
    let upper = ChiSquare.quantile((1 + level) / 2, freedom) / (2 * timeAtRisk)
    return Estimate(
      rate, standardError: rate / Double(events).squareRoot(), interval: .between(lower, upper), level: level,
      effectiveSamples: Double(events))
  }

  /// The number that the rate lies below with probability `level`; −ln(1 − level)/time at risk when no walker arrived.
  public func rateUpperBound(level: Double = 0.95) -> Double? {
    guard timeAtRisk > 0 else { return nil }
    return ChiSquare.quantile(level, Double(2 * events + 2)) / (2 * timeAtRisk)
  }

  /// The mean first-passage time.
  ///
  /// Without censoring it is the sample mean with its own standard error and supposes no law; with censoring it is the
  /// exponential law's time at risk/events, so read it only where `exponentialityTest` does not object.
  ///
  /// - Returns: `nil` when no walker arrived.
  public func meanTime(level: Double = 0.95) -> Estimate? {
    guard let rate = rate(level: level) else { return nil }
    if censored == 0, samples > 1 { return mean(of: times, level: level) }
    let interval = rate.interval.flatMap { ClosedRange.between(1 / $0.upperBound, 1 / $0.lowerBound) }
    return Estimate(
      1 / rate.value, standardError: rate.standardError / (rate.value * rate.value), interval: interval, level: level,
      effectiveSamples: rate.effectiveSamples)
  }
}
