// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Statistics

/// ln t = a − n ln x.
private let power = TimeLaw(
  name: "power", formula: "t = A·x^−n",
  coefficients: [LawCoefficient("level", "a", "level"), LawCoefficient("exponent", "n", "exponent")]
) { [1, -log($0[0])] }

/// Eight values, so many runs each, whose times follow a course and are given up at a budget.
private func runs(
  _ course: (Double) -> Double, sigma: Double = 0.3, seeds: Int = 8, budget: Double = .infinity,
  distribution: TimeDistribution = .logNormal, using generator: inout SplitMix
) -> (times: [CensoredTime], rows: [[Double]]) {
  var (times, rows): ([CensoredTime], [[Double]]) = ([], [])
  for k in 1...8 {
    for _ in 0..<seeds {
      let time = exp(course(Double(k)) + sigma * distribution.quantile(generator.uniform()))
      times.append(time > budget ? .censored(at: budget) : .exact(time))
      rows.append([Double(k)])
    }
  }
  return (times, rows)
}

private func comparison(
  _ data: (times: [CensoredTime], rows: [[Double]]), replicates: Int = 0, simulations: Int = 0,
  distributions: [TimeDistribution] = TimeDistribution.allCases, using generator: inout SplitMix
) -> LawComparison {
  let candidates = [line, power, .constant, .saturated(at: (1...8).map { [Double($0)] })].map {
    LawCandidate($0, covariates: data.rows)
  }
  return LawComparison(
    candidates, times: data.times, distributions: distributions, replicates: replicates, simulations: simulations,
    using: &generator)
}

@Suite struct LawComparisonTests {
  /// The law that was drawn from wins in nearly all repetitions, and its distribution in most.
  @Test func theTrueLawWins() throws {
    var generator = SplitMix(101)
    var (laws, scatters) = (0, 0)
    for _ in 0..<60 {
      let data = runs({ 9 - 0.5 * $0 }, distribution: .weibull, using: &generator)
      let best = try #require(comparison(data, using: &generator).best)
      if best.fit.law.name == "line" { laws += 1 }
      if best.fit.distribution == .weibull { scatters += 1 }
    }
    #expect(laws == 60 && scatters >= 48, "\(laws), \(scatters)")
  }

