// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct LogisticFitTests {
  private let sizes = (0..<15).map { Double(10 + 10 * ($0 / 3)) }
  private let outcomes = [0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1].map { $0 == 1 }

  /// Values of scipy 1.17: `minimize` for the maximum, second differences for the errors, `brentq` on the profile for the interval.
  @Test func agreesWithSciPy() throws {
    let fit = try LogisticFit(sizes: sizes, succeeded: outcomes)
    let width = try #require(fit.width)
    #expect(agree(fit.center.value, 28.22571354, relative: 1e-7))
    #expect(agree(width.value, 7.34929806, relative: 1e-7))
    #expect(agree(fit.logLikelihood, -6.492649283966, relative: 1e-10))
    #expect(agree(fit.center.standardError, 5.11327521, relative: 1e-5))
    #expect(agree(width.standardError, 3.52162444, relative: 1e-5))
    #expect(agree(fit.center.bounds.lowerBound, 14.16284407, relative: 1e-6))
    #expect(agree(fit.center.bounds.upperBound, 40.58192204, relative: 1e-6))
    #expect(agree(fit.probability(at: fit.center.value).value, 0.5, relative: 1e-9))
    #expect(fit.notes.isEmpty && !fit.isSeparated)
  }

  /// Other units, another origin, and failures for successes change nothing but these.
  @Test func unitsAndSigns() throws {
    let fit = try LogisticFit(sizes: sizes, succeeded: outcomes)
    let other = try LogisticFit(sizes: sizes.map { 1e4 - 3 * $0 }, succeeded: outcomes)
    #expect(agree(other.center.value, 1e4 - 3 * fit.center.value, relative: 1e-8))
    #expect(agree(other.center.bounds.lowerBound, 1e4 - 3 * fit.center.bounds.upperBound, relative: 1e-7))
    let (width, otherWidth) = (try #require(fit.width), try #require(other.width))
    #expect(agree(otherWidth.value, -3 * width.value, relative: 1e-7))
    let failures = try LogisticFit(sizes: sizes, succeeded: outcomes.map(!))
    #expect(agree(failures.center.value, fit.center.value, relative: 1e-9))
    #expect(failures.notes == ["success becomes rarer with the size"])
    #expect(agree(failures.probability(at: 17).value, 1 - fit.probability(at: 17).value, relative: 1e-8))
  }

  @Test func separatedOutcomesBracketTheCriticalSize() throws {
    let clean = try LogisticFit(sizes: [10, 20, 30, 40], succeeded: [false, false, true, true])
    #expect(clean.isSeparated && clean.width == nil)
    #expect(clean.center.bounds == 20...30 && clean.center.value == 25 && clean.center.level == 1)
    #expect(clean.probability(at: 12).value == 0 && clean.probability(at: 35).value == 1)
    #expect(
      clean.notes == [
        "one size separates failures from successes: the critical size is bracketed, and its width is not seen"
      ])
    // Both outcomes at one size only: the width is not seen either.
    let mixed = try LogisticFit(sizes: [10, 20, 20, 30], succeeded: [false, false, true, true])
    #expect(mixed.isSeparated && mixed.center.bounds == 10...30)
    #expect(agree(mixed.logLikelihood, 2 * log(0.5), relative: 1e-12))
    let falling = try LogisticFit(sizes: [10, 20, 30, 40], succeeded: [true, true, true, false])
    #expect(falling.center.bounds == 30...40 && falling.probability(at: 12).value == 1)
  }

  @Test func outcomesWithoutACriticalSize() {
    #expect(throws: NotApplicable("all 2 runs succeeded: the critical size is not above 10")) {
      try LogisticFit(sizes: [10, 20], succeeded: [true, true])
    }
    #expect(throws: NotApplicable("none of 2 runs succeeded: the critical size is not below 20")) {
      try LogisticFit(sizes: [10, 20], succeeded: [false, false])
    }
    #expect(throws: NotApplicable("a logistic fit needs at least two sizes")) {
      try LogisticFit(sizes: [10, 10], succeeded: [true, false])
    }
  }

  /// Where success hardly depends on the size the interval has an open end, and a note says why.
  @Test func aWeakDependenceLeavesTheIntervalOpen() throws {
    let fit = try LogisticFit(
      sizes: [1, 2, 3, 4, 5, 6, 7, 8], succeeded: [true, false, true, false, true, false, true, true])
    #expect(!fit.center.bounds.lowerBound.isFinite || !fit.center.bounds.upperBound.isFinite)
    #expect(fit.notes.contains("the runs do not show that success depends on the size"))
  }

  @Test(.long) func intervalsCover() throws {
    var generator = SplitMix(77)
    var coverage = Coverage()
    var left = 0
    for _ in 0..<2000 {
      let sizes = (0..<8).flatMap { k in (0..<12).map { _ in 100 + 20 * Double(k) } }
      let outcomes = sizes.map { generator.uniform() < 1 / (1 + exp(-($0 - 163) / 20)) }
      let fit = try LogisticFit(sizes: sizes, succeeded: outcomes)
      if fit.isSeparated { left += 1 } else { coverage.add(fit.center, 163) }
    }
    #expect(left < 10)
    coverage.check("x_c of the logistic fit")
  }
}
