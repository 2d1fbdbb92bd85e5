// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Kinetics
import Statistics
import TestSupport
import Testing

/// Means that live on rare repetitions are seen before they mislead.
@Suite struct HeavyTailTests {
  private static func logNormal(_ deviation: Double, count: Int, _ generator: inout SplitMix) -> [Double] {
    (0..<count).map { _ in exp(deviation * generator.normal() - deviation * deviation / 2) }
  }

  @Test("intervals of a skewed mean cover it", arguments: [0.1, 0.4, 0.8], [8, 32])
  func coverage(deviation: Double, count: Int) throws {
    var generator = SplitMix(17)
    let sets = 2000
    var covered = 0
    for _ in 0..<sets {
      let samples = Self.logNormal(deviation, count: count, &generator)
      let estimate = try #require(logarithmicMean(of: samples))
      if estimate.bounds.contains(1) { covered += 1 }
    }
    let share = Double(covered) / Double(sets)
    print("log-normal of deviation \(deviation), \(count) samples: \(share)")
    #expect(share > 0.925 && share < 0.985)
  }

  @Test func aHeavyTailIsDoubted() {
    var generator = SplitMix(18)
    var doubted = 0
    for _ in 0..<200 {
      let samples = Self.logNormal(2.5, count: 32, &generator)
      if HeavyTail(of: samples).doubt(cure: "more replicas would help") != nil { doubted += 1 }
    }
    #expect(doubted > 190)
    var trusted = 0
    for _ in 0..<200 {
      let samples = Self.logNormal(0.3, count: 32, &generator)
      let ancestors = samples.map { _ in 30.0 }
      if HeavyTail(of: samples, ancestors: ancestors).doubt(cure: "") == nil { trusted += 1 }
    }
    #expect(trusted == 200)
  }

  @Test func fewAncestorsAreSaidWithTheirNumber() throws {
    let doubt = try #require(
      HeavyTail(of: [1, 1.1, 0.9, 1], ancestors: [2, 2, 2, 2]).doubt(cure: "more replicas would help"))
    #expect(
      doubt
        == "the arrivals of all 4 repetitions descend from 8 independent walkers: the mean may be too small by more than "
        + "its error; more replicas would help")
    let empty = try #require(
      HeavyTail(of: [0, 0, 1, 1], ancestors: [0, 0, 90, 90]).doubt(cure: "more trials would help"))
    #expect(empty.hasPrefix("2 of 4 repetitions did not reach the target"))
  }
}