  @Test func theVerdictNamesWinnersLosersAndPoorFits() throws {
    var generator = SplitMix(7)
    let clear = comparison(
      runs({ 9 - 0.5 * $0 }, using: &generator), replicates: 200, simulations: 200, using: &generator)
    let best = try #require(clear.best)
    #expect(clear.decision == .decided("line") && best.fit.law.name == "line" && !best.isContradicted)
    #expect(abs(clear.candidates.reduce(0) { $0 + ($1.weight ?? 0) } - 1) < 1e-12)
    #expect(abs(clear.candidates.compactMap(\.selection).reduce(0, +) - 1) < 1e-12)
    #expect(clear.verdict.hasPrefix("The runs support 'line' (log-normal) with weight "), "\(clear.verdict)")
    #expect(clear.rejected.contains { $0.fit.law.name == "power" }, "\(clear.verdict)")
    #expect(clear.verdict.contains("Ruled out: ") && clear.verdict.contains("'power' (p < 0.001)"), "\(clear.verdict)")
    #expect(!clear.verdict.contains("does not describe"))

    let flat = comparison(runs({ _ in 6 }, seeds: 30, using: &generator), using: &generator)
    #expect(flat.decision == .constant)
    #expect(flat.verdict.contains("constant"), "\(flat.verdict)")

    // A wave that neither law knows.
    let wave = comparison(
      runs({ 9 - 0.5 * $0 + 0.8 * sin(2 * $0) }, sigma: 0.1, using: &generator), simulations: 200, using: &generator)
    #expect(wave.best?.isContradicted == true)
    #expect(wave.verdict.contains("none of them describes the data: goodness of fit p < 0.001"), "\(wave.verdict)")

    let few = comparison(
      (times: [900, 1100, 700, 500].map { .exact($0) }, rows: [[1], [1], [2], [3]]), using: &generator)
    #expect(few.decision == .undecided, "\(few.verdict)")
    #expect(few.verdict.contains("too few"), "\(few.verdict)")
    let none = comparison((times: [.censored(at: 5)], rows: [[1]]), using: &generator)
    #expect(
      none.verdict == "No law could be fitted: none of the 1 runs was seen to do it: there are only lower bounds.")
    #expect(none.unfitted.count == 8)
    #expect(none.decision == .none)
  }

  /// Four runs that fall by half each decide against a constant time, but not between courses.
  @Test func fewRunsDecideNoCourse() throws {
    var generator = SplitMix(3)
    let rows = [100.0, 120, 140, 160].map { [$0] }
    let few = LawComparison(
      [line, power, .constant].map { LawCandidate($0, covariates: rows) },
      times: [500, 300, 200, 100].map { .exact($0) }, using: &generator)
    #expect(Set(few.tenable.map(\.fit.law.name)) == ["line", "power"], "\(few.verdict)")
    #expect(few.decision == .undecided && !few.isWeighed)
    #expect(few.candidates.allSatisfy { $0.weight == nil && $0.difference == nil })
    #expect(few.verdict.hasPrefix("4 runs that were seen are too few"), "\(few.verdict)")
  }

  /// Times that are all alike depend on nothing, in exact numbers and in brackets of the same evaluations.
  @Test func equalTimesAreConstant() {
    var generator = SplitMix(4)
    let rows = (0..<16).map { [Double(1 + $0 / 2)] }
    for time in [CensoredTime.exact(700), CensoredTime(lower: 690, upper: 700)] {
      let equal = LawComparison(
        [line, power, .constant].map { LawCandidate($0, covariates: rows) },
        times: rows.map { _ in time }, using: &generator)
      #expect(equal.decision == .constant, "\(equal.verdict)")
    }
  }

  /// A law without scatter is found, and its rivals are not.
  @Test func timesWithoutScatterTellTheirLaw() {
    var generator = SplitMix(5)
    let rows = (1...8).map { [Double($0)] }
    let exact = LawComparison(
      [line, power, .constant].map { LawCandidate($0, covariates: rows) },
      times: rows.map { .exact(exp(9 - 0.5 * $0[0])) }, using: &generator)
    #expect(exact.decision == .decided("line"), "\(exact.verdict)")
  }

  /// A law that is true is rejected in no more of many data sets than stated, by laws that contain it and by such that do not,
  /// whether times are many or few, seen or censored.
  @Test(arguments: [(1, Double.infinity), (8, .infinity), (8, 1000)])
  func trueLawsAreSeldomRejected(seeds: Int, budget: Double) throws {
    var generator = SplitMix(29)
    let repetitions = 300
    var rejected = 0
    for _ in 0..<repetitions {
      let data = runs({ 8 - 0.5 * $0 }, seeds: seeds, budget: budget, using: &generator)
      let own = try CensoredFit(times: data.times, covariates: data.rows, law: line, distribution: .logNormal)
      let other = try CensoredFit(times: data.times, covariates: data.rows, law: power, distribution: .logNormal)
      if let test = own.rejectionTest(by: other), test.pValue < LawComparison.contradiction { rejected += 1 }
    }
    // Three in three hundred are expected at most; eleven have a probability of 1e-4.
    #expect(rejected < 11, "\(rejected) of \(repetitions)")
  }

  /// For normal logarithms that are all seen the test against a median at each value is the analysis of variance.
  @Test func lackOfFitIsTheAnalysisOfVariance() throws {
    var generator = SplitMix(13)
    let data = runs({ 9 - 0.5 * $0 }, using: &generator)
    let fit = try CensoredFit(times: data.times, covariates: data.rows, law: line, distribution: .logNormal)
    let full = try CensoredFit(
      times: data.times, covariates: data.rows, law: .saturated(at: (1...8).map { [Double($0)] }),
      distribution: .logNormal)
    // Medians of the saturated law are the geometric means.
    for k in 0..<8 {
      let logs = data.times[(8 * k)..<(8 * k + 8)].map(\.logarithm)
      #expect(agree(full.coefficients[k].value, logs.reduce(0, +) / 8, relative: 1e-9))
    }
    func squares(_ fit: CensoredFit) -> Double {
      zip(data.times, data.rows).reduce(0) { $0 + pow($1.0.logarithm - fit.location(at: $1.1), 2) }
    }
    let ratio = (squares(fit) - squares(full)) / 6 / (squares(full) / 56)
    let test = try #require(fit.lackOfFitTest())
    // P(F > f) by the incomplete beta function's integral.
    let steps = 200_000
    let limit = 56 / (56 + 6 * ratio)
    func density(_ u: Double) -> Double { pow(u, 27) * pow(1 - u, 2) }
    let part = (0..<steps).reduce(0.0) { $0 + density((Double($1) + 0.5) * limit / Double(steps)) } * limit
    let whole = (0..<steps).reduce(0.0) { $0 + density((Double($1) + 0.5) / Double(steps)) }
    #expect(agree(test.pValue, part / whole, relative: 1e-6))
    #expect(fit.likelihoodRatioTest(within: fit) == nil)
  }

  /// The residuals of a run are standardized, and those that were never seen are marked.
  @Test func residualsAreStandardized() throws {
    var generator = SplitMix(19)
    let data = runs({ 9 - 0.5 * $0 }, budget: 2000, using: &generator)
    let fit = try CensoredFit(times: data.times, covariates: data.rows, law: line, distribution: .logNormal)
    let residuals = fit.residuals
    #expect(residuals.map(\.isCensored) == data.times.map(\.isCensored))
    #expect(residuals.count { $0.isCensored } > 0)
    let first = (data.times[0].logarithm - fit.location(at: [1])) / fit.likelihoodScale
    #expect(agree(residuals[0].value, first, relative: 1e-12))
    #expect(abs(fit.probability(by: fit.quantile(0.3, at: [2]), at: [2]) - 0.3) < 1e-9)
  }

  /// Draws take whole clusters, and the same generator gives the same draws.
  @Test func drawsKeepClustersTogether() {
    var (first, second) = (SplitMix(3), SplitMix(3))
    let clusters = (0..<12).map { $0 / 3 }
    let draws = ResampledRuns(runs: 12, clusters: clusters, replicates: 50, using: &first)
    #expect(draws.counts == ResampledRuns(runs: 12, clusters: clusters, replicates: 50, using: &second).counts)
    for counts in draws.counts {
      #expect(counts.reduce(0, +) == 12)
      for k in 0..<4 { #expect(Set(counts[(3 * k)..<(3 * k + 3)]).count == 1) }
    }
  }

  /// The bootstrap's error of a slope is that of the information, within the noise of both.
  @Test func bootstrapAgreesWithTheInformation() throws {
    var generator = SplitMix(41)
    let data = runs({ 9 - 0.5 * $0 }, seeds: 25, budget: 3000, using: &generator)
    let fit = try CensoredFit(times: data.times, covariates: data.rows, law: line, distribution: .weibull)
    let draws = ResampledRuns(runs: 200, replicates: 1000, using: &generator)
    let bootstrap = try #require(fit.bootstrap(draws))
    #expect(bootstrap.failed == 0 && bootstrap.replicates.count == 1000)
    #expect(agree(bootstrap.estimates[1].standardError, fit.coefficients[1].standardError, relative: 0.25))
    #expect(bootstrap.estimates[1].bounds.contains(fit.coefficients[1].value))
  }
}

