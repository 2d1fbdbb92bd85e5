// SPDX-License-Identifier: GPL-3.0-or-later

/// Time averages of x_c and x_c² along each walker.
///
/// Walkers are independent: the spread of their averages is the error bar, whatever the autocorrelation.
package struct TimeAverages: Sendable {
  /// The number of observations.
  package private(set) var samples = 0
  private let dimension: Int
  private let names: Range<UInt32>
  private var sums: [Double]
  private var squares: [Double]

  /// No samples yet.
  package init(dimension: Int, walkers names: Range<UInt32>) {
    self.dimension = dimension
    self.names = names
    sums = Array(repeating: 0, count: dimension * names.count)
    squares = sums
  }

  /// Adds one observation of all walkers; those that have diverged keep what they had and should be left out.
  package mutating func add(_ walkers: Walkers) {
    let n = walkers.count
    samples += 1
    for c in 0..<dimension {
      for w in 0..<n {
        let x = walkers.positions[c * n + w]
        let slot = c * names.count + Int(walkers.identifiers[w] - names.lowerBound)
        sums[slot] += x
        squares[slot] += x * x
      }
    }
  }

  /// The time average of x_c along each walker.
  package func means(_ coordinate: Int) -> [Double] { average(sums, coordinate) }

  /// The time average of x_c² along each walker.
  package func squares(_ coordinate: Int) -> [Double] { average(squares, coordinate) }

  private func average(_ values: [Double], _ coordinate: Int) -> [Double] {
    values[(coordinate * names.count)..<((coordinate + 1) * names.count)].map { $0 / Double(samples) }
  }
}
