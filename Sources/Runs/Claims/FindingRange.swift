// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// Where the truth behind a finding, or behind two findings compared, lies; the ends may be infinite.
struct FindingRange: Sendable, Equatable {
  /// The estimate, if there is one.
  var value: Double?
  /// The lower end.
  var lower: Double
  /// The upper end.
  var upper: Double
  /// Whether the ends are those of a confidence interval, and not bounds on a computed quantity or a censored one.
  var isSampled: Bool

  /// The range of a finding: its interval; for a computed quantity value ± accuracy; where there is only a bound, from
  /// there on. A number without any error bar may be anything.
  init(_ finding: Finding) {
    value = finding.value.flatMap { $0.isFinite ? $0 : nil }
    isSampled = false
    if let interval = finding.interval {
      (lower, upper) = (interval.lowerBound, interval.upperBound)
      isSampled = (finding.standardError ?? 1) > 0
    } else if let value, let accuracy = finding.accuracy {
      (lower, upper) = (value - accuracy * abs(value), value + accuracy * abs(value))
    } else if let value, finding.standardError == 0 {
      (lower, upper) = (value, value)
    } else {
      (lower, upper) = (finding.lowerBound ?? -.infinity, finding.upperBound ?? .infinity)
    }
  }

  private init(_ value: Double?, _ lower: Double, _ upper: Double, isSampled: Bool) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.isSampled = isSampled
  }

  /// Whether nothing at all is known.
  var isUnknown: Bool { lower == -.infinity && upper == .infinity }

  /// The ratio of two ranges; `nil` if the second one may be zero.
  ///
  /// For two confidence intervals of positive numbers the logarithms are subtracted and their errors recovered from the
  /// intervals (MOVER, Zou and Donner, Statist. Med. 27 (2008) 1693), which keeps lopsided intervals lopsided:
  ///
  ///     ln(a/b) − √((ln a − ln a₋)² + (ln b₊ − ln b)²)  …  ln(a/b) + √((ln a₊ − ln a)² + (ln b − ln b₋)²)
  ///
  /// That takes the two for independent. Otherwise, and for bounds, every ratio of two numbers in the ranges is possible.
  static func / (first: FindingRange, second: FindingRange) -> FindingRange? {
    if second.upper < 0 { return first.negated / second.negated }
    guard second.lower > 0 else { return nil }
    let ratio = first.value.flatMap { a in second.value.map { a / $0 } }
    if first.isSampled, second.isSampled, first.lower > 0, let a = first.value, let b = second.value,
      let difference = mover(
        (log(a), log(first.lower), log(first.upper)), (log(b), log(second.lower), log(second.upper)))
    {
      return FindingRange(ratio, exp(difference.lower), exp(difference.upper), isSampled: true)
    }
    let lower = first.lower >= 0 ? first.lower / second.upper : first.lower / second.lower
    let upper = first.upper >= 0 ? first.upper / second.lower : first.upper / second.upper
    return FindingRange(ratio, lower, upper, isSampled: false)
  }

  /// The difference of two ranges, by the same two rules.
  static func - (first: FindingRange, second: FindingRange) -> FindingRange {
    if first.isSampled, second.isSampled, let a = first.value, let b = second.value,
      let difference = mover((a, first.lower, first.upper), (b, second.lower, second.upper))
    {
      return FindingRange(a - b, difference.lower, difference.upper, isSampled: true)
    }
    let value = first.value.flatMap { a in second.value.map { a - $0 } }
    return FindingRange(value, first.lower - second.upper, first.upper - second.lower, isSampled: false)
  }

  private var negated: FindingRange { FindingRange(value.map { -$0 }, -upper, -lower, isSampled: isSampled) }

  /// The interval of a − b from (estimate, lower, upper) of each; `nil` where an estimate lies outside its interval.
  private static func mover(
    _ a: (value: Double, lower: Double, upper: Double), _ b: (value: Double, lower: Double, upper: Double)
  ) -> (lower: Double, upper: Double)? {
    let below = (a.value - a.lower, b.upper - b.value)
    let above = (a.upper - a.value, b.value - b.lower)
    guard below.0 >= 0, below.1 >= 0, above.0 >= 0, above.1 >= 0 else { return nil }
    let difference = a.value - b.value
    return (difference - hypot(below.0, below.1), difference + hypot(above.0, above.1))
  }
}
