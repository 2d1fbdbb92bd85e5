// SPDX-License-Identifier: GPL-3.0-or-later
import TestSupport
import Testing

@testable import Training

@Suite struct BatchOrderTests {
  private let rows: [Int32] = (0..<45).map { 100 + 2 * $0 }

  private func batch(_ order: inout BatchOrder, _ step: Int) -> [Int32] {
    order.withBatch(at: step) { rows in rows.indices.map { rows[$0] } }
  }

  @Test(arguments: [1, 7, 10, 44, 45]) func everyEpochIsAPartition(size: Int) {
    var order = BatchOrder(rows, size: size, seed: 3)
    #expect(order.perEpoch == (45 + size - 1) / size)
    for epoch in 0..<5 {
      let batches = (0..<order.perEpoch).map { batch(&order, epoch * order.perEpoch + $0) }
      #expect(batches.dropLast().allSatisfy { $0.count == size })
      #expect(batches.flatMap(\.self).sorted() == rows)
    }
  }

  @Test func fullBatchesKeepTheirOrder() {
    var order = BatchOrder(rows, seed: 3)
    #expect(order.isFull)
    #expect(batch(&order, 0) == rows)
    #expect(batch(&order, 17) == rows)
  }

  @Test func aBatchIsAFunctionOfTheStep() {
    var (first, second) = (
      BatchOrder(rows, size: 7, seed: 3, replica: 2), BatchOrder(rows, size: 7, seed: 3, replica: 2)
    )
    let inOrder = (0..<60).map { batch(&first, $0) }
    for step in [59, 0, 33, 7, 6, 58] { #expect(batch(&second, step) == inOrder[step]) }
    var other = BatchOrder(rows, size: 7, seed: 3, replica: 1)
    #expect(batch(&other, 0) != inOrder[0])
    #expect(inOrder[0] != inOrder[7])
  }

  @Test func neighborsShareNothing() {
    var order = BatchOrder(rows, size: 10, seed: 3)
    for step in 0..<20 {
      let neighbor = order.neighbor(of: step)
      #expect(neighbor / order.perEpoch == step / order.perEpoch)
      #expect(Set(batch(&order, step)).isDisjoint(with: batch(&order, neighbor)))
    }
  }

  /// Each example is in the first batch with probability size/count, and each pair with that of draws without
  /// replacement.
  @Test func uniform() {
    var order = BatchOrder(Array(0..<10), size: 4, seed: 11)
    let epochs = 40_000
    var (singles, pairs) = (Array(repeating: 0, count: 10), 0)
    for epoch in 0..<epochs {
      let first = batch(&order, epoch * order.perEpoch)
      for row in first { singles[Int(row)] += 1 }
      pairs += first.contains(0) && first.contains(9) ? 1 : 0
    }
    for row in 0..<10 { #expect(abs(binomialZ(singles[row], of: epochs, probability: 0.4)) < 4) }
    #expect(abs(binomialZ(pairs, of: epochs, probability: 0.4 * 3 / 9)) < 4)
  }
}
