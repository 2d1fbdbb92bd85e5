// SPDX-License-Identifier: GPL-3.0-or-later

/// The noise of a set of walkers, block by block: from Philox by name, or from one GSL generator per walker in order.
///
/// One thread at a time uses a source; threads that share the walkers of a task each make their own for their walkers.
package struct NoiseSource {
  /// The walkers that it serves; Philox serves all, whatever stands here.
  package let walkers: Range<UInt32>
  private let stream: NormalStream
  private let generators: [GSLGenerator]

  /// The noise of walkers.
  ///
  /// GSL's generators are seeded with distinct 32-bit numbers that are found from the stream's name and the walker.
  /// - Throws: `UnknownGenerator`.
  package init(_ generator: NoiseGenerator, _ name: StreamName, walkers: Range<UInt32>) throws {
    self.walkers = walkers
    stream = NormalStream(name)
    switch generator {
    case .philox:
      generators = []
    case .gsl(let word):
      let seeds = WalkerSeeds(name)
      generators = try walkers.map { try GSLGenerator(named: word, seed: UInt64(seeds[$0])) }
    }
  }

  /// The noise of Philox, which serves walkers of any names.
  package init(philox name: StreamName) {
    walkers = 0..<0
    stream = NormalStream(name)
    generators = []
  }

  /// Fills 4·blocks rows of one standard normal deviate per walker, as ``NormalStream/fill(_:walkers:firstBlock:blocks:)``.
  ///
  /// Nothing is allocated. Philox finds the block by its number; a GSL generator gives its walker's next 4·blocks
  /// deviates, so that each walker's blocks must be asked for in order. A walker that is left out misses nothing.
  ///
  /// - Parameters:
  ///   - out: At least 4·blocks·ids.count elements.
  ///   - ids: Ids of walkers within ``walkers``.
  ///   - firstBlock: The number of the first block.
  ///   - blocks: The number of blocks.
  package func fill(_ out: inout MutableSpan<Double>, walkers ids: Span<UInt32>, firstBlock: UInt64, blocks: Int) {
    guard !generators.isEmpty else {
      stream.fill(&out, walkers: ids, firstBlock: firstBlock, blocks: blocks)
      return
    }
    for w in ids.indices {
      let generator = generators[Int(ids[w] - walkers.lowerBound)]
      for row in 0..<4 * blocks { out[row * ids.count + w] = generator.normal() }
    }
  }

  /// The state to go on from; empty for Philox, which has none.
  package var state: [UInt8] { generators.flatMap(\.state) }

  /// Takes up a state that was saved from a source of the same generator and walkers.
  ///
  /// - Returns: False, with nothing changed, when the size does not fit.
  package func restore(_ state: [UInt8]) -> Bool {
    let size = generators.first?.stateSize ?? 0
    guard state.count == size * generators.count else { return false }
    for (index, generator) in generators.enumerated() {
      guard generator.restore(state[(index * size)..<((index + 1) * size)]) else { return false }
    }
    return true
  }
}
