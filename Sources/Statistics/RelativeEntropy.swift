// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// D(p̂|π) = Σ p̂ ln(p̂/π) of counts in bins against known probabilities, without its bias.
///
/// Plugged in, counts of n samples come out too large by (B − 1)/2n to first order, B the bins with π > 0 (G. A. Miller,
/// 1955); this is taken out. The variance is that of ln(p̂/π) over the samples, by the delta method, and (B − 1)/2n² beside it,
/// which is all there is where p = π.
///
/// - Parameters:
///   - counts: samples in each bin.
///   - law: π, one probability a bin; a bin of probability zero must be empty.
/// - Returns: `nil` without samples, or if there is a sample where π has none.
package func relativeEntropy(counts: [Int], against law: [Double]) -> Estimate? {
  let samples = counts.reduce(0, +)
  guard samples > 1, counts.count == law.count, zip(counts, law).allSatisfy({ $0 == 0 || $1 > 0 }) else { return nil }
  let n = Double(samples)
  var (first, second) = (0.0, 0.0)
  for (count, probability) in zip(counts, law) where count > 0 {
    let share = Double(count) / n
    let surprise = log(share / probability)
    first += share * surprise
    second += share * surprise * surprise
  }
  let freedom = max(0, Double(reachable(law, samples: n) - 1))
  // Where p = π the scatter of p̂ alone makes ln²(p̂/π) as large as (B − 1)/n.
  let variance = max(0, second - first * first - freedom / n) / n + freedom / (2 * n * n)
  return Estimate(first - freedom / (2 * n), standardError: variance.squareRoot(), effectiveSamples: n)
}

/// The bins in which some of n samples are to be expected: one in ten that are less likely than that would do nothing to the
/// bias but be counted.
private func reachable(_ law: [Double], samples: Double) -> Int { law.count { $0 * samples > 0.1 } }

/// Tests whether counts in bins follow known probabilities, by the likelihood ratio G = 2 Σ O ln(O/E).
///
/// Neighboring bins are joined until five samples or more are expected in each; G is then χ² with one degree of freedom less than
/// bins (R. R. Sokal and F. J. Rohlf, Biometry, 1995).
///
/// - Parameters:
///   - counts: samples in each bin.
///   - law: one probability a bin, adding up to one.
/// - Returns: the test with its p-value, the statistic as the normal deviate of the same p; `nil` if fewer than two bins are left.
package func likelihoodRatioTest(counts: [Int], against law: [Double], leastExpected: Double = 5) -> TestResult? {
  let samples = Double(counts.reduce(0, +))
  guard samples > 0, counts.count == law.count else { return nil }
  var joined: [(seen: Double, expected: Double)] = []
  var open = (seen: 0.0, expected: 0.0)
  for (count, probability) in zip(counts, law) {
    open = (open.seen + Double(count), open.expected + samples * max(0, probability))
    if open.expected >= leastExpected {
      joined.append(open)
      open = (0, 0)
    }
  }
  guard joined.count > 1 else { return nil }
  joined[joined.count - 1].seen += open.seen
  joined[joined.count - 1].expected += open.expected
  let total = joined.reduce(0) { $0 + $1.expected }
  let ratio =
    2
    * joined.reduce(0) { sum, bin in
      bin.seen > 0 ? sum + bin.seen * log(bin.seen * total / (bin.expected * samples)) : sum
    }
  let chance = gsl_cdf_chisq_Q(max(0, ratio), Double(joined.count - 1))
  return TestResult(statistic: gsl_cdf_ugaussian_Qinv(min(max(chance, 1e-300), 1 - 1e-16)), pValue: chance)
}
