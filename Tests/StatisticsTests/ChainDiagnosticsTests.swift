// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

/// x ← ρx + √(1 − ρ²) ξ from its stationary law: ESS for the mean is n(1 − ρ)/(1 + ρ).
private func autoregression(_ count: Int, _ rho: Double, using generator: inout SplitMix) -> [Double] {
  var x = generator.normal()
  return (0..<count).map { _ in
    x = rho * x + (1 - rho * rho).squareRoot() * generator.normal()
    return x
  }
}

struct ChainDiagnosticsTests {
  /// What ArviZ says of the same numbers: version 0.23.4, `rhat`, `ess(method="bulk" | "tail" | "mean")` and
  /// `mcse(method="mean")` of chains made by the same generator written in Python.
  @Test func agreesWithArviZ() throws {
    var generator = SplitMix(2021)
    let plain = (0..<4).map { _ in autoregression(500, 0.7, using: &generator) }
    var shifted = plain
    shifted[3] = shifted[3].map { $0 + 0.6 }
    let cubed = plain.map { $0.map { $0 * $0 * $0 } }
    let whole = plain.map { $0.map { $0.rounded(.toNearestOrEven) } }
    let alternating = (0..<4).map { _ in autoregression(500, -0.6, using: &generator) }
    func compare(_ chains: [[Double]], _ expected: [Double]) throws {
      let found = try ChainDiagnostics(chains: chains)
      let values = [
        found.rHat, found.bulkEffectiveSamples, found.tailEffectiveSamples, try #require(found.mean.effectiveSamples),
        found.mean.standardError, found.mean.value,
      ]
      for (value, truth) in zip(values, expected) { #expect(agree(value, truth, relative: 1e-9), "\(value), \(truth)") }
    }
    try compare(
      plain,
      [
        1.0109381755703875, 382.60377095420466, 784.3061558282191, 381.2883626146947, 0.05127337759203382,
        -0.09042694629410192,
      ])
    try compare(
      shifted,
      [
        1.0539128306080108, 146.4053488030859, 628.3355491420677, 146.06335220384221, 0.08592666627193955,
        0.05957305370589806,
      ])
    try compare(
      cubed,
      [
        1.0109381755703875, 382.60377095420466, 784.3061558282191, 561.8019104110261, 0.15327295647849634,
        -0.33436331307417355,
      ])
    try compare(
      alternating,
      [
        1.0022923439900042, 6602.059991327962, 1764.9899906413693, 6602.059991327962, 0.012404322915135239,
        -0.008858680811069108,
      ])
    try compare(
      whole,
      [1.0089909176951564, 414.4520167118531, 751.3921834650411, 413.2466543911822, 0.050692465953341787, -0.1005])
  }

  @Test(arguments: [-0.3, 0, 0.5, 0.9, 0.98])
  func effectiveSamplesOfAnAutoregression(rho: Double) throws {
    var generator = SplitMix(41)
    let length = 100_000
    let chains = (0..<4).map { _ in autoregression(length, rho, using: &generator) }
    let found = try ChainDiagnostics(chains: chains)
    let truth = 4 * Double(length) * (1 - rho) / (1 + rho)
    // The relative error of a sum over a window of some 5τ lags is √(2·10τ/n).
    let error = (20 / min(truth, 4 * Double(length))).squareRoot()
    expectZ(found.bulkEffectiveSamples / truth, 1, standardError: error, "bulk, ρ = \(rho)")
    expectZ(try #require(found.mean.effectiveSamples) / truth, 1, standardError: error, "mean, ρ = \(rho)")
    expectZ(found.mean.value, 0, standardError: found.mean.standardError)
    #expect(abs(found.rHat - 1) < 0.002)
    #expect(found.warnings.isEmpty)
  }

  /// Correlations of the indicator x ≤ q are Σ over Hermite terms; for the 5 % tail of ρ = 0.9 its time is 7.65.
  @Test func tailsDecorrelateFaster() throws {
    var generator = SplitMix(42)
    let chains = (0..<4).map { _ in autoregression(100_000, 0.9, using: &generator) }
    let found = try ChainDiagnostics(chains: chains)
    let truth = 400_000 / Self.tailTime(rho: 0.9, share: 0.05)
    // The smaller of two estimates lies low.
    #expect(abs(found.tailEffectiveSamples / truth - 1) < 4 * (20 / truth).squareRoot())
  }

  /// 1 + 2Σₜ corr(1[x₀ ≤ q], 1[xₜ ≤ q]) of a Gaussian process with ρ(t) = ρᵗ.
  ///
  /// By Mehler's formula the covariance is φ(q)² Σₙ Heₙ₋₁(q)²/n! · ρᵗⁿ.
  private static func tailTime(rho: Double, share: Double) -> Double {
    let q = -1.6448536269514722
    let density = exp(-q * q / 2) / (2 * Double.pi).squareRoot()
    // bₙ = Heₙ₋₁(q)/√n!, from Heₙ₊₁ = q·Heₙ − n·Heₙ₋₁.
    var (last, current) = (0.0, 1.0)
    var sum = 0.0
    for n in 1...4000 {
      let m = Double(n)
      let power = pow(rho, m)
      sum += density * density * current * current * 2 * power / (1 - power)
      (last, current) = (current, (q * current - (m - 1) / m.squareRoot() * last) / (m + 1).squareRoot())
    }
    return 1 + sum / (share * (1 - share))
  }

  @Test func chainsThatHaveNotMixedAreSeen() throws {
    var generator = SplitMix(43)
    let apart = (0..<4).map { chain in (0..<1000).map { _ in generator.normal() + (chain == 0 ? 3 : 0) } }
    let location = try ChainDiagnostics(chains: apart)
    #expect(location.rHat > 1.3)
    #expect(location.warnings[0].hasPrefix("R̂ = "))
    #expect(location.warnings.contains { $0.hasPrefix("the bulk is worth ") && $0.hasSuffix("fewer than 400") })
    // Equal means and unequal widths: only the folded ranks see it.
    let wide = (0..<4).map { chain in (0..<1000).map { _ in generator.normal() * (chain == 0 ? 3 : 1) } }
    #expect(try ChainDiagnostics(chains: wide).rHat > 1.1)
    // A drift within each chain.
    let drift = (0..<4).map { _ in (0..<1000).map { generator.normal() + Double($0) / 500 } }
    #expect(try ChainDiagnostics(chains: drift).rHat > 1.1)
    // Chains that stand still, each elsewhere.
    let still = (0..<4).map { chain in [Double](repeating: Double(chain), count: 100) }
    let stuck = try ChainDiagnostics(chains: still)
    #expect(stuck.rHat == .infinity)
    #expect(stuck.warnings[0] == "R̂ = inf is above 1.01: the chains have not mixed")
  }

  @Test func warningsOfShortChains() throws {
    var generator = SplitMix(44)
    let short = try ChainDiagnostics(chains: (0..<2).map { _ in autoregression(200, 0.5, using: &generator) })
    #expect(short.warnings.contains("the bulk is worth \(Int(short.bulkEffectiveSamples)) samples, fewer than 200"))
    #expect(short.chains == 2)
  }

  @Test func onlyRanksCount() throws {
    var generator = SplitMix(45)
    let chains = (0..<4).map { _ in autoregression(300, 0.6, using: &generator) }
    let (plain, stretched) = (
      try ChainDiagnostics(chains: chains), try ChainDiagnostics(chains: chains.map { $0.map { exp(3 * $0) } })
    )
    #expect(plain.bulkEffectiveSamples == stretched.bulkEffectiveSamples)
    #expect(plain.tailEffectiveSamples == stretched.tailEffectiveSamples)
  }

  @Test func meanCoverage() throws { try meanCoverage(repetitions: 400) }

  @Test(.long) func meanCoverageLong() throws { try meanCoverage(repetitions: 10_000) }

  private func meanCoverage(repetitions: Int) throws {
    var generator = SplitMix(46)
    var held = 0
    for _ in 0..<repetitions {
      let chains = (0..<4).map { _ in autoregression(1000, 0.8, using: &generator) }
      let mean = try ChainDiagnostics(chains: chains).mean
      if try #require(mean.interval).contains(0) { held += 1 }
    }
    #expect(abs(binomialZ(held, of: repetitions, probability: 0.95)) <= 4, "\(held) of \(repetitions)")
  }

  @Test func whatIsNoChainIsRefused() {
    func reason(_ chains: [[Double]]) -> String? {
      do {
        _ = try ChainDiagnostics(chains: chains)
        return nil
      } catch { return error.reason }
    }
    #expect(reason([]) == "diagnostics of chains need at least four values of each")
    #expect(reason([[1, 2, 3]]) == "diagnostics of chains need at least four values of each")
    #expect(reason([[1, 2, 3, 4], [1, 2, 3, 4, 5]]) == "the chains have different lengths")
    #expect(reason([[1, 2, .nan, 4]]) == "a chain holds values that are not finite")
    #expect(reason([[2, 2, 2, 2]]) == "all values of the chains are equal")
    // One chain that rises all the way is one move.
    #expect(reason([(0..<1000).map { Double($0) }]) == "the chains are worth fewer than two independent samples")
  }
}
