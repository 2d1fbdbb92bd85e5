// SPDX-License-Identifier: GPL-3.0-or-later

/// Mean squared displacement from the start, along each coordinate, as a function of time.
///
/// Positions are taken as they are: on a circle they stay within one turn.
package struct Displacement: Sendable {
  /// The observation times.
  package private(set) var times: [Double] = []
  /// ⟨(x_c − x_c(0))²⟩ over the walkers: for each time d numbers.
  package private(set) var squares: [Double] = []
  /// Their standard errors.
  package private(set) var standardErrors: [Double] = []
  private let start: Walkers
  private let index: [Int]
  private let first: UInt32

  /// An empty record that starts where the walkers are.
  ///
  /// - Parameter samples: the number of observations to reserve memory for.
  package init(from start: Walkers, samples: Int = 0) {
    self.start = start
    first = start.identifiers.first ?? 0
    var index = [Int](repeating: 0, count: Int((start.identifiers.last ?? first) - first) + 1)
    for (w, identifier) in start.identifiers.enumerated() { index[Int(identifier - first)] = w }
    self.index = index
    times.reserveCapacity(samples)
    squares.reserveCapacity(samples * start.dimension)
    standardErrors.reserveCapacity(samples * start.dimension)
  }

  /// Records one observation of all walkers.
  package mutating func add(_ walkers: Walkers, at time: Double) {
    let n = walkers.count
    times.append(time)
    for c in 0..<walkers.dimension {
      var (mean, spread) = (0.0, 0.0)
      for w in 0..<n {
        let origin = start.position(c, of: index[Int(walkers.identifiers[w] - first)])
        let step = walkers.positions[c * n + w] - origin
        let difference = step * step - mean
        mean += difference / Double(w + 1)
        spread += difference * (step * step - mean)
      }
      squares.append(mean)
      standardErrors.append((spread / Double(max(n - 1, 1)) / Double(max(n, 1))).squareRoot())
    }
  }
}
