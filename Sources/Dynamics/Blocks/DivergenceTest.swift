// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// Takes the walkers that left the numbers out of a free run.
struct DivergenceTest: StepTest {
  let farAway: Double
  let lost: LostWalkers

  var needsPath: Bool { false }

  func quietRange(_ block: borrowing WalkerBlock, at context: StepContext) -> (lower: Double, upper: Double)? {
    (-farAway, farAway)
  }

  func afterStep(_ block: inout WalkerBlock, at context: StepContext) {
    guard block.markLost() else { return }
    let n = block.walkers
    for w in 0..<n where block.candidates[w / 8] >> (w % 8) & 1 == 1 && !block.finished[w] {
      lost.add(
        Divergence(
          walker: block.identifiers[w], time: context.time + context.timeStep,
          position: (0..<block.dimension).map { block.old[$0 * n + w] }))
      block.finish(w)
    }
  }
}

extension WalkerBlock {
  /// Marks the walkers whose new position is far away or not a number.
  ///
  /// - Returns: whether any walker was marked.
  mutating func markLost() -> Bool {
    if let isLost {
      self.isLost = nil
      candidates[0] = isLost ? 1 : 0
      return isLost
    }
    // The many coordinates of one walker are one row; its own bit is set whichever of them is far.
    if walkers == 1 {
      let found = mark(
        row: new.start, lower: .infinity, upper: -.infinity, beyond: false, farAway: farAway, adding: false,
        count: dimension)
      candidates[0] = found ? 1 : 0
      return found
    }
    var found = false
    for c in 0..<dimension {
      let far = mark(
        row: new.start + c * walkers, lower: .infinity, upper: -.infinity, beyond: false, farAway: farAway,
        adding: c > 0)
      found = far || found
    }
    return found
  }
}

/// The walkers that the threads of a round have lost.
final class LostWalkers: Sendable {
  private let list = Mutex<[Divergence]>([])

  func add(_ divergence: Divergence) { list.withLock { $0.append(divergence) } }

  /// By time, then by name: the order of the threads does not show.
  func inOrder() -> [Divergence] {
    list.withLock { $0.sorted { ($0.time, $0.walker) < ($1.time, $1.walker) } }
  }
}
