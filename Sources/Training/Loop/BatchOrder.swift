// SPDX-License-Identifier: GPL-3.0-or-later
package import Randomness

/// Which training examples the gradient of a step is taken over.
///
/// Mini-batches are shuffled epochs without replacement; the last batch of an epoch holds what is left. The batch is a
/// function of the step alone: epoch e permutes the set by Fisher and Yates with numbers e·n … e·n + n − 1 of the replica's
/// stream. The whole set, in its given order, where the size is the set's.
package struct BatchOrder: Sendable {
  /// The training set.
  package let rows: [Int32]
  /// How many are in a batch; the last one of an epoch may have fewer.
  package let size: Int
  /// How many batches an epoch has.
  package let perEpoch: Int
  /// The first step that takes a batch of it, in steps taken before.
  package let from: Int
  /// The number of its first epoch.
  let firstEpoch: Int
  private let stream: StreamName
  private let walker: UInt32
  private var order: [Int32]
  private var epoch = -1

  /// Batches of a set.
  ///
  /// - Parameters:
  ///   - rows: the numbers of the training examples, at least one.
  ///   - size: from 1 to their number; `nil`: all of them.
  ///   - seed: the scenario's seed.
  ///   - task: the index of the task.
  ///   - replica: names the stream's walker.
  ///   - from: the step of its first batch.
  ///   - firstEpoch: the number of its first epoch, so that another order before it had other permutations.
  package init(
    _ rows: [Int32], size: Int? = nil, seed: UInt64, task: StreamTask = 0, replica: UInt32 = 0, from: Int = 0,
    firstEpoch: Int = 0
  ) {
    self.rows = rows
    self.size = max(1, min(size ?? rows.count, rows.count))
    perEpoch = (rows.count + self.size - 1) / self.size
    self.from = from
    self.firstEpoch = firstEpoch
    stream = StreamName(seed: seed, task: task, purpose: .batches)
    walker = replica
    order = rows
  }

  /// Whether each step sees the whole set.
  package var isFull: Bool { perEpoch <= 1 }

  /// Where the batch of a step lies in the order of its epoch.
  private func range(at step: Int) -> Range<Int> {
    let first = (step - from) % perEpoch * size
    return first..<min(first + size, rows.count)
  }

  /// The batch of the step that follows so many others; nothing is allocated.
  package mutating func withBatch<Result>(at step: Int, _ body: (Span<Int32>) -> Result) -> Result {
    shuffle(epoch: firstEpoch + (step - from) / perEpoch)
    return body(order.span.extracting(range(at: step)))
  }

  /// The step nearby whose batch is of the same epoch and shares no example with that of a step; the step itself when
  /// there is none.
  package func neighbor(of step: Int) -> Int {
    let place = (step - from) % perEpoch
    if place + 1 < perEpoch { return step + 1 }
    return place > 0 ? step - 1 : step
  }

  /// The number of the first epoch that is not begun before a step.
  func epochs(before step: Int) -> Int {
    isFull ? firstEpoch : firstEpoch + (max(step - from, 0) + perEpoch - 1) / perEpoch
  }

  private mutating func shuffle(epoch new: Int) {
    guard !isFull, new != epoch else { return }
    epoch = new
    let count = rows.count
    var random = RandomStream(stream, walker: walker, position: UInt64(new) * UInt64(count))
    for index in 0..<count { order[index] = rows[index] }
    for last in stride(from: count - 1, to: 0, by: -1) {
      // ⌊u·(last + 1)⌋ with u of 64 bits: the bias is below count·2⁻⁶⁴.
      order.swapAt(last, Int(random.next().multipliedFullWidth(by: UInt64(last + 1)).high))
    }
  }
}
