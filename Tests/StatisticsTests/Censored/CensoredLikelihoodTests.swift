// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Statistics

@Suite struct CensoredLikelihoodTests {
  /// x, lower end and upper end of fifteen times: intervals, exact ones, one seen at the first observation, two never seen.
  static let mixed: [(Double, Double, Double?)] = [
    (1, 900, 1000), (1, 1400, 1500), (1, 2000, nil), (2, 700, 700), (2, 450, 500), (2, 1100, 1200), (3, 300, 350),
    (3, 520, 520), (3, 0, 400), (4, 150, 200), (4, 260, 260), (4, 90, 100), (5, 60, 70), (5, 200, nil), (5, 110, 130),
  ]

  struct Reference: Sendable {
    let distribution: TimeDistribution
    let coefficients: [Double]
    let scale: Double
    let height: Double
    let errors: [Double]
  }

  /// Values of scipy 1.17 (`minimize`, Nelder–Mead to 1e-12, on sums of `logsf`, `logpdf` and log(cdf − cdf) of `norm` and
  /// `gumbel_l`); its errors from second differences.
  @Test(arguments: [
    Reference(
      distribution: .logNormal, coefficients: [7.89741871, 0.65184082], scale: 0.43837729, height: -47.0707461545,
      errors: [0.27361894, 0.08233866, 0.21179216]),
    Reference(
      distribution: .weibull, coefficients: [7.83405561, 0.61413814], scale: 0.39965104, height: -48.1266907618,
      errors: [0.24811108, 0.07298372, 0.23288143]),
  ])
  func mixedCensoringAgreesWithSciPy(reference: Reference) throws {
    let fit = try CensoredFit(
      times: Self.mixed.map { CensoredTime(lower: $0.1, upper: $0.2) }, covariates: Self.mixed.map { [$0.0] },
      law: line,
      distribution: reference.distribution)
    // Errors are enlarged by d/(d − p) with 13 runs seen and 2 coefficients.
    let enlarged = (13.0 / 11).squareRoot()
    for index in 0..<2 {
      #expect(abs(fit.coefficients[index].value - reference.coefficients[index]) < 1e-6)
      #expect(agree(fit.coefficients[index].standardError, reference.errors[index] * enlarged, relative: 1e-5))
    }
    #expect(agree(fit.scale.value, reference.scale * enlarged, relative: 1e-6))
    #expect(agree(fit.scale.standardError / fit.scale.value, reference.errors[2] * enlarged, relative: 1e-5))
    #expect(abs(fit.logLikelihood - reference.height) < 1e-9)
  }

  /// A constant Weibull law of complete times: k solves Σ tᵏ ln t/Σ tᵏ − 1/k = mean ln t, and the median is (ln 2·mean tᵏ)^{1/k}.
  @Test func aConstantWeibullLawSolvesItsEquation() throws {
    let times = [12.0, 35, 50, 81, 99, 140, 210]
    let fit = try CensoredFit(
      times: times.map { .exact($0) }, covariates: times.map { _ in [] }, law: .constant, distribution: .weibull)
    func defect(_ k: Double) -> Double {
      let powers = times.map { pow($0, k) }
      let sum = powers.reduce(0, +)
      let logs = zip(powers, times).reduce(0) { $0 + $1.0 * log($1.1) }
      return logs / sum - 1 / k - times.reduce(0) { $0 + log($1) } / 7
    }
    var (low, high) = (0.5, 5.0)
    for _ in 0..<100 { if defect((low + high) / 2) < 0 { low = (low + high) / 2 } else { high = (low + high) / 2 } }
    #expect(agree(fit.likelihoodScale, 1 / low, relative: 1e-8))
    // scipy 1.17, `weibull_min.fit(floc=0)`.
    #expect(agree(fit.likelihoodScale, 0.706088038, relative: 1e-7))
    let median = pow(log(2) * times.reduce(0) { $0 + pow($1, low) } / 7, 1 / low)
    let found = try #require(fit.median(at: []))
    #expect(agree(found.value, median, relative: 1e-8))
    #expect(agree(fit.quantile(0.5, at: []), median, relative: 1e-8))
  }

  /// A Weibull law of shape one is exponential: its rate is the events over the time at risk.
  @Test func exponentialTimesHaveTheirRate() {
    let times: [CensoredTime] = [.exact(3), .exact(7), .censored(at: 10), .exact(1.5), .censored(at: 10), .exact(9)]
    var likelihood = CensoredLikelihood(
      times: times, covariates: times.map { _ in [] }, law: .constant, distribution: .weibull)
    let optimum = likelihood.climb(from: [1, 0], holding: [1])
    let rate = 4 / (3 + 7 + 10 + 1.5 + 10 + 9.0)
    #expect(optimum.converged)
    #expect(agree(exp(optimum.point[0]), log(2) / rate, relative: 1e-10))
    #expect(agree(optimum.value, 4 * log(rate) - 4, relative: 1e-10))
  }

