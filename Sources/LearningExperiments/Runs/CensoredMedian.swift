// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Statistics

/// The median of times of which some were never seen, and others only between two evaluations: Turnbull's, which is Kaplan and Meier's
/// where times are exact.
struct CensoredMedian: Sendable {
  let quantile: SurvivalQuantile
  let samples: Int
  let censored: Int
  /// Where the last of the censored runs ended.
  let horizon: Double
  /// The times that were seen, at the evaluations that saw them, sorted.
  let seen: [Double]
  /// The last evaluation before the earliest of them.
  let earliest: Double

  /// The median of times; `nil` if there are none.
  init?(_ times: [BracketedTime]) {
    guard !times.isEmpty else { return nil }
    quantile = SurvivalQuantile(times.map { CensoredTime(lower: $0.lower, upper: $0.upper) })
    samples = times.count
    censored = times.count(where: \.isCensored)
    horizon = times.filter(\.isCensored).map(\.lower).max() ?? 0
    seen = times.compactMap(\.upper).sorted()
    earliest = times.filter { !$0.isCensored }.map(\.lower).min() ?? 0
  }

  /// Where all times that were seen lie, if evaluations leave that open by more than a tenth: `between 10 and 100`.
  var bracket: String? {
    guard let last = seen.last, last > 1.1 * earliest else { return nil }
    return "between \(NumberFormat.steps(earliest)) and \(NumberFormat.steps(last))"
  }

  /// The interval, where both of its ends are known.
  var interval: ClosedRange<Double>? {
    guard let lower = quantile.lower, let upper = quantile.upper else { return nil }
    return .between(lower, upper)
  }

  /// The median with its interval; `nil` where so few runs got there that it is not known.
  var estimate: Estimate? {
    quantile.value.map { Estimate($0, standardError: .nan, interval: interval, level: quantile.level) }
  }
}

extension Delay {
  /// The delay as a time of its own: seen, or censored at its lower bound.
  var bracket: BracketedTime {
    switch self {
    case .known(let estimate): BracketedTime(after: estimate.bounds.lowerBound, seenAt: estimate.bounds.upperBound)
    case .atLeast(let bound): BracketedTime(after: bound, seenAt: nil)
    }
  }
}
