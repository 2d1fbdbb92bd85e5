// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

/// Cumulants, their crossings and the middles of rises.
struct BinderCrossingTests {
  /// U of one cell with these values, each a split of its own.
  private func cumulant(_ values: [Double]) throws -> Double? {
    let table = FiniteSizeTable(
      values.enumerated().map { FiniteSizeRun(size: 1, control: 0, split: $0.offset, value: $0.element) })
    return try #require(table.cells.first).moments.binderCumulant
  }

  @Test("the cumulant of two points is 2/3, of an even density 2/5, and none of zeros")
  func cumulants() throws {
    let two = try #require(try cumulant([1, -1, 1, -1]))
    #expect(agree(two, 2.0 / 3, relative: 1e-14))
    let even = try #require(try cumulant((0..<20_000).map { -1 + (Double($0) + 0.5) / 10_000 }))
    #expect(agree(even, 0.4, relative: 1e-6))
    let zeros = try cumulant([0, 0])
    #expect(zeros == nil)
    // Of ones with probability q it is 1 − 1/(3q).
    let quarter = try #require(try cumulant([1, 0, 0, 0]))
    #expect(agree(quarter, 1 - 4.0 / 3, relative: 1e-14))
  }

  @Test("ones and zeros of a scaling function have cumulants that cross at the critical point")
  func crossing() throws {
    var generator = SplitMix(3)
    let sample = ScalingSample(
      noise: .binary, sizes: [10, 30, 90], controls: (0..<15).map { 0.24 + 0.03 * Double($0) }, splits: 200)
    let crossings = FiniteSizeCrossings(FiniteSizeTable(sample.runs(seed: 2)), using: &generator)
    #expect(crossings.binder.count == 2)
    for pair in crossings.binder {
      let control = try #require(pair.control)
      expectZ(control.value, 0.45, standardError: control.standardError, "crossing")
    }
    // The middle of the rise is at x = 0.4: r_c + 0.4·0.08·(L/25)^−1.
    for (size, center) in zip(sample.sizes, crossings.centers) {
      let center = try #require(center)
      expectZ(center.value, 0.45 + 0.032 * 25 / size, standardError: center.standardError, "middle")
    }
  }

  @Test("sizes that do not depend on the size do not cross at one place")
  func noCrossing() throws {
    var generator = SplitMix(3)
    let sample = ScalingSample(law: .crossover, noise: .binary, sizes: [10, 30], splits: 40)
    let crossings = FiniteSizeCrossings(FiniteSizeTable(sample.runs(seed: 2)), using: &generator)
    let found = crossings.binder[0].control
    #expect(found.map { $0.standardError > 0.01 } ?? true)
  }

  @Test("the middle of the rise as a power of the size")
  func exponent() throws {
    var generator = SplitMix(3)
    let sample = ScalingSample(
      law: .relativeCrossover, noise: .normal(0.02, shift: 0), controls: (0..<25).map { 0.1 + 0.03 * Double($0) })
    let crossings = FiniteSizeCrossings(FiniteSizeTable(sample.runs(seed: 8)), using: &generator)
    let exponent = try #require(crossings.centerExponent)
    expectZ(exponent.value, -0.5, standardError: exponent.standardError, "exponent")
  }

  @Test("splines are exact at their knots, for lines, and have continuous second derivatives")
  func splines() {
    let basis = SplineBasis(knots: [0, 0.3, 1, 1.4, 2.5])
    let values = [1.0, -0.5, 2, 0.3, 1.1]
    for (knot, value) in zip(basis.knots, values) {
      #expect(agree(basis.value(values, at: knot), value, relative: 1e-13))
    }
    let line = basis.knots.map { 2 - 3 * $0 }
    for x in [-2, 0.1, 0.9, 1.2, 2.4, 5.0] { #expect(abs(basis.value(line, at: x) - (2 - 3 * x)) < 1e-12) }
    func curvature(_ x: Double) -> Double {
      let h = 1e-4
      return (basis.value(values, at: x + h) - 2 * basis.value(values, at: x) + basis.value(values, at: x - h))
        / (h * h)
    }
    for knot in basis.knots.dropFirst().dropLast() {
      #expect(abs(curvature(knot - 2e-4) - curvature(knot + 2e-4)) < 0.05)
    }
    #expect(abs(curvature(-1)) < 1e-3 && abs(curvature(3.5)) < 1e-3)
  }
}
