// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

private func sigmoid(_ x: Double, lower: Double, upper: Double, center: Double, steepness: Double) -> Double {
  lower + (upper - lower) / (1 + exp(-steepness * (x - center)))
}

struct NonlinearFitTests {
  /// For a function that is linear in its coefficients it is the linear fit.
  @Test func linearFunctionsAreFittedAsByTheLinearFit() throws {
    var generator = SplitMix(3)
    let xs = (0..<12).map { Double($0) / 4 }
    let values = xs.map { 1 - 2 * $0 + 0.5 * $0 * $0 + 0.1 * generator.normal() }
    let linear = try LinearFit(design: xs.map { [1, $0, $0 * $0] }, values: values, standardErrors: nil)
    let fit = try NonlinearFit(xs, values, start: [0, 0, 0]) { x, c, gradient in
      gradient = [1, x, x * x]
      return c[0] + c[1] * x + c[2] * x * x
    }
    for i in 0..<3 {
      #expect(agree(fit.coefficients[i], linear.coefficients[i], relative: 1e-8))
      for j in 0..<3 { #expect(agree(fit.covariance[i][j], linear.covariance[i][j], relative: 1e-8)) }
    }
    let unit = linear.combination([0, 1, 0])
    #expect(
      agree(try #require(fit.estimate(1).interval).lowerBound, try #require(unit.interval).lowerBound, relative: 1e-8))
    #expect(agree(fit.residualSumOfSquares, linear.chiSquare, relative: 1e-10))
  }

  @Test func poorFitsAreRefused() {
    let flat: NonlinearFit.Model = { _, c, gradient in
      gradient = [1, 1]
      return c[0] + c[1]
    }
    #expect(throws: NotApplicable("the fit is singular: the data do not tell its coefficients apart")) {
      try NonlinearFit([1, 2, 3], [1, 2, 4], start: [0, 0], model: flat)
    }
    #expect(throws: NotApplicable("a fit of 2 coefficients to 2 values has nothing to tell its error")) {
      try NonlinearFit([1, 2], [1, 2], start: [0, 0], model: flat)
    }
    #expect(throws: NotApplicable("the data of the fit hold numbers that are not finite")) {
      try NonlinearFit([1, 2, 3], [1, .nan, 4], start: [0, 0], model: flat)
    }
    #expect(throws: NotApplicable.self) {
      try NonlinearFit([1, 2, 3], [1, 2, 4], start: [0]) { _, _, _ in .nan }
    }
  }
}

struct SigmoidFitTests {
  @Test(arguments: [(1e-6, 0.3), (1.0, 7.0), (1e5, -4e5)])
  func noiselessSigmoidsAreFound(unit: Double, offset: Double) throws {
    let xs = (0..<40).map { offset + unit * Double($0) }
    let values = xs.map {
      sigmoid($0, lower: 0.01, upper: 0.97, center: offset + 22.3 * unit, steepness: 0.8 / unit)
    }
    let fit = try SigmoidFit(xs, values)
    #expect(abs(fit.center.value - offset - 22.3 * unit) < 1e-6 * unit)
    #expect(agree(fit.steepness.value, 0.8 / unit, relative: 1e-6))
    #expect(agree(fit.width.value, log(81) / 0.8 * unit, relative: 1e-6))
    #expect(abs(fit.lower.value - 0.01) < 1e-8)
    #expect(abs(fit.upper.value - 0.97) < 1e-8)
    #expect(abs(fit(xs[25]) - values[25]) < 1e-8)
  }

  struct Campaign: Sendable {
    var repetitions: Int
    var points: Int
    var steepness: Double
    var noise: Double
  }

  /// Coverage of the 95 % intervals of t₀ and k, the mean of (estimate − truth)/error, and that of its square.
  private func hold(_ campaign: Campaign, seed: UInt64) throws {
    var generator = SplitMix(seed)
    let xs = (0..<campaign.points).map { 10 * Double($0) / Double(campaign.points - 1) }
    var held = (center: 0, steepness: 0)
    var scores: [Double] = []
    for _ in 0..<campaign.repetitions {
      let center = 4 + 2 * generator.uniform()
      let values = xs.map {
        sigmoid($0, lower: 0.02, upper: 0.98, center: center, steepness: campaign.steepness)
          + campaign.noise * generator.normal()
      }
      let fit = try SigmoidFit(xs, values)
      if try #require(fit.center.interval).contains(center) { held.center += 1 }
      if try #require(fit.steepness.interval).contains(campaign.steepness) { held.steepness += 1 }
      scores.append(fit.center.z(against: center))
    }
    let count = Double(campaign.repetitions)
    #expect(abs(binomialZ(held.center, of: campaign.repetitions, probability: 0.95)) <= 4, "t₀: \(held.center)")
    #expect(abs(binomialZ(held.steepness, of: campaign.repetitions, probability: 0.95)) <= 4, "k: \(held.steepness)")
    // Student's t with n − 4 degrees of freedom has this variance.
    let freedom = Double(campaign.points - 4)
    let deviation = (freedom / (freedom - 2)).squareRoot()
    expectZ(scores.reduce(0, +) / count, 0, standardError: deviation / count.squareRoot(), "mean score of t₀")
  }

  @Test func intervalsCover() throws {
    try hold(Campaign(repetitions: 200, points: 40, steepness: 3, noise: 0.02), seed: 17)
  }

