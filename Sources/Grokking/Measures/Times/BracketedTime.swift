// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// When something happened, as far as the evaluations of a curve tell: after one of them and no later than the next, or
/// not until the end.
package struct BracketedTime: Sendable, Equatable {
  /// The last evaluation at which it had not yet happened; the time of censoring where it never did.
  package let lower: Double
  /// The evaluation at which it was first seen; `nil` if it was not, that is, censored at `lower`.
  package let upper: Double?

  /// Something seen at `upper` and not at `lower`; never seen where `upper` is `nil`.
  package init(after lower: Double, seenAt upper: Double?) {
    self.lower = lower
    self.upper = upper
  }

  /// Whether it was not seen before the run ended.
  package var isCensored: Bool { upper == nil }

  /// The evaluation at which it was seen, with the bracket as a certain interval and its width/√12 as standard error;
  /// `nil` where it was censored.
  package var estimate: Estimate? {
    upper.map { Estimate($0, standardError: ($0 - lower) / 12.0.squareRoot(), interval: .between(lower, $0), level: 1) }
  }

  /// How much later this is than another time; what is censored stays a lower bound.
  ///
  /// - Returns: `nil` if the other time is censored: then nothing bounds the difference from below.
  package func delay(after other: BracketedTime) -> Delay? {
    guard let start = other.upper else { return nil }
    guard let end = upper else { return .atLeast(lower - start) }
    let width = (end - lower) * (end - lower) + (start - other.lower) * (start - other.lower)
    return .known(
      Estimate(
        end - start, standardError: (width / 12).squareRoot(), interval: .between(lower - start, end - other.lower),
        level: 1))
  }

  /// Which of two times comes first, as far as the evaluations tell.
  package func order(against other: BracketedTime) -> TimeOrder {
    if let upper, upper <= other.lower { return .earlier }
    if let end = other.upper, end <= lower { return .later }
    return .unresolved
  }
}

/// The difference of two times.
package enum Delay: Sendable, Equatable {
  /// Both were seen.
  case known(Estimate)
  /// The second was not seen until so long after the first.
  case atLeast(Double)

  /// The difference, or what it is at least.
  package var leastValue: Double {
    switch self {
    case .known(let estimate): estimate.value
    case .atLeast(let bound): bound
    }
  }
}

/// Which of two times comes first.
package enum TimeOrder: String, Sendable, Equatable {
  /// The first one.
  case earlier
  /// The second one.
  case later
  /// Their brackets overlap, or both are censored.
  case unresolved
}

extension PassageTimes {
  /// Times of many runs for survival curves; a run that never did it counts as censored where it ended.
  package init(_ times: [BracketedTime]) {
    self.init(times: times.map { $0.upper ?? $0.lower }, arrived: times.map { !$0.isCensored })
  }
}
