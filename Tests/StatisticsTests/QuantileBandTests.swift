// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics
import TestSupport
import Testing

/// Quantiles over walkers and the area between them.
struct QuantileBandTests {
  @Test("quantiles of known numbers")
  func quantiles() {
    let band = QuantileBand([(0...100).map(Double.init).reversed(), (0...100).map { 2 * Double($0) }])
    #expect(band.quantile(0.1) == [10, 20])
    #expect(band.quantile(0.9) == [90, 180])
    #expect(band.quantile(0.505) == [50.5, 101])
    var generator = SplitMix(1)
    // Widths 80 and 160 over half a unit of time.
    #expect(band.area(over: [1, 1.5], using: &generator)?.value == 60)
    #expect(band.samples == 101)
  }

  @Test("a walker that is missing once is left out; too little gives no area")
  func missing() {
    var generator = SplitMix(1)
    let band = QuantileBand([[1, 2, .nan], [3, 4, 5]])
    #expect(band.samples == 2)
    #expect(QuantileBand([[1], [2]]).area(over: [0, 1], using: &generator) == nil)
    #expect(QuantileBand([[1, 2]]).area(over: [0], using: &generator) == nil)
  }

  /// Walkers of exponential energy, correlated from one observation to the next; the width of the band is ln 9.
  @Test("the error of the area covers", .long)
  func coverage() throws {
    let (repetitions, walkers, truth) = (500, 400, 3 * 2.1972245773362196)
    var covered = 0
    var squares = 0.0
    for repetition in 0..<repetitions {
      var noise = SplitMix(UInt64(5000 + repetition))
      let first = (0..<walkers).map { _ in noise.exponential() }
      let observations = (0..<4).map { _ in first.map { noise.uniform() < 0.5 ? $0 : noise.exponential() } }
      var generator = SplitMix(UInt64(repetition))
      let area = try #require(QuantileBand(observations).area(over: [0, 1, 2, 3], using: &generator))
      if area.bounds.contains(truth) { covered += 1 }
      squares += area.z(against: truth) * area.z(against: truth)
    }
    let variance = squares / Double(repetitions)
    print("area of uncertainty: covered \(Double(covered) / Double(repetitions)), variance of z \(variance)")
    #expect(abs(binomialZ(covered, of: repetitions, probability: 0.95)) < 4)
    #expect(abs(variance - 1) < 4 * (2.0 / Double(repetitions)).squareRoot())
  }
}