  @Test(
    .long,
    arguments: [
      Campaign(repetitions: 2000, points: 40, steepness: 3, noise: 0.02),
      Campaign(repetitions: 2000, points: 60, steepness: 1.5, noise: 0.05),
      Campaign(repetitions: 2000, points: 20, steepness: 1.5, noise: 0.02),
    ])
  func intervalsCoverInALongCampaign(campaign: Campaign) throws { try hold(campaign, seed: 71) }

  /// Noise whose successive values are correlated by .7: without the correction the intervals would hold half the time.
  @Test func correlatedNoiseWidensTheIntervals() throws {
    var generator = SplitMix(23)
    let xs = (0..<100).map { Double($0) / 10 }
    var held = (center: 0, steepness: 0)
    for _ in 0..<400 {
      var state = generator.normal()
      let values = xs.map { x -> Double in
        state = 0.7 * state + 0.51.squareRoot() * generator.normal()
        return sigmoid(x, lower: 0.02, upper: 0.98, center: 5, steepness: 2) + 0.03 * state
      }
      let fit = try SigmoidFit(xs, values)
      if try #require(fit.center.interval).contains(5) { held.center += 1 }
      if try #require(fit.steepness.interval).contains(2) { held.steepness += 1 }
    }
    #expect(abs(binomialZ(held.center, of: 400, probability: 0.95)) <= 4, "\(held)")
    #expect(abs(binomialZ(held.steepness, of: 400, probability: 0.95)) <= 4, "\(held)")
  }

  @Test func unfitForAFit() {
    let xs = (0..<20).map(Double.init)
    #expect(throws: NotApplicable("a sigmoid needs at least six values")) { try SigmoidFit([1, 2, 3], [0, 0, 1]) }
    #expect(throws: NotApplicable("the values do not rise from one level to another")) {
      try SigmoidFit(xs, xs.map { _ in 0.1 })
    }
    #expect(throws: NotApplicable("the values do not rise from one level to another")) {
      try SigmoidFit(xs, xs.map { $0 == 3 ? .nan : $0 })
    }
    #expect(throws: NotApplicable("the values do not rise from one level to another")) {
      try SigmoidFit(xs, xs.map { -$0 })
    }
  }

  /// A jump between two values has a place, but nothing tells its steepness.
  @Test func aJumpHasNoSteepness() {
    var generator = SplitMix(5)
    let xs = (0..<20).map(Double.init)
    let values = xs.map { ($0 < 9.5 ? 0 : 1) + 0.01 * generator.normal() }
    #expect(throws: NotApplicable.self) { try SigmoidFit(xs, values) }
  }

  @Test func residualsTellACurveThatIsNoSigmoid() throws {
    let xs = (0..<60).map { Double($0) / 6 }
    // Two steps of one half.
    let values = xs.map {
      sigmoid($0, lower: 0, upper: 0.5, center: 3, steepness: 6)
        + sigmoid($0, lower: 0, upper: 0.5, center: 7, steepness: 6)
    }
    #expect(try SigmoidFit(xs, values).residualCorrelation > 0.6)
  }
}

struct StateLevelsTests {
  @Test func levelsByHand() throws {
    // The outlier at the fourth place neither raises the lower level nor ends it.
    let levels = try #require(StateLevels(of: [0.1, 0.1, 0.2, 0.9, 0.1, 0.2, 0.7, 1.0, 0.9, 1.0]))
    #expect(levels.middle == 6)
    #expect(agree(levels.lower, 0.15, relative: 1e-12))
    #expect(agree(levels.upper, 0.95, relative: 1e-12))
    #expect(agree(levels.value(at: 0.5), 0.55, relative: 1e-12))
  }

  @Test func noRiseNoLevels() {
    #expect(StateLevels(of: [1, 1, 1, 1, 1]) == nil)
    #expect(StateLevels(of: [4, 3, 2, 1, 0]) == nil)
    #expect(StateLevels(of: [0, 1, 2]) == nil)
    #expect(StateLevels(of: [0, 1, .infinity, 1]) == nil)
  }
}

struct ConcentrationTests {
  @Test func knownShares() {
    let line = [0.0, 0, 3, 0, 0]
    #expect(agree(giniCoefficient(line), 0.8, relative: 1e-14))
    #expect(participationRatio(line) == 1)
    #expect(entropicNumber(line) == 1)
    let equal = [Double](repeating: 0.7, count: 6)
    #expect(abs(giniCoefficient(equal)) < 1e-15)
    #expect(agree(participationRatio(equal), 6, relative: 1e-14))
    #expect(agree(entropicNumber(equal), 6, relative: 1e-14))
    // By hand: Σ|xᵢ − xⱼ|/(2n²·mean) over 1, 2, 3 is 8/36.
    #expect(agree(giniCoefficient([3, 1, 2]), 2.0 / 9, relative: 1e-14))
    #expect(agree(participationRatio([3, 1, 2]), 36.0 / 14, relative: 1e-14))
  }

  @Test(arguments: [[], [0, 0], [1, -1], [1, .nan], [1, .infinity]])
  func noSharesNoNumber(parts: [Double]) {
    #expect(giniCoefficient(parts).isNaN)
    #expect(participationRatio(parts).isNaN)
    #expect(entropicNumber(parts).isNaN)
  }
}
