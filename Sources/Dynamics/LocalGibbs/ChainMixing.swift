// SPDX-License-Identifier: GPL-3.0-or-later

/// How long Markov chains remember, from the spread of their means: n values of memory τ have means of variance τσ²/n.
///
/// Rounds double in length; each drops what was before. Told by the coordinates and the energy, the slowest of them. Chains
/// in different wells that never change have means as far apart as the wells: they do not mix however long they are.
struct ChainMixing {
  /// How many values each chain shall have in units of their memory.
  private static let wanted = 20.0
  private static let firstLength = 256
  private static let mostLength = 32_768
  /// Places kept of each chain.
  private static let kept = 128

  /// Steps of the present round.
  private(set) var length = firstLength
  private(set) var isDone = false
  private(set) var isMixed = false
  /// τ in steps.
  private(set) var memory = 1.0
  /// Places of all chains, from the last round.
  private(set) var places: [[Double]] = []
  private let chains: Int
  private let quantities: Int
  private var counts: [Int]
  private var sums: [Double]
  private var squares: [Double]
  private var origin: [Double] = []

  init(chains: Int, dimension: Int) {
    self.chains = chains
    quantities = dimension + 1
    counts = Array(repeating: 0, count: chains)
    sums = Array(repeating: 0, count: chains * quantities)
    squares = Array(repeating: 0, count: quantities)
  }

  /// Adds what a chain is at after a step.
  mutating func add(_ position: [Double], energy: Double, chain: Int) {
    if origin.isEmpty { origin = position + [energy] }
    for q in 0..<quantities {
      let value = (q + 1 < quantities ? position[q] : energy) - origin[q]
      sums[chain * quantities + q] += value
      squares[q] += value * value
    }
    counts[chain] += 1
    if counts[chain] % max(1, length / Self.kept) == 0 { places.append(position) }
  }

  /// Decides at the end of a round whether it was long enough.
  mutating func judge() {
    let (n, m) = (Double(length), Double(chains))
    memory = 1
    for q in 0..<quantities {
      let means = (0..<chains).map { sums[$0 * quantities + q] / n }
      let mean = means.reduce(0, +) / m
      let variance = squares[q] / (n * m) - mean * mean
      guard variance > 0 else { continue }
      let spread = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (m - 1)
      memory = max(memory, n * spread / variance)
    }
    isMixed = n >= Self.wanted * memory
    isDone = isMixed || length >= Self.mostLength
    guard !isDone else { return }
    length *= 2
    counts = counts.map { _ in 0 }
    sums = sums.map { _ in 0 }
    squares = squares.map { _ in 0 }
    places = []
  }
}
