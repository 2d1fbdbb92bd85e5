// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// Whether several chains sample one law, and how many independent samples they are worth.
///
/// Chains are cut in halves, so that a drift within a chain shows like a difference between chains, and values are
/// replaced by the normal scores of their ranks, so that heavy tails do no harm. Source: A. Vehtari, A. Gelman,
/// D. Simpson, B. Carpenter, P.-C. Bürkner, Bayesian Analysis 16 (2021) 667.
public struct ChainDiagnostics: Sendable, Equatable {
  /// R̂: the larger one of location and scale; 1 where the chains cannot be told apart.
  public let rHat: Double
  /// Effective samples for the bulk of the law, for instance its median.
  public let bulkEffectiveSamples: Double
  /// The smaller one of the effective samples for the 5 % and for the 95 % quantile.
  public let tailEffectiveSamples: Double
  /// The mean over all chains; its standard error s/√ESS counts the effective samples of the plain values.
  public let mean: Estimate
  /// How many chains there were.
  public let chains: Int

  /// R̂ above this says that the chains have not mixed.
  public static let largestRHat = 1.01

  /// The diagnostics of chains.
  ///
  /// - Parameters:
  ///   - chains: the successive values of each chain; all of one length, four values at least.
  ///   - level: the coverage of the mean's interval, which is Student's with ESS − 1 degrees of freedom.
  /// - Throws: `NotApplicable` for unequal lengths, fewer than four values, values that are not finite or all equal, and
  ///   fewer than two effective samples.
  public init(chains: [[Double]], level: Double = 0.95) throws(NotApplicable) {
    let length = chains.first?.count ?? 0
    guard length >= 4 else { throw NotApplicable("diagnostics of chains need at least four values of each") }
    guard chains.allSatisfy({ $0.count == length }) else { throw NotApplicable("the chains have different lengths") }
    let halves = ChainHalves(chains)
    guard halves.values.allSatisfy(\.isFinite) else { throw NotApplicable("a chain holds values that are not finite") }
    let sorted = halves.values.sorted()
    guard sorted[0] < sorted[sorted.count - 1] else { throw NotApplicable("all values of the chains are equal") }

    let scores = halves.rankNormalized()
    let folded = halves.map { abs($0 - Self.quantile(0.5, of: sorted)) }.rankNormalized()
    let bulk = scores.effectiveSamples()
    let tails = [0.05, 0.95].compactMap { share -> Double? in
      let quantile = Self.quantile(share, of: sorted)
      let below = halves.map { $0 <= quantile ? 1 : 0 }
      // Of few distinct values all may lie on one side; then the bulk says all there is.
      return below.isConstant ? nil : below.effectiveSamples()
    }
    let plain = halves.effectiveSamples()
    guard min(bulk, plain) >= 2 else { throw NotApplicable("the chains are worth fewer than two independent samples") }
    self.chains = chains.count
    rHat = [scores, folded].map { $0.isConstant ? 1 : $0.potentialScaleReduction() }.max() ?? 1
    bulkEffectiveSamples = bulk
    tailEffectiveSamples = tails.min() ?? bulk

    let count = Double(chains.count * length)
    let value = chains.reduce(0) { $0 + $1.reduce(0, +) } / count
    let squares = chains.reduce(0) { $0 + $1.reduce(0) { $0 + ($1 - value) * ($1 - value) } }
    let error = (squares / (count - 1) / plain).squareRoot()
    let reach = gsl_cdf_tdist_Pinv((1 + level) / 2, plain - 1) * error
    mean = Estimate(
      value, standardError: error, interval: .between(value - reach, value + reach), level: level,
      effectiveSamples: plain)
  }

  /// What speaks against trusting the chains, one sentence each; none where nothing does.
  public var warnings: [String] {
    var warnings: [String] = []
    func rounded(_ value: Double, _ places: Double) -> Double { (value * places).rounded() / places }
    // Not `<=`: R̂ is not a number where chains do not move.
    if !(rHat <= Self.largestRHat) {
      warnings.append("R̂ = \(rounded(rHat, 1000)) is above \(Self.largestRHat): the chains have not mixed")
    }
    let needed = Double(min(400, 100 * chains))
    for (name, samples) in [("bulk", bulkEffectiveSamples), ("tails", tailEffectiveSamples)] where samples < needed {
      warnings.append(
        "the \(name) \(name == "bulk" ? "is" : "are") worth \(Int(samples)) samples, fewer than \(Int(needed))")
    }
    return warnings
  }

  /// The quantile of sorted values, interpolated linearly.
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let index = min(Int(place), sorted.count - 2)
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}
