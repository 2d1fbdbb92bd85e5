// SPDX-License-Identifier: GPL-3.0-or-later

/// Equal bins along one or two coordinates, as a histogram has them.
package struct BinGrid: Sendable, Equatable {
  /// One axis of bins.
  package struct Axis: Sendable, Equatable {
    /// The coordinate.
    package let coordinate: Int
    /// From the first bin's lower to the last bin's upper end.
    package let range: ClosedRange<Double>
    /// How many bins.
    package let count: Int

    /// An axis of bins.
    package init(coordinate: Int, range: ClosedRange<Double>, count: Int) {
      self.coordinate = coordinate
      self.range = range
      self.count = max(count, 1)
    }

    /// The width of a bin.
    package var width: Double { (range.upperBound - range.lowerBound) / Double(count) }

    /// The middles of the bins.
    package var centers: [Double] { (0..<count).map { range.lowerBound + (Double($0) + 0.5) * width } }

    /// The bin that holds a number; `nil` outside.
    func bin(_ x: Double) -> Int? {
      guard range.contains(x) else { return nil }
      return min(Int((x - range.lowerBound) / width), count - 1)
    }

    /// How much of an interval lies in each bin.
    func overlaps(_ lower: Double, _ upper: Double) -> [(bin: Int, share: Double)] {
      let first = max(0, Int(((lower - range.lowerBound) / width).rounded(.down)))
      let last = min(count - 1, Int(((upper - range.lowerBound) / width).rounded(.down)))
      guard first <= last else { return [] }
      return (first...last).compactMap { bin in
        let start = range.lowerBound + Double(bin) * width
        let held = min(upper, start + width) - max(lower, start)
        return held > 0 ? (bin, held / (upper - lower)) : nil
      }
    }
  }

  /// One or two axes.
  package let axes: [Axis]

  /// Bins along the given axes.
  package init(axes: [Axis]) { self.axes = axes }

  /// How many bins there are, without the place outside of all.
  package var count: Int { axes.reduce(1) { $0 * $1.count } }

  /// The bin of a position, the first axis fastest; `count` outside of all.
  package func bin(of position: [Double]) -> Int {
    var (index, stride) = (0, 1)
    for axis in axes {
      guard let bin = axis.bin(position[axis.coordinate]) else { return count }
      index += bin * stride
      stride *= axis.count
    }
    return index
  }

  /// For each cell of a grid which bins it lies in, and with what part of it.
  func coverage(of grid: EnergyGrid) -> [[(bin: Int, share: Double)]] {
    grid.place.indices.map { cell in
      let center = grid.center(cell)
      var parts = [(bin: 0, share: 1.0)]
      var stride = 1
      for axis in axes {
        let half = grid.widths[axis.coordinate] / 2
        let held = axis.overlaps(center[axis.coordinate] - half, center[axis.coordinate] + half)
        parts = parts.flatMap { part in held.map { (part.bin + $0.bin * stride, part.share * $0.share) } }
        stride *= axis.count
      }
      return parts
    }
  }
}
