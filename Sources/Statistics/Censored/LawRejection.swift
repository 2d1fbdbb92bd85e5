// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

extension CensoredFit {
  /// Tests this law against another one of the same runs: whether the other describes them so much better that this one
  /// cannot be true.
  ///
  /// With d runs seen, p coefficients of this law and q of the other that this one lacks, 2Δ ln L is turned into
  /// F = (e^{2Δ/d} − 1)(d − p − q)/q. Where this law is a special case of the other that is the likelihood ratio test, exact for linear
  /// laws and normal logarithms that are all seen. Where it is not, q counts all of the other's coefficients but its level: F is then no
  /// larger than that of the test against both laws at once (G. E. Mizon and J.-F. Richard, Econometrica 54 (1986) 657), so that a law that
  /// is true is rejected no more often than stated. Each law enters with the distribution that it is better with. Where runs come in
  /// clusters 2Δ is divided by the mean factor by which these enlarge the variances of the other's coefficients.
  ///
  /// - Returns: `nil` where there are too few runs for such a test, d ≤ p + q.
  func rejectionTest(by other: CensoredFit) -> FitTest? {
    let own = law.coefficients.count
    let isSpecialCase = other.law.contained[law.name] != nil
    let more = max(1, isSpecialCase ? other.law.coefficients.count - own : other.law.coefficients.count - 1)
    let loss = 2 * (other.logLikelihood - logLikelihood) / other.clusterInflation
    return Self.ratioTest(
      loss: loss, degrees: more, rest: seen - own - more, runs: seen,
      method: isSpecialCase
        ? "likelihood ratio of '\(law.name)' within '\(other.law.name)'"
        : "encompassing test of '\(law.name)' against '\(other.law.name)'")
  }

  /// The mean factor by which clusters enlarge the variances of the coefficients that the runs determine.
  private var clusterInflation: Double {
    let known = law.coefficients.indices.filter { !spread.edges.contains($0) }
    guard !known.isEmpty else { return 1 }
    return known.reduce(0) { $0 + spread.inflation(of: $1) } / Double(known.count)
  }

  /// Whether a narrower law, which this one contains, says the same as this one, for all that the runs leave open: the intervals
  /// of the coefficients lie where this law is the narrower one. For a constant law, that all medians with their intervals lie within a
  /// quarter of it.
  func isPractically(_ narrower: Self) -> Bool {
    guard let conditions = law.contained[narrower.law.name] else { return false }
    return conditions.isEmpty
      ? distance(to: narrower, errors: 1) < log(Self.same) : conditions.allSatisfy { $0.holds(for: self) }
  }

  /// The factor within which medians count as constant.
  private static let same = 1.25

  /// The largest ratio of the medians of two laws over the values at which runs were seen.
  func medianRatio(to other: Self) -> Double { exp(distance(to: other, errors: 0)) }

  /// Whether the law puts every time into its bracket with certainty, so that nothing is left for another law to explain.
  var explainsEverything: Bool {
    logLikelihood > -0.01 && times.allSatisfy { $0.isBracketed || $0.isCensored }
  }

  /// max |ln t₁ − ln t₂| over the values that were seen, the half widths of this law's intervals added; ∞ where one law says never.
  private func distance(to other: Self, errors: Double) -> Double {
    var places: [[Double]: [Double]] = [:]
    for run in times.indices where !times[run].isCensored { places[covariates[run]] = other.covariates[run] }
    return places.reduce(0) { distance, place in
      guard let here = median(at: place.key), let there = other.median(at: place.value) else { return .infinity }
      let half = log(here.bounds.upperBound / here.value)
      return max(distance, abs(log(here.value / there.value)) + errors * half)
    }
  }
}
