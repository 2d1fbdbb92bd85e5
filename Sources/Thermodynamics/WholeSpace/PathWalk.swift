// SPDX-License-Identifier: GPL-3.0-or-later

/// What one walker saw on its way along a `GaussianPath`: plain numbers, to be stored and put together.
package struct PathWalk: Sendable, Equatable, Codable {
  /// What it saw at a node.
  package struct Stay: Sendable, Equatable, Codable {
    /// The means of L over the first and the second half of the stay.
    package var halves = [0.0, 0.0]
    /// The mean of L².
    package var square = 0.0
    /// The mean probability that a trajectory was accepted with.
    package var accepted = 0.0
    private var counts = [0.0, 0.0]

    /// Nothing yet.
    init() {}

    /// The mean of L.
    package var mean: Double { (halves[0] + halves[1]) / 2 }

    mutating func add(_ loss: Double, half: Int) {
      halves[half] += loss
      square += loss * loss
      counts[half] += 1
    }

    mutating func finish() {
      let total = max(counts[0] + counts[1], 1)
      square /= total
      accepted /= total
      for half in 0..<2 { halves[half] /= max(counts[half], 1) }
    }

    /// What was stored.
    package init(first: Double, second: Double, square: Double, accepted: Double) {
      (halves, self.square, self.accepted) = ([first, second], square, accepted)
    }
  }

  /// Its name.
  package var walker: UInt32
  /// One for each node.
  package var stays: [Stay] = []
  /// The means of f and of the observables at the end over the first half, and over the second half.
  package var ends: [[Double]]
  /// The means of their squares.
  package var squares: [Double]
  private var counts = [0.0, 0.0]

  /// A walker that has seen nothing.
  package init(walker: UInt32, observables: Int) {
    self.walker = walker
    ends = Array(repeating: Array(repeating: 0, count: observables + 1), count: 2)
    squares = Array(repeating: 0, count: observables + 1)
  }

  mutating func add(energy: Double, values: [Double], half: Int) {
    counts[half] += 1
    for (index, value) in ([energy] + values).enumerated() where index < squares.count {
      ends[half][index] += value
      squares[index] += value * value
    }
  }

  mutating func finish() {
    for index in squares.indices {
      for half in 0..<2 { ends[half][index] /= max(counts[half], 1) }
      squares[index] /= max(counts[0] + counts[1], 1)
    }
  }
}
