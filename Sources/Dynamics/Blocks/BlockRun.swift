// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

/// A test that every walker of a block undergoes after every step.
protocol StepTest: Sendable {
  /// Whether it tests the path between the steps.
  var needsPath: Bool { get }

  /// Whether finished walkers may stay in the block for a while, so that it consists of whole vectors.
  var movesInEights: Bool { get }

  /// Tests the walkers, whose old and new positions lie in the block, before `new` becomes `old`; reports those that are
  /// done by `block.finish`.
  func afterStep(_ block: inout WalkerBlock, at context: StepContext)

  /// Walkers of one dimension that stay strictly within this range need not be tested after a step like this one.
  func quietRange(_ block: borrowing WalkerBlock, at context: StepContext) -> (lower: Double, upper: Double)?

  /// Takes many steps at once, with the results of single steps; or changes nothing.
  ///
  /// The default takes them while every walker stays within the quiet range. A walker that
  /// need not be tested after the hottest step need not be after the others.
  /// - Returns: whether the steps were taken; the positions are then the block's old ones again.
  func take(
    _ steps: Int, _ block: inout WalkerBlock, along walk: PolynomialWalk, noise: UnsafePointer<Double>,
    at context: StepContext, hottest: StepContext
  ) -> Bool
}

extension StepTest {
  var movesInEights: Bool { false }

  func take(
    _ steps: Int, _ block: inout WalkerBlock, along walk: PolynomialWalk, noise: UnsafePointer<Double>,
    at context: StepContext, hottest: StepContext
  ) -> Bool {
    guard let range = quietRange(block, at: hottest) else { return false }
    return walk.take(steps, &block, noise: noise, within: range, timeStep: context.timeStep)
  }
}

extension BlockPlan {
  /// Takes a number of steps with one block, or fewer when its time is up or no walker is left.
  ///
  /// - Parameters:
  ///   - clock: starts at the block's step, ends where all blocks end.
  ///   - limit: no step begins at or after this time.
  func advance(
    _ block: inout WalkerBlock, clock: Clock, steps: Int, until limit: Double, noise: SharedNoise,
    _ test: some StepTest
  ) {
    var clock = clock
    var context = clock.context
    var left = steps
    block.lateNoise = drawsLate ? noise : nil
    while left > 0, clock.time < limit, block.walkers > 0 {
      let count = min(left, slabSteps - stepsBeyondSlab(clock.step, noise))
      var row = drawsLate ? 0 : fill(&block, from: clock.step, steps: count, noise)
      if let walk, clock.hasConstantStep {
        let (before, start) = (clock, context)
        let (taken, hottest) = prepareWalk(block, &clock, &context, steps: count, until: limit)
        let noise = UnsafePointer(block.slabStart + row * block.walkers)
        if test.take(taken, &block, along: walk, noise: noise, at: start, hottest: hottest) {
          left -= count
          block.squeeze(inEights: test.movesInEights)
          continue
        }
        // A walker came near: the same steps one by one.
        (clock, context) = (before, start)
      }
      for _ in 0..<count where clock.time < limit {
        block.noiseStart = block.slabStart + row * block.walkers
        row += deviatesPerStep
        let own = context.stretched(by: stretch)
        integrator.step(&block, at: own)
        if let walls { walls.apply(&block, at: mobility == nil ? own : own.stretched(by: block.largestMobility)) }
        if let poles { poles.apply(&block) }
        test.afterStep(&block, at: context)
        block.turn()
        clock.advance(&context)
      }
      left -= count
      block.squeeze(inEights: test.movesInEights)
    }
    block.squeeze()
  }

  /// By how many steps a slab that begins with this one must be shorter, so that the next begins with a quadruple of deviates
  /// and wastes none.
  private func stepsBeyondSlab(_ step: UInt64, _ noise: SharedNoise) -> Int {
    guard !drawsLate, !noise.isSequential else { return 0 }
    let steps = 4 / Self.greatestCommonDivisor(deviatesPerStep, 4)
    return Int(step % UInt64(steps))
  }

  /// Goes past steps of one length and writes the amplitudes √(2θh) of their noise into the block.
  ///
  /// - Returns: how many steps there are, fewer than wanted before the limit, and the hottest of them.
  private func prepareWalk(
    _ block: borrowing WalkerBlock, _ clock: inout Clock, _ context: inout StepContext, steps: Int, until limit: Double
  ) -> (steps: Int, hottest: StepContext) {
    var hottest = context
    let count = clock.constantSteps(atMost: steps, until: limit)
    if clock.isUniform {
      block.amplitudes.update(repeating: (2 * context.temperature * context.timeStep).squareRoot(), count: count)
      clock.pass(count, &context)
    } else {
      for step in 0..<count {
        if context.temperature > hottest.temperature { hottest = context }
        block.amplitudes[step] = (2 * context.temperature * context.timeStep).squareRoot()
        clock.advance(&context)
      }
    }
    return (count, hottest)
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
