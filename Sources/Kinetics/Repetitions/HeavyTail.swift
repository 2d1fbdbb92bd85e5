// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation
import Statistics

/// How the results of independent repetitions scatter whose mean is wanted, and what that mean is worth.
///
/// Products of chances scatter like a log-normal law. With a poor score their mean lives on repetitions that hardly ever
/// happen, and the spread of those that did happen tells nothing of it. What can be seen beforehand: a spread of the order of the mean,
/// one repetition that is a large part of the sum, repetitions without arrivals, and arrivals that all descend from a few of
/// the walkers that started.
package struct HeavyTail: Sendable, Equatable {
  /// How many repetitions there are, and how many of them found nothing.
  package let count: Int
  package let empty: Int
  /// Their standard deviation over their mean.
  package let spread: Double
  /// The share of the largest one in the sum.
  package let leadingShare: Double
  /// How many independent walkers at the start all arrivals descend from, effectively, over all repetitions.
  package let ancestors: Double?
  /// By how much the interval of the mean must reach further than Student's.
  package let skew: Skew

  /// Reaches of an interval of a logarithm.
  package struct Skew: Sendable, Equatable {
    var below: Double
    var above: Double
    static let none = Skew(below: 0, above: 0)
    /// That of the inverse.
    var inverse: Skew { Skew(below: above, above: below) }
  }

  /// A standard deviation of the logarithms from which on their law is taken into account.
  private static let visible = 0.5
  /// Spreads, shares and numbers of ancestors from which on the mean may be off by more than its error.
  private static let largestSpread = 1.2
  private static let largestShare = 0.4
  private static let fewestAncestors = 25.0
  private static let emptyShare = 0.1

  /// The tail of some repetitions.
  ///
  /// - Parameters:
  ///   - values: what the repetitions found, zero where nothing.
  ///   - ancestors: for each the effective number of independent walkers at the start that its arrivals descend from; `nil` where
  ///     that is not known.
  ///   - level: of the intervals.
  package init(of values: [Double], ancestors: [Double]? = nil, level: Double = 0.95) {
    count = values.count
    empty = values.count { !($0 > 0) }
    let n = Double(values.count)
    let sum = values.reduce(0, +)
    let mean = sum / n
    spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot() / mean
    leadingShare = (values.max() ?? 0) / sum
    // Each repetition's sum is divided among its own ancestors.
    self.ancestors = ancestors.map { ancestors in
      let squares = zip(values, ancestors).reduce(0) { $1.1 > 0 ? $0 + $1.0 * $1.0 / $1.1 : $0 }
      return squares > 0 ? sum * sum / squares : 0
    }
    let logarithms = values.filter { $0 > 0 }.map { log($0) }
    skew = Self.skew(logarithms, of: mean, level: level)
  }

  /// The interval of the mean of a log-normal law, ln m = μ + s²/2 ± t·√(s²/n + s⁴/2(n − 1)) (D. R. Cox; see C. E. Land, Technometrics
  /// 14 (1972) 145), as reaches around the mean that was found.
  private static func skew(_ logarithms: [Double], of mean: Double, level: Double) -> Skew {
    let n = Double(logarithms.count)
    guard n > 2 else { return .none }
    let middle = logarithms.reduce(0, +) / n
    let variance = logarithms.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / (n - 1)
    guard variance.squareRoot() > visible else { return .none }
    let center = middle + variance / 2 - log(mean)
    let reach =
      gsl_cdf_tdist_Pinv((1 + level) / 2, n - 1) * (variance / n + variance * variance / (2 * (n - 1))).squareRoot()
    return Skew(below: max(0, reach - center), above: max(0, reach + center))
  }

  /// Why the mean may be off by more than its error says; `nil` where nothing points to that.
  ///
  /// - Parameter cure: what would help.
  package func doubt(cure: String) -> String? {
    var reasons: [String] = []
    func text(_ number: Double) -> String { NumberFormat.rounded(number, digits: 2) }
    if let ancestors, ancestors < Self.fewestAncestors {
      reasons.append("the arrivals of all \(count) repetitions descend from \(text(ancestors)) independent walkers")
    }
    if spread > Self.largestSpread { reasons.append("the repetitions scatter by \(text(spread)) times their mean") }
    if leadingShare > max(Self.largestShare, 3 / Double(count)) {
      reasons.append("one of \(count) repetitions makes \(text(100 * leadingShare)) % of their sum")
    }
    if Double(empty) > Self.emptyShare * Double(count) {
      reasons.append("\(empty) of \(count) repetitions did not reach the target")
    }
    guard !reasons.isEmpty else { return nil }
    return reasons.joined(separator: ", ") + ": the mean may be too small by more than its error; \(cure)"
  }
}
