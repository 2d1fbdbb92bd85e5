// SPDX-License-Identifier: GPL-3.0-or-later

/// The wells and saddles of a potential in one dimension, from the order of its stationary points.
struct LineWells: Sendable {
  /// From left to right.
  let wells: [Well]
  /// From left to right, each between its neighbors.
  let saddles: [Saddle]

  init(wells: [Well], saddles: [Saddle]) {
    self.wells = wells
    self.saddles = saddles
  }

  /// Wells named from left to right, separated by the maxima between them.
  ///
  /// - Parameters:
  ///   - names: one a minimum.
  ///   - minima: ascending.
  ///   - maxima: one between each two minima.
  init(_ names: [String], minima: [Double], maxima: [Double]) {
    let last = minima.count - 1
    wells = names.indices.map { i in
      let left = i > 0 ? maxima[i - 1] : -.infinity
      let right = i < last ? maxima[i] : .infinity
      return Well(
        name: names[i], minimum: [minima[i]], region: Self.interval(left, right),
        core: Self.core(of: minima[i], between: left, and: right))
    }
    saddles = maxima.indices.map { Saddle(position: [maxima[$0]], connects: [names[$0], names[$0 + 1]]) }
  }

  /// Wells around a circle, each between two maxima; what crosses the seam is a union of two intervals.
  ///
  /// - Parameters:
  ///   - names: one a minimum.
  ///   - minima: ascending, at least two.
  ///   - maxima: ascending, as many.
  ///   - circle: from the seam to the seam.
  init(_ names: [String], minima: [Double], maxima: [Double], on circle: ClosedRange<Double>) {
    let width = circle.upperBound - circle.lowerBound
    /// The part of the circle from one point onwards to another.
    func arc(_ from: Double, _ to: Double) -> Region {
      let (from, to) = (Self.wrapped(from, circle), Self.wrapped(to, circle))
      return from <= to
        ? .interval(from, to) : .any([.interval(from, circle.upperBound), .interval(circle.lowerBound, to)])
    }
    wells = minima.indices.map { i in
      let left = maxima.last { $0 < minima[i] } ?? maxima[maxima.count - 1] - width
      let right = maxima.first { $0 > minima[i] } ?? maxima[0] + width
      let reach = 0.1 * min(minima[i] - left, right - minima[i])
      return Well(
        name: names[i], minimum: [minima[i]], region: arc(left, right), core: arc(minima[i] - reach, minima[i] + reach))
    }
    saddles = maxima.map { top in
      let before = minima.lastIndex { $0 < top } ?? minima.count - 1
      let after = minima.firstIndex { $0 > top } ?? 0
      return Saddle(position: [top], connects: [names[before], names[after]])
    }
  }

  private static func wrapped(_ x: Double, _ circle: ClosedRange<Double>) -> Double {
    let width = circle.upperBound - circle.lowerBound
    return x < circle.lowerBound ? x + width : x > circle.upperBound ? x - width : x
  }

  /// An interval; a half-line where one end is infinite.
  private static func interval(_ left: Double, _ right: Double) -> Region {
    switch (left.isFinite, right.isFinite) {
    case (false, true): .below(right)
    case (true, false): .above(left)
    default: .interval(left, right)
    }
  }

  private static func core(of minimum: Double, between left: Double, and right: Double) -> Region {
    switch (left.isFinite, right.isFinite) {
    case (false, true): return .below(minimum)
    case (true, false): return .above(minimum)
    case (true, true):
      let reach = 0.1 * min(minimum - left, right - minimum)
      return .interval(minimum - reach, minimum + reach)
    case (false, false): return .interval(minimum - Well.coreRadius, minimum + Well.coreRadius)
    }
  }
}
