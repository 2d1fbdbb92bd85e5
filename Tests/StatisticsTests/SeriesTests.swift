// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

/// x ← ρx + √(1 − ρ²) ξ, whose integrated time is (1 + ρ)/(1 − ρ).
private func autoregression(_ count: Int, _ rho: Double, using generator: inout SplitMix) -> [Double] {
  var x = generator.normal()
  return (0..<count).map { _ in
    x = rho * x + (1 - rho * rho).squareRoot() * generator.normal()
    return x
  }
}

struct SeriesTests {
  @Test(arguments: [0.0, 0.5, 0.9, 0.99])
  func integratedTimeOfAnAutoregression(rho: Double) throws {
    var generator = SplitMix(31)
    let series = try Autocorrelation(of: autoregression(400_000, rho, using: &generator))
    let truth = (1 + rho) / (1 - rho)
    expectZ(series.integratedTime, truth, standardError: series.integratedTimeError, "ρ = \(rho)")
    expectZ(series.mean.value, 0, standardError: series.mean.standardError)
    #expect(agree(series.effectiveSamples * series.integratedTime, 400_000, relative: 1e-12))
  }

  @Test func longCorrelationsAreAveragedFirst() throws {
    var generator = SplitMix(32)
    let rho = 0.999
    let series = try Autocorrelation(of: autoregression(2_000_000, rho, using: &generator))
    expectZ(series.integratedTime, (1 + rho) / (1 - rho), standardError: series.integratedTimeError)
  }

  /// The mean's interval covers the truth 95 % of the time although the values are correlated.
  @Test func meanCoverage() throws { try meanCoverage(repetitions: 400, count: 20_000) }

  @Test(.long) func meanCoverageLong() throws { try meanCoverage(repetitions: 4000, count: 20_000) }

  private func meanCoverage(repetitions: Int, count: Int) throws {
    var generator = SplitMix(33)
    var held = 0
    for _ in 0..<repetitions {
      let mean = try Autocorrelation(of: autoregression(count, 0.9, using: &generator)).mean
      if try #require(mean.interval).contains(0) { held += 1 }
    }
    #expect(abs(binomialZ(held, of: repetitions, probability: 0.95)) <= 4, "\(held) of \(repetitions)")
  }

  @Test func shortAndConstantSeriesAreRefused() {
    #expect(throws: NotApplicable("all values of the series are equal")) {
      try Autocorrelation(of: [Double](repeating: 2, count: 100))
    }
    #expect(throws: NotApplicable("the series is shorter than 50 of its correlation times")) {
      try Autocorrelation(of: (0..<200).map { Double($0) })
    }
  }

  @Test func studentCoverage() throws {
    var generator = SplitMix(34)
    var held = 0
    for _ in 0..<4000 {
      let estimate = try #require(mean(of: (0..<6).map { _ in 3 + generator.normal() }))
      if try #require(estimate.interval).contains(3) { held += 1 }
    }
    #expect(abs(binomialZ(held, of: 4000, probability: 0.95)) <= 4)
  }

  @Test func bootstrapErrorOfAMean() throws {
    var generator = SplitMix(35)
    let samples = (0..<400).map { _ in generator.exponential() }
    let plain = try #require(mean(of: samples))
    let boot = try #require(
      bootstrap(samples, replicates: 4000, using: &generator) { $0.reduce(0, +) / Double($0.count) })
    #expect(boot.value == plain.value)
    // The bootstrap's own error of a standard deviation is 1/√(2·4000).
    #expect(agree(boot.standardError, plain.standardError, relative: 4 / 8000.0.squareRoot()))
  }

  @Test func bootstrapIsReproducible() {
    var first = SplitMix(1)
    var second = SplitMix(1)
    let samples = (0..<20).map { Double($0 * $0) }
    let statistic: ([Double]) -> Double = { $0.sorted()[10] }
    #expect(
      bootstrap(samples, using: &first, statistic: statistic)
        == bootstrap(samples, using: &second, statistic: statistic))
  }

  /// BCa's interval for the mean of a skew law, 95 % to second order.
  @Test func bootstrapCoverage() throws { try bootstrapCoverage(repetitions: 400, seed: 36) }

  @Test(.long) func bootstrapCoverageLong() throws { try bootstrapCoverage(repetitions: 3000, seed: 37) }

  private func bootstrapCoverage(repetitions: Int, seed: UInt64) throws {
    var generator = SplitMix(seed)
    var held = 0
    for _ in 0..<repetitions {
      let samples = (0..<120).map { _ in generator.exponential() }
      let estimate = bootstrap(samples, replicates: 400, using: &generator) { $0.reduce(0, +) / Double($0.count) }
      if try #require(estimate?.interval).contains(1) { held += 1 }
    }
    // A hundred and twenty samples leave a deficit of order 1/n.
    let z = binomialZ(held, of: repetitions, probability: 0.945)
    #expect(abs(z) <= 4, "\(held) of \(repetitions)")
  }
}
