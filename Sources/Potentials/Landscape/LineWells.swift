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

  /// A circle with one well and the pass that leads from it round to itself.
  init(_ name: String, minimum: Double, maximum: Double) {
    let line = LineWells([name], minima: [minimum], maxima: [])
    self.init(wells: line.wells, saddles: [Saddle(position: [maximum], connects: [name, name])])
  }

  /// Wells around a circle, each between two maxima; what crosses the seam is an interval that reaches
  /// beyond an end of the circle.
  ///
  /// - Parameters:
  ///   - names: one a minimum.
  ///   - minima: ascending, at least two.
  ///   - maxima: ascending, as many.
  ///   - circle: from the seam to the seam.
  init(_ names: [String], minima: [Double], maxima: [Double], on circle: ClosedRange<Double>) {
    let width = circle.upperBound - circle.lowerBound
    wells = minima.indices.map { i in
      let left = maxima.last { $0 < minima[i] } ?? maxima[maxima.count - 1] - width
      let right = maxima.first { $0 > minima[i] } ?? maxima[0] + width
      let reach = 0.1 * min(minima[i] - left, right - minima[i])
      return Well(
        name: names[i], minimum: [minima[i]], region: .interval(left, right),
        core: .interval(minima[i] - reach, minima[i] + reach))
    }
    saddles = maxima.map { top in
      let before = minima.lastIndex { $0 < top } ?? minima.count - 1
      let after = minima.firstIndex { $0 > top } ?? 0
      return Saddle(position: [top], connects: [names[before], names[after]])
    }
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
