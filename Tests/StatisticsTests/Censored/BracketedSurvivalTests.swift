// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Statistics

/// Medians of times of which only brackets are known.
@Suite struct BracketedSurvivalTests {
  private static func bracketed(_ time: Double, every step: Double) -> CensoredTime {
    let index = (time / step).rounded(.up)
    return CensoredTime(lower: (index - 1) * step, upper: index * step)
  }

  /// Exact and censored times have Kaplan and Meier's curve.
  @Test func exactTimesAreKaplanAndMeiers() {
    var generator = SplitMix(1)
    let times = (0..<40).map { _ in
      let time = exp(generator.normal())
      return time > 2 ? CensoredTime.censored(at: 2) : .exact(time)
    }
    let curve = PassageTimes(times: times.map(\.lower), arrived: times.map { !$0.isCensored }).survivalCurve()
    let parts = BracketedSurvival(times).parts
    var left = 1.0
    for (index, part) in parts.enumerated() where part.upper < .infinity {
      left -= part.probability
      #expect(part.lower == part.upper && part.lower == curve.times[index])
      #expect(abs(left - curve.survival[index]) < 1e-6)
    }
    #expect(parts.last?.upper == .infinity)
    #expect(abs(parts.reduce(0) { $0 + $1.probability } - 1) < 1e-6)
    #expect(BracketedSurvival(times).quantile() == curve.quantile().value)
  }

  /// A small example by hand: (0, 2], (1, 3], (2, 4], twice (3, ∞). Innermost are (1, 2], (2, 3], (3, 4]. The likelihood
  /// p₁(p₁ + p₂)(p₂ + p₃)(p₃ + r)² with r beyond four is largest at p₂ = 0: p₁²p₃(p₃ + r)², so that all goes to p₃: p₁ = 2/5, p₃ = 3/5.
  @Test func aSmallExampleByHand() throws {
    let times = [
      CensoredTime(lower: 0, upper: 2), CensoredTime(lower: 1, upper: 3), CensoredTime(lower: 2, upper: 4),
      .censored(at: 3), .censored(at: 3),
    ]
    let parts = BracketedSurvival(times).parts
    try #require(parts.count == 2)
    #expect((parts[0].lower, parts[0].upper) == (1, 2))
    #expect((parts[1].lower, parts[1].upper) == (3, 4))
    #expect(abs(parts[0].probability - 0.4) < 1e-4 && abs(parts[1].probability - 0.6) < 1e-4)
  }

  /// The median lies in the bracket that holds it, and its interval holds the bracket.
  @Test func theIntervalHoldsTheBracket() throws {
    let times =
      [CensoredTime](repeating: CensoredTime(lower: 2000, upper: 3000), count: 15)
      + [CensoredTime](repeating: CensoredTime(lower: 3000, upper: 4000), count: 4)
      + [CensoredTime(lower: 1000, upper: 2000)]
    let median = SurvivalQuantile(times)
    let value = try #require(median.value)
    #expect(value > 2000 && value < 3000)
    #expect(median.lower == 2000 && median.upper == 3000)
    // A run that was there at the first look is known to lie between zero and that.
    let early = SurvivalQuantile([CensoredTime](repeating: CensoredTime(lower: 0, upper: 10), count: 12))
    #expect(early.value == 5 && early.lower == 0 && early.upper == 10)
  }

  /// Multiplying all times multiplies everything, and the order of the runs does not matter.
  @Test func unitsAndOrderDoNotMatter() throws {
    var generator = SplitMix(9)
    let times = (0..<30).map { _ in Self.bracketed(exp(7 + 0.5 * generator.normal()), every: 200) }
    let median = SurvivalQuantile(times)
    let scaled = SurvivalQuantile(
      times.reversed().map { CensoredTime(lower: 3 * $0.lower, upper: $0.upper.map { 3 * $0 }) })
    let (one, other) = (try #require(median.value), try #require(scaled.value))
    #expect(agree(3 * one, other, relative: 1e-6))
    #expect(scaled.lower == median.lower.map { 3 * $0 } && scaled.upper == median.upper.map { 3 * $0 })
  }

  /// The median is the earliest time by which half have done it, also where the curve stays at one half.
  @Test func theMedianOfAnEvenNumber() {
    let times = [1.0, 2, 4, 8].map { CensoredTime.exact($0) }
    #expect(SurvivalQuantile(times).value == 2)
    #expect(BracketedSurvival(times).quantile() == 2)
    #expect(SurvivalQuantile([.exact(1), .exact(2), .censored(at: 5), .censored(at: 5)]).value == 2)
  }

  /// Six runs that are all seen have a median between the first and the last with 1 − 2/2⁶; five have no such interval.
  @Test func fewRunsHaveTheIntervalOfTheirOrder() {
    let six = SurvivalQuantile([3.0, 1, 2, 6, 5, 4].map { CensoredTime.exact($0) })
    #expect(six.lower == 1 && six.upper == 6)
    #expect(SurvivalQuantile([3.0, 1, 2, 5, 4].map { CensoredTime.exact($0) }).upper == nil)
    // All times alike are no reason to know less.
    let alike = SurvivalQuantile([CensoredTime](repeating: .exact(7), count: 6))
    #expect(alike.value == 7 && alike.lower == 7 && alike.upper == 7)
    // The last one was never seen: the median may lie beyond all.
    #expect(SurvivalQuantile([1.0, 2, 3, 4, 5].map { CensoredTime.exact($0) } + [.censored(at: 9)]).upper == nil)
  }

  /// 95 % intervals hold the median of many data sets, whether its times are exact, closely or widely bracketed, seen or not.
  @Test(arguments: [0.0, 100, 1000], [Double.infinity, 1500])
  func intervalsHoldTheMedian(step: Double, budget: Double) {
    var generator = SplitMix(UInt64(step) + 17)
    let (repetitions, runs) = (400, 24)
    var held = 0
    for _ in 0..<repetitions {
      let times = (0..<runs).map { _ in
        let time = exp(log(1000) + 0.5 * generator.normal())
        if time > budget { return CensoredTime.censored(at: budget) }
        return step > 0 ? Self.bracketed(time, every: step) : .exact(time)
      }
      let median = SurvivalQuantile(times)
      if (median.lower ?? -.infinity) <= 1000, 1000 <= (median.upper ?? .infinity) { held += 1 }
    }
    // Four standard errors below 95 %.
    #expect(
      Double(held) > (0.95 - 4 * (0.95 * 0.05 / Double(repetitions)).squareRoot()) * Double(repetitions), "\(held)")
    // Brackets as wide as the scatter hold it always; closer ones must not make the interval useless.
    if step < 1000 { #expect(Double(held) < 0.995 * Double(repetitions), "\(held)") }
  }
}