@Suite struct StructuralSlopeTests {
  /// y = x exactly: every slope is one. Scatter in both: the direct slope is flat, the reverse one steep, the others in between.
  @Test func slopesBracketTheTruth() throws {
    let xs = (0..<10).map { Double($0) }
    let exact = try StructuralSlope(xs, xs.map { 2 * $0 + 1 }, groups: xs)
    for slope in [exact.direct, exact.reverse, exact.orthogonal, try #require(exact.betweenGroups)] {
      #expect(agree(slope.value, 2, relative: 1e-12))
    }
    var generator = SplitMix(5)
    let truth = (0..<400).map { Double($0 / 50) * 0.2 }
    let noisy = truth.map { ($0 + 0.3 * generator.normal(), $0 + 0.3 * generator.normal()) }
    let slope = try StructuralSlope(noisy.map(\.0), noisy.map(\.1), groups: truth)
    #expect(slope.direct.bounds.upperBound < 1 && slope.reverse.bounds.lowerBound > 1)
    expectZ(slope.orthogonal.value, 1, standardError: slope.orthogonal.standardError, "orthogonal slope")
    let between = try #require(slope.betweenGroups)
    expectZ(between.value, 1, standardError: between.standardError, "slope between groups")
    #expect(throws: NotApplicable("a slope with errors in both times needs at least five runs with both")) {
      try StructuralSlope([1, 2], [1, 2], groups: [1, 2])
    }
  }
}
