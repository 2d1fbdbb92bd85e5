// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import TestSupport
import Testing

@Suite struct RandomOrderTests {
  private func stream(_ seed: UInt64, walker: UInt32 = 0) -> RandomStream {
    RandomStream(StreamName(seed: seed, task: 0, purpose: .test), walker: walker)
  }

  @Test func wholeNumbersAreEquallyLikely() {
    var stream = stream(1)
    let (bound, draws) = (7, 70_000)
    var counts = Array(repeating: 0, count: bound)
    for _ in 0..<draws { counts[stream.whole(below: bound)] += 1 }
    for count in counts {
      #expect(abs(binomialZ(count, of: draws, probability: 1 / Double(bound))) < 4)
    }
  }

  /// Of 2⁶⁴ numbers a bound of 3·2⁶¹ gets three for each of k = 0, 1 and two for k = 2 (modulo 3), unless what is left
  /// over is rejected.
  @Test func hugeBoundsAreNotBiased() {
    var stream = stream(2)
    let thirds = (0..<10_000).count { _ in stream.whole(below: 3 << 61) % 3 == 2 }
    #expect(abs(binomialZ(thirds, of: 10_000, probability: 1.0 / 3)) < 4)
  }

  @Test func smallBoundsGiveZero() {
    var stream = stream(3)
    #expect(stream.whole(below: 0) == 0)
    #expect(stream.whole(below: 1) == 0)
  }

  /// All 24 orders of four things, by χ² with 23 degrees of freedom.
  @Test func ordersAreEquallyLikely() {
    let draws = 24_000
    var counts: [[Int32]: Int] = [:]
    for walker in 0..<UInt32(draws) {
      var stream = stream(4, walker: walker)
      counts[stream.order(of: 4), default: 0] += 1
    }
    #expect(counts.count == 24)
    let expected = Double(draws) / 24
    let chi = counts.values.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    expectZ(chi, 23, standardError: 46.0.squareRoot(), "χ²")
  }

  @Test func anOrderHoldsEachNumberOnce() {
    var stream = stream(5)
    #expect(stream.order(of: 1000).sorted() == (0..<1000).map { $0 })
    #expect(stream.order(of: 0) == [])
  }

  /// Splits of published scenarios rest on this: it must never change.
  @Test func anOrderIsWhatItWas() {
    var stream = stream(6)
    #expect(stream.order(of: 8) == [7, 4, 0, 6, 5, 1, 3, 2])
  }
}