  /// All derivatives of a run's terms against differences, from the middle far into both tails.
  @Test(arguments: TimeDistribution.allCases)
  func derivativesAreThoseOfTheValue(distribution: TimeDistribution) {
    let step = 1e-5
    for center in [-9.0, -4, -1, 0, 0.7, 2, 6, 11] where distribution == .logNormal || center < 6 {
      for (lower, upper) in [(center, center), (center, center + 0.3), (center, .infinity), (-.infinity, center)] {
        func terms(_ location: Double, _ scale: Double) -> LikelihoodTerms {
          distribution.terms(from: lower, to: upper, location: location, scale: exp(scale))
        }
        let (location, scale) = (0.1, 0.2)
        let here = terms(location, scale)
        func check(_ found: Double, _ left: Double, _ right: Double, _ what: String) {
          let slope = (right - left) / (2 * step)
          #expect(
            abs(found - slope) <= 2e-5 * max(1e-3, abs(slope), abs(here.value) * 1e-3),
            "\(what) at \(lower) … \(upper): \(found) against \(slope)")
        }
        let moved = [terms(location - step, scale), terms(location + step, scale)]
        let scaled = [terms(location, scale - step), terms(location, scale + step)]
        check(here.location, moved[0].value, moved[1].value, "∂μ")
        check(here.scale, scaled[0].value, scaled[1].value, "∂s")
        check(here.locationLocation, moved[0].location, moved[1].location, "∂μ∂μ")
        check(here.locationScale, scaled[0].location, scaled[1].location, "∂μ∂s")
        check(here.scaleScale, scaled[0].scale, scaled[1].scale, "∂s∂s")
      }
    }
  }

  /// An interval that shrinks becomes its density times its width, on both sides of where the formula changes.
  @Test(arguments: TimeDistribution.allCases)
  func narrowIntervalsBecomeExact(distribution: TimeDistribution) throws {
    let exact = distribution.terms(from: 1.3, to: 1.3, location: 1, scale: 0.5)
    for width in [1e-3, 2e-4, 1e-6] {
      let near = distribution.terms(from: 1.3 - width / 2, to: 1.3 + width / 2, location: 1, scale: 0.5)
      // The density of t is that of ln t over t.
      #expect(abs(near.value - log(width) - (exact.value + 1.3)) < width * width + 1e-9)
      #expect(abs(near.location - exact.location) < 10 * width * width + 1e-9)
      #expect(abs(near.scale - exact.scale) < 10 * width * width + 1e-9)
    }
    let times = [120.0, 340, 90, 560, 210]
    func fit(_ ratio: Double) throws -> CensoredFit {
      try CensoredFit(
        times: times.map { CensoredTime(lower: $0 / ratio, upper: $0 * ratio) }, covariates: times.map { _ in [] },
        law: .constant, distribution: distribution)
    }
    let (wide, narrow) = (try fit(1.001), try fit(1))
    #expect(agree(wide.coefficients[0].value, narrow.coefficients[0].value, relative: 1e-5))
    #expect(agree(wide.scale.value, narrow.scale.value, relative: 1e-4))
  }

  /// Medians are medians, quantiles invert survival.
  @Test(arguments: TimeDistribution.allCases) func theMedianOfTheScatterIsZero(distribution: TimeDistribution) {
    #expect(agree(distribution.survival(0), 0.5, relative: 1e-14))
    for share in [0.01, 0.3, 0.5, 0.99] {
      #expect(abs(distribution.survival(distribution.quantile(share)) - (1 - share)) < 1e-12)
    }
  }

  /// Runs count in any order, and a weight of two is the run twice.
  @Test func orderAndWeights() {
    let times = Self.mixed.map { CensoredTime(lower: $0.1, upper: $0.2) }
    let rows = Self.mixed.map { [$0.0] }
    let point = [7.5, 0.5, -0.7]
    var plain = CensoredLikelihood(times: times, covariates: rows, law: line, distribution: .weibull)
    var turned = CensoredLikelihood(
      times: times.reversed(), covariates: rows.reversed(), law: line, distribution: .weibull)
    let value = plain.evaluate(point, derivatives: true)
    #expect(agree(value, turned.evaluate(point, derivatives: true), relative: 1e-13))
    let gradient = plain.gradient
    let scores = plain.scores(at: point)
    for index in 0..<3 { #expect(abs(scores.reduce(0) { $0 + $1[index] } - gradient[index]) < 1e-9) }
    plain.weigh(runs: times.indices.map { $0 == 4 ? 2 : 1 })
    var doubled = CensoredLikelihood(
      times: times + [times[4]], covariates: rows + [rows[4]], law: line, distribution: .weibull)
    #expect(
      agree(plain.evaluate(point, derivatives: false), doubled.evaluate(point, derivatives: false), relative: 1e-13))
  }
}
