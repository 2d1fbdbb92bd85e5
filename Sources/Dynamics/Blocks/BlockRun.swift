// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

/// What is looked at after every step of a block.
protocol StepTest: Sendable {
  /// Whether it looks at the path between the steps.
  var needsPath: Bool { get }

  /// The walkers' old and new positions lie in the block; who is done is reported by `block.finish`. Called before `new`
  /// becomes `old`.
  func afterStep(_ block: inout WalkerBlock, at moment: Moment)

  /// Walkers of one dimension that stay strictly within this range need not be looked at after a step like this one.
  func quietRange(_ block: borrowing WalkerBlock, at moment: Moment) -> (lower: Double, upper: Double)?
}

extension BlockPlan {
  /// Takes a number of steps with one block, or fewer when its time is up or nobody is left.
  ///
  /// - Parameters:
  ///   - clock: starts at the block's step, ends where all blocks end.
  ///   - limit: no step begins at or after this time.
  func advance(
    _ block: inout WalkerBlock, clock: Clock, steps: Int, until limit: Double, noise: SharedNoise,
    _ test: some StepTest
  ) {
    var clock = clock
    var moment = clock.moment
    var left = steps
    block.lateNoise = drawsLate ? noise : nil
    while left > 0, clock.time < limit, block.walkers > 0 {
      let count = min(left, slabSteps)
      var row = drawsLate ? 0 : fill(&block, from: clock.step, steps: count, noise)
      if let walk, clock.isUniform, let range = test.quietRange(block, at: moment) {
        let (before, start) = (clock, moment)
        var taken = 0
        while taken < count, clock.time < limit {
          clock.advance(&moment)
          taken += 1
        }
        if walk.take(taken, &block, noise: block.slabStart + row * block.walkers, within: range, at: start) {
          left -= count
          continue
        }
        // Somebody came near: the same steps one by one.
        (clock, moment) = (before, start)
      }
      for _ in 0..<count where clock.time < limit {
        block.noiseStart = block.slabStart + row * block.walkers
        row += deviatesPerStep
        integrator.step(&block, at: moment)
        if let walls { walls.apply(&block) }
        test.afterStep(&block, at: moment)
        block.turn()
        clock.advance(&moment)
      }
      left -= count
      block.squeeze()
    }
  }

  /// Draws the deviates of the steps to come and returns the row where they begin.
  private func fill(_ block: inout WalkerBlock, from step: UInt64, steps: Int, _ noise: SharedNoise) -> Int {
    let n = block.walkers
    let first = step * UInt64(deviatesPerStep)
    let offset = Int(first % 4)
    let blocks = (offset + steps * deviatesPerStep + 3) / 4
    // A sequential generator has already given the quadruple that the last call began.
    let carried = noise.isSequential && offset > 0 ? 1 : 0
    if carried > 0 { block.slabStart.update(from: block.carriedStart, count: 4 * n) }
    var output = MutableSpan(_unsafeStart: block.slabStart + 4 * carried * n, count: 4 * (blocks - carried) * n)
    noise.source.fill(
      &output, walkers: Span(_unsafeStart: UnsafePointer(block.identifiers), count: n),
      firstBlock: first / 4 + UInt64(carried), blocks: blocks - carried)
    if noise.isSequential { block.carriedStart.update(from: block.slabStart + 4 * (blocks - 1) * n, count: 4 * n) }
    return offset
  }
}
