// SPDX-License-Identifier: GPL-3.0-or-later

/// A finite union of closed intervals of the line, ascending and disjoint; ends may be infinite, points are allowed.
package struct Intervals: Sendable, Equatable {
  /// The intervals from left to right.
  package let ranges: [ClosedRange<Double>]

  /// The union of intervals given in any order.
  package init(_ ranges: [ClosedRange<Double>]) {
    var merged: [ClosedRange<Double>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  /// The whole line.
  package static let line = Intervals([-Double.infinity...Double.infinity])

  /// No point at all.
  package static let none = Intervals([])

  /// Whether a point belongs to the set.
  package func contains(_ x: Double) -> Bool { ranges.contains { $0.contains(x) } }

  /// The union with other intervals.
  package func union(_ other: Intervals) -> Intervals { Intervals(ranges + other.ranges) }

  /// The common part with other intervals.
  package func intersection(_ other: Intervals) -> Intervals {
    Intervals(
      ranges.flatMap { mine in other.ranges.filter { mine.overlaps($0) }.map { mine.clamped(to: $0) } })
  }

  /// The closed intervals between, before and after the ranges; neighbors of a single point share it as their end.
  package var gaps: [ClosedRange<Double>] {
    var gaps: [ClosedRange<Double>] = []
    var start = -Double.infinity
    for range in ranges {
      if start < range.lowerBound { gaps.append(start...range.lowerBound) }
      start = range.upperBound
    }
    if start < .infinity { gaps.append(start...(.infinity)) }
    return gaps
  }

  /// The closure of everything outside; the complement of a point is the line.
  package var complement: Intervals { Intervals(gaps) }
}
