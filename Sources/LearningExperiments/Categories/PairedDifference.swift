// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics

/// How much later something happened in the second runs of pairs than in the first, as a difference or as the logarithm of a ratio.
///
/// Of each pair a bracket is known: with t₁ in (a₁, b₁] and t₂ in (a₂, b₂] the difference lies between a₂ − b₁ and b₂ − a₁; a time that was never
/// seen has b = ∞. The pairs of one training set are averaged, ends by ends. Nothing is assumed of how the numbers scatter, nor of which times are
/// censored: the interval of the median begins where that of the lower ends does, and ends where that of the upper ends does,
/// and holds the median at least as often as stated.
struct PairedDifference: Sendable {
  /// The median, in the middle of what is known of it; `nil` where one end of that is infinite.
  let value: Double?
  /// What is known of the median of these training sets.
  let known: (lower: Double, upper: Double)
  /// The interval of the median; `nil` with too few training sets.
  let interval: ClosedRange<Double>?
  /// The mean with Student's interval; `nil` with a censored time, or a single training set.
  let mean: Estimate?
  /// How many training sets count.
  let splits: Int
  /// How many pairs count.
  let pairs: Int
  /// How many of them hold a time that was not seen.
  let censored: Int
  /// How many of them say nothing, as neither time was seen.
  let silent: Int

  /// The least number of training sets for which the interval of a median has ends.
  static let leastSplits = 6

  /// The differences of some pairs of times; `nil` without pairs.
  ///
  /// - Parameter isRatio: whether logarithms are subtracted; pairs with a time that is not positive are then left out.
  init?(_ splits: [[(from: BracketedTime, to: BracketedTime)]], isRatio: Bool) {
    var lower: [Double] = []
    var upper: [Double] = []
    var middle: [Double] = []
    var (pairs, censored, silent) = (0, 0, 0)
    for split in splits {
      let brackets = split.compactMap { Self.bracket($0.from, $0.to, isRatio: isRatio) }
      guard !brackets.isEmpty else { continue }
      let count = Double(brackets.count)
      lower.append(brackets.reduce(0) { $0 + $1.lower } / count)
      upper.append(brackets.reduce(0) { $0 + $1.upper } / count)
      let middles: [Double] = brackets.compactMap(\.middle)
      if middles.count == brackets.count { middle.append(middles.reduce(0, +) / count) }
      pairs += brackets.count
      censored += brackets.count - middles.count
      silent += brackets.count { $0.lower == -.infinity && $0.upper == .infinity }
    }
    guard pairs > 0 else { return nil }
    self.splits = lower.count
    (self.pairs, self.censored, self.silent) = (pairs, censored, silent)
    mean = middle.count == lower.count ? Statistics.mean(of: middle) : nil
    let ends = (quantile(0.5, of: lower), quantile(0.5, of: upper))
    known = (ends.0?.value ?? .nan, ends.1?.value ?? .nan)
    // Where all times are known to a bracket, its middle; else what is known on both sides.
    value =
      middle.count == lower.count
      ? quantile(0.5, of: middle)?.value
      : known.lower.isFinite && known.upper.isFinite ? (known.lower + known.upper) / 2 : nil
    if let low = ends.0?.interval?.lowerBound, let high = ends.1?.interval?.upperBound {
      interval = low...high
    } else {
      interval = nil
    }
  }

  /// What is known of a pair; its middle where both times were seen.
  private static func bracket(
    _ from: BracketedTime, _ to: BracketedTime, isRatio: Bool
  ) -> (lower: Double, upper: Double, middle: Double?)? {
    let first = (lower: from.lower, upper: from.upper ?? .infinity)
    let second = (lower: to.lower, upper: to.upper ?? .infinity)
    let isSeen = !from.isCensored && !to.isCensored
    guard isRatio else {
      let sum: Double = second.upper + second.lower
      let middle = (sum - first.upper - first.lower) / 2
      return (second.lower - first.upper, second.upper - first.lower, isSeen ? middle : nil)
    }
    guard first.upper > 0, second.upper > 0 else { return nil }
    func logarithm(_ time: Double) -> Double { log(max(time, 0)) }
    func middle(_ time: (lower: Double, upper: Double)) -> Double {
      CensoredTime(lower: max(time.lower, 0), upper: time.upper).logarithm
    }
    return (
      logarithm(second.lower) - log(first.upper), log(second.upper) - logarithm(first.lower),
      isSeen ? middle(second) - middle(first) : nil
    )
  }
}
