// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

/// Moves all walkers of a run through rounds of many steps: dense blocks at the start of each, spread over the threads.
///
/// Noise is named by walker and step, so neither the blocks nor the threads nor the length of a round change a result.
struct RoundRunner: ~Copyable {
  let plan: BlockPlan
  let threads: Int
  private let blocks: BlockPool

  init(_ plan: BlockPlan, threads: Int) {
    self.plan = plan
    self.threads = max(1, threads)
    blocks = BlockPool(plan, count: self.threads)
  }

  /// Moves all walkers; those that the test finishes are removed.
  ///
  /// - Returns: the steps of the walkers that finished.
  func round(
    _ walkers: inout Walkers, clock: Clock, steps: Int, until limit: Double, noise: SharedNoise, _ test: some StepTest
  ) -> Int {
    let count = walkers.count
    guard count > 0 else { return 0 }
    let clock = clock.tabulated(steps)
    // Narrower blocks near the end, so that every thread has one.
    let share = (count + threads - 1) / threads
    let width = max(1, min(plan.capacity, (share + 7) / 8 * 8))
    let blockCount = (count + width - 1) / width
    var left = [Int](repeating: 0, count: blockCount)
    var finishedSteps = [Int](repeating: 0, count: blockCount)
    walkers.withTable { table in
      left.withUnsafeMutableBufferPointer { left in
        finishedSteps.withUnsafeMutableBufferPointer { finishedSteps in
          let tally = Tally(left: left.baseAddress, finishedSteps: finishedSteps.baseAddress)
          inParallel(min(threads, blockCount)) { thread in
            blocks.with(thread) { block in
              for index in stride(from: thread, to: blockCount, by: threads) {
                let first = index * width
                block.load(table, from: first, count: min(width, count - first))
                block.finishedSteps = 0
                block.needsPath = test.needsPath
                plan.advance(&block, clock: clock, steps: steps, until: limit, noise: noise, test)
                block.store(table, from: first)
                tally.left?[index] = block.walkers
                tally.finishedSteps?[index] = block.finishedSteps
              }
            }
          }
        }
      }
    }
    walkers.keep(left, width: width)
    return finishedSteps.reduce(0, +)
  }

  private struct Tally: @unchecked Sendable {
    let left: UnsafeMutablePointer<Int>?
    let finishedSteps: UnsafeMutablePointer<Int>?
  }
}

/// The blocks of a run, one per thread.
private final class BlockPool: @unchecked Sendable {
  private let blocks: UnsafeMutablePointer<WalkerBlock>
  private let count: Int

  init(_ plan: BlockPlan, count: Int) {
    self.count = count
    blocks = .allocate(capacity: count)
    for index in 0..<count { (blocks + index).initialize(to: WalkerBlock(plan)) }
  }

  deinit {
    blocks.deinitialize(count: count)
    blocks.deallocate()
  }

  /// Each thread takes only its own.
  func with(_ index: Int, _ body: (inout WalkerBlock) -> Void) { body(&blocks[index]) }
}

extension Walkers {
  /// Lends the arrays to the threads.
  mutating func withTable(_ body: (WalkerTable) -> Void) {
    let (count, dimension) = (count, dimension)
    identifiers.withUnsafeMutableBufferPointer { identifiers in
      positions.withUnsafeMutableBufferPointer { positions in
        memory.withUnsafeMutableBufferPointer { memory in
          // An empty array may have no address; nothing is read there.
          guard let identifiers = identifiers.baseAddress, let positions = positions.baseAddress else { return }
          body(
            WalkerTable(
              count: count, dimension: dimension, identifiers: identifiers, positions: positions,
              memory: memory.baseAddress ?? positions))
        }
      }
    }
  }

  /// Closes up the columns after a round: of each block of a width, the first few are left.
  mutating func keep(_ left: [Int], width: Int) {
    let n = count
    let total = left.reduce(0, +)
    guard total < n else { return }
    func close<Number>(_ array: inout [Number], rows: Int) {
      array.withUnsafeMutableBufferPointer { numbers in
        guard var target = numbers.baseAddress else { return }
        let start = target
        for row in 0..<rows {
          for (block, kept) in left.enumerated() {
            target.update(from: start + row * n + block * width, count: kept)
            target += kept
          }
        }
      }
      array.removeLast(array.count - rows * total)
    }
    close(&identifiers, rows: 1)
    close(&positions, rows: dimension)
    close(&memory, rows: memory.count / max(n, 1))
  }
}
