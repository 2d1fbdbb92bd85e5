// SPDX-License-Identifier: GPL-3.0-or-later

/// How often a coordinate was found in each of equal bins.
public struct Histogram: Sendable, Equatable {
  /// The coordinate.
  public let coordinate: Int
  /// From the first bin's lower to the last bin's upper end.
  public let range: ClosedRange<Double>
  /// The counts of the bins; a bin holds its lower end, the last one its upper end too.
  public private(set) var counts: [Int]
  /// How many were outside of the range.
  public private(set) var outside = 0

  /// An empty histogram.
  public init(coordinate: Int = 0, range: ClosedRange<Double>, bins: Int) {
    self.coordinate = coordinate
    self.range = range
    counts = Array(repeating: 0, count: max(bins, 1))
  }

  /// Adds one observation of all walkers.
  public mutating func add(_ walkers: Walkers) {
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
  public var centers: [Double] {
    let width = (range.upperBound - range.lowerBound) / Double(counts.count)
    return counts.indices.map { range.lowerBound + (Double($0) + 0.5) * width }
  }
}
