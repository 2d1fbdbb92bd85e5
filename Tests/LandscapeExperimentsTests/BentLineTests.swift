// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Statistics
import TestSupport
import Testing

@testable import LandscapeExperiments

/// Lines and bends through points whose law is known.
struct BentLineTests {
  private func points(
    _ xs: [Double], error: Double, seed: UInt64, _ law: (Double) -> Double
  ) -> [(x: Double, estimate: Estimate)] {
    var stream = RandomStream(StreamName(seed: seed, task: 0, purpose: .test), walker: 0)
    return xs.map { ($0, Estimate(law($0) + error * stream.normal(), standardError: error)) }
  }

  private let sizes = stride(from: 10.0, through: 100, by: 10).map { $0 }

  @Test("a line is found and its slope is right") func line() throws {
    let found = try #require(BentLine(points(sizes, error: 0.5, seed: 1) { -6.5 * $0 + 3 }))
    #expect(found.verdict == .linear)
    expectZ(found.slope.value, -6.5, standardError: found.slope.standardError, "slope")
  }

  @Test("a bend is found within its interval") func bend() throws {
    let found = try #require(BentLine(points(sizes, error: 0.5, seed: 2) { -6.5 * $0 + 3 + 4 * max(0, $0 - 62) }))
    #expect(found.verdict == .bends)
    let bend = try #require(found.bend)
    #expect(bend.bounds.contains(62))
    #expect(bend.bounds.upperBound - bend.bounds.lowerBound < 5)
  }

  @Test("noise without a slope that is known, and few points, cannot decide") func open() throws {
    let noisy = try #require(BentLine(points(sizes, error: 200, seed: 3) { -6.5 * $0 }))
    #expect(noisy.verdict == .open)
    let few = try #require(BentLine(points([10, 20, 30], error: 0.5, seed: 4) { -6.5 * $0 }))
    #expect(few.verdict == .open)
    #expect(BentLine(points([10, 20], error: 0.5, seed: 4) { $0 }) == nil)
  }

  @Test("lines are refused about as often as the test says") func level() throws {
    var refused = 0
    for seed in 0..<1000 {
      if BentLine(points(sizes, error: 0.5, seed: 100 + UInt64(seed)) { 2 * $0 })?.verdict == .bends { refused += 1 }
    }
    #expect(abs(Double(refused) - 10) < 4 * 9.9.squareRoot())
  }

  @Test("units of the axis change nothing but the slope") func units() throws {
    let own = points(sizes, error: 0.5, seed: 5) { -6.5 * $0 + 4 * max(0, $0 - 62) }
    let one = try #require(BentLine(own))
    let two = try #require(BentLine(own.map { ($0.x * 1024, $0.estimate) }))
    #expect(two.verdict == one.verdict)
    #expect(agree(two.slope.value * 1024, one.slope.value, relative: 1e-9))
    #expect(agree(try #require(two.bend?.value) / 1024, try #require(one.bend?.value), relative: 1e-9))
  }
}
