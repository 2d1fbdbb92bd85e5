// SPDX-License-Identifier: GPL-3.0-or-later

/// What a run writes about the walkers that finished, by walker.
struct PassageTable: @unchecked Sendable {
  let first: UInt32
  let count: Int
  let times: UnsafeMutablePointer<Double>
  let outcomes: UnsafeMutablePointer<UInt8>
  let positions: UnsafeMutablePointer<Double>
  /// When the walkers' clocks started, ∞ before that; `nil` where all start at zero.
  let departures: UnsafeMutablePointer<Double>?
  /// What is recorded on the way, records × observables × walkers; `nil` where nothing is.
  let records: UnsafeMutablePointer<Double>?

  /// The row of a walker of a block.
  func index(_ block: borrowing WalkerBlock, _ walker: Int) -> Int { Int(block.identifiers[walker] - first) }

  /// Writes down how a walker ended and takes it out of the block.
  func finish(
    _ block: inout WalkerBlock, _ w: Int, _ outcome: Outcome, time: Double, at x: BlockVector, _ context: StepContext
  ) {
    let index = index(block, w)
    times[index] = time
    outcomes[index] = outcome.rawValue
    for c in 0..<block.dimension { positions[c * count + index] = x[c * block.walkers + w] }
    block.finishedSteps += Int(context.step) + 1
    block.finish(w)
  }
}
