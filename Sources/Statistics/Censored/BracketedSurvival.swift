// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The survival curve of times of which only brackets are known: Turnbull's estimate of maximum likelihood.
///
/// A time lies in (lower, upper], is known exactly where both are equal, and lies beyond lower where it was never seen. The likelihood
/// Π P(bracket) depends on the probabilities of the *innermost* intervals alone, those that begin at a lower end and end at the next
/// upper end; they are found by self-consistency (B. W. Turnbull, J. R. Stat. Soc. B 38 (1976) 290). Exact and censored times give Kaplan and
/// Meier's curve.
package struct BracketedSurvival: Sendable, Equatable {
  /// An innermost interval with its probability.
  package struct Part: Sendable, Equatable {
    /// The probability lies above this time, or at it where both ends are equal.
    package let lower: Double
    /// The probability lies no later than this time; ∞ for the part that was never seen.
    package let upper: Double
    /// P(lower < t ≤ upper).
    package let probability: Double
  }

  /// The innermost intervals with probability, ascending.
  package let parts: [Part]

  /// The gradient of ln L/n by a probability may exceed its value at the maximum by this much.
  private static let tolerance = 1e-10
  private static let iterations = 20_000
  /// No more sums than this are taken in all.
  private static let work = 400_000_000

  /// The curve of some times.
  package init(_ times: [CensoredTime]) {
    let innermost = Self.innermost(times)
    // Each time covers a contiguous stretch of innermost intervals.
    var counts: [Range<Int>: Double] = [:]
    for time in times {
      let upper = time.upper ?? .infinity
      let isExact = time.lower == upper
      let first = innermost.partition {
        isExact ? $0.upper < time.lower : $0.lower < time.lower || $0.upper <= time.lower
      }
      let end = innermost.partition { $0.upper <= upper }
      guard first < end else { continue }
      counts[first..<end, default: 0] += 1
    }
    let stretches = counts.sorted { ($0.key.lowerBound, $0.key.upperBound) < ($1.key.lowerBound, $1.key.upperBound) }
    let total = stretches.reduce(0) { $0 + $1.value }
    var masses = [Double](repeating: 1 / Double(max(innermost.count, 1)), count: innermost.count)
    for _ in 0..<min(Self.iterations, Self.work / (stretches.count + masses.count + 1)) where total > 0 {
      // d_j = (1/n) Σᵢ αᵢⱼ/Pᵢ, by differences of a running sum.
      var sums = [0.0]
      for mass in masses { sums.append(sums[sums.count - 1] + mass) }
      var changes = [Double](repeating: 0, count: masses.count + 1)
      for (stretch, count) in stretches {
        let share = count / (total * max(sums[stretch.upperBound] - sums[stretch.lowerBound], 1e-300))
        changes[stretch.lowerBound] += share
        changes[stretch.upperBound] -= share
      }
      var (slope, steepest) = (0.0, 0.0)
      for index in masses.indices {
        slope += changes[index]
        masses[index] *= slope
        steepest = max(steepest, slope)
      }
      if steepest < 1 + Self.tolerance { break }
    }
    parts = zip(innermost, masses).compactMap { interval, mass in
      mass > 1e-8 ? Part(lower: interval.lower, upper: interval.upper, probability: mass) : nil
    }
  }

  /// Intervals from a lower end to the next end of all, if that is an upper one.
  private static func innermost(_ times: [CensoredTime]) -> [(lower: Double, upper: Double)] {
    // At one number an exact time begins before brackets end there, and these end before others begin behind it.
    struct End {
      let time: Double
      let rank: Int
      var isLower: Bool { rank != 1 }
    }
    let ends = times.flatMap { time -> [End] in
      let upper = time.upper ?? .infinity
      return [End(time: time.lower, rank: time.lower == upper ? 0 : 2), End(time: upper, rank: 1)]
    }.sorted { ($0.time, $0.rank) < ($1.time, $1.rank) }
    return zip(ends, ends.dropFirst()).compactMap { $0.isLower && !$1.isLower ? ($0.time, $1.time) : nil }
  }

  /// The time by which a share has done it, interpolated within the innermost interval that it lies in: in the logarithm, linearly from
  /// zero or less.
  ///
  /// - Returns: `nil` if so many never did.
  package func quantile(_ share: Double = 0.5) -> Double? {
    var before = 0.0
    for part in parts {
      let after = before + part.probability
      if after > share - 1e-7 {
        return part.upper < .infinity ? Self.interpolated(part, min(1, (share - before) / part.probability)) : nil
      }
      before = after
    }
    return nil
  }

  /// The innermost interval in which the curve passes a share; `nil` if so many never did.
  func bracket(of share: Double) -> ClosedRange<Double>? {
    var sum = 0.0
    for part in parts {
      sum += part.probability
      if sum > share - 1e-7 { return part.upper < .infinity ? .between(part.lower, part.upper) : nil }
    }
    return nil
  }

  private static func interpolated(_ part: Part, _ share: Double) -> Double {
    part.lower > 0
      ? part.lower * pow(part.upper / part.lower, share) : part.lower + (part.upper - part.lower) * share
  }
}

extension SurvivalQuantile {
  /// A quantile of times of which only brackets are known.
  ///
  /// The value is that of Turnbull's curve. Each end of the interval is the middle between those that Kaplan and Meier's curves have, with all
  /// times at the lower and with all at the upper ends of their brackets; an end that falls into the bracket of the value moves to
  /// the end of it, since nothing is known within. Where a curve's band never comes down to the share, because runs are few, the upper end
  /// is that of the order of the times, if none was given up before.
  package init(_ times: [CensoredTime], share: Double = 0.5, level: Double = 0.95) {
    func curve(_ end: (CensoredTime) -> Double) -> SurvivalQuantile {
      let found = PassageTimes(times: times.map(end), arrived: times.map { !$0.isCensored })
        .survivalCurve(level: level).quantile(share)
      guard found.upper == nil, found.value != nil else { return found }
      let order = Statistics.quantile(share, of: times.map { $0.isCensored ? .infinity : end($0) }, level: level)
      let upper = order?.interval?.upperBound
      let isKnown = upper.map { upper in upper < .infinity && times.allSatisfy { !$0.isCensored || $0.lower >= upper } }
      return SurvivalQuantile(
        value: found.value, lower: found.lower, upper: isKnown == true ? upper : nil, level: level)
    }
    let early = curve(\.lower)
    guard times.contains(where: \.isBracketed) else {
      self = early
      return
    }
    let late = curve { $0.upper ?? $0.lower }
    let survival = BracketedSurvival(times)
    let bracket = survival.bracket(of: share)
    func middle(_ first: Double?, _ second: Double?) -> Double? {
      guard let first, let second else { return nil }
      return (first + second) / 2
    }
    let lower = middle(early.lower, late.lower).map { min($0, bracket?.lowerBound ?? $0) }
    let upper = middle(early.upper, late.upper).map { max($0, bracket?.upperBound ?? $0) }
    self.init(value: survival.quantile(share), lower: lower, upper: upper, level: level)
  }
}

extension Array {
  /// The number of leading elements for which a condition holds that holds for none after.
  fileprivate func partition(_ isBefore: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
