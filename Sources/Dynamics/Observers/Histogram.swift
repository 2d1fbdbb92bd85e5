// SPDX-License-Identifier: GPL-3.0-or-later

/// How often a coordinate was found in each of equal bins.
package struct Histogram: Sendable, Equatable {
  /// The coordinate.
  package let coordinate: Int
  /// From the first bin's lower to the last bin's upper end.
  package let range: ClosedRange<Double>
  /// The counts of the bins; a bin holds its lower end, the last one its upper end too.
  package private(set) var counts: [Int]
  /// How many were outside of the range.
  package private(set) var outside = 0

  /// An empty histogram.
  package init(coordinate: Int = 0, range: ClosedRange<Double>, bins: Int) {
    self.coordinate = coordinate
    self.range = range
    counts = Array(repeating: 0, count: max(bins, 1))
  }

  /// Adds one observation of all walkers.
  package mutating func add(_ walkers: Walkers) {
    let n = walkers.count
    let scale = Double(counts.count) / (range.upperBound - range.lowerBound)
    for w in 0..<n {
      let x = walkers.positions[coordinate * n + w]
      guard range.contains(x) else {
        outside += 1
        continue
      }
      counts[min(Int((x - range.lowerBound) * scale), counts.count - 1)] += 1
    }
  }

  /// The middles of the bins.
  package var centers: [Double] {
    let width = (range.upperBound - range.lowerBound) / Double(counts.count)
    return counts.indices.map { range.lowerBound + (Double($0) + 0.5) * width }
  }
}
