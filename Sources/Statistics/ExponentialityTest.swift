// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// What a test of a hypothesis found.
public struct TestResult: Sendable, Equatable {
  /// The test's statistic, standard normal under the hypothesis.
  public var statistic: Double
  /// The probability of a statistic at least as far out if the hypothesis holds; uniform on [0, 1] then.
  public var pValue: Double

  /// A test's outcome.
  public init(statistic: Double, pValue: Double) {
    self.statistic = statistic
    self.pValue = pValue
  }
}

extension PassageTimes {
  /// Tests whether the times are exponential, with censoring allowed.
  ///
  /// The score test of shape κ = 1 within the Weibull family, rate estimated (Cox and Oakes, Analysis of Survival Data,
  /// 1984, section 3.5). With x = kt, d events and δ = 1 for an arrival,
  ///
  ///     U = d + Σ δ ln x − Σ x ln x,   V = d + Σ x ln² x − (Σ x ln x)²/d,   z = U/√V.
  ///
  /// z > 0: the hazard grows with time, as after a start that is not yet quasi-stationary; z < 0: it falls, as for a
  /// mixture of fast and slow walkers. The normal law is good from about thirty events.
  ///
  /// - Returns: `nil` with fewer than eight events.
  public func exponentialityTest() -> TestResult? {
    guard events >= 8, timeAtRisk > 0 else { return nil }
    let count = Double(events)
    let rate = count / timeAtRisk
    var first = 0.0
    var second = 0.0
    var logs = 0.0
    for (time, hasArrived) in zip(times, arrived) where time > 0 {
      let reduced = rate * time
      let logarithm = log(reduced)
      first += reduced * logarithm
      second += reduced * logarithm * logarithm
      if hasArrived { logs += logarithm }
    }
    let variance = count + second - first * first / count
    guard variance > 0 else { return nil }
    let statistic = (count + logs - first) / variance.squareRoot()
    return TestResult(statistic: statistic, pValue: 2 * gsl_cdf_ugaussian_Q(abs(statistic)))
  }

  /// Tests whether the hazard is the same at all times, against one that changes like e^{at}.
  ///
  /// The score test of a = 0, rate estimated; with x = kt and d events
  ///
  ///     U = Σ δ x − ½Σ x²,   V = ⅓Σ x³ − (½Σ x²)²/d,   z = U/√V.
  ///
  /// It looks at late times, where the Weibull family looks at early ones.
  ///
  /// - Returns: `nil` with fewer than eight events.
  public func hazardTrendTest() -> TestResult? {
    guard events >= 8, timeAtRisk > 0 else { return nil }
    let count = Double(events)
    let rate = count / timeAtRisk
    var (seen, second, third) = (0.0, 0.0, 0.0)
    for (time, hasArrived) in zip(times, arrived) where time > 0 {
      let reduced = rate * time
      second += reduced * reduced / 2
      third += reduced * reduced * reduced / 3
      if hasArrived { seen += reduced }
    }
    let variance = third - second * second / count
    guard variance > 0 else { return nil }
    let statistic = (seen - second) / variance.squareRoot()
    return TestResult(statistic: statistic, pValue: 2 * gsl_cdf_ugaussian_Q(abs(statistic)))
  }

  /// Both tests of a constant hazard at once: the further out of the two, its p-value doubled.
  ///
  /// - Returns: `nil` with fewer than eight events.
  public func constantHazardTest() -> TestResult? {
    let tests = [exponentialityTest(), hazardTrendTest()].compactMap { $0 }
    guard var worst = tests.min(by: { $0.pValue < $1.pValue }) else { return nil }
    worst.pValue = min(1, Double(tests.count) * worst.pValue)
    return worst
  }
}
