// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics
import TestSupport
import Testing

/// The errors of every law's coefficients, counted.
@Suite struct LawCoverageTests {
  /// Laws whose likelihood is not quadratic in the main coefficient: intervals come from the profile, and z has no simple law.
  private static let curved: Set<String> = [
    "exponential-with-floor", "critical-size", "critical-size-with-floor", "critical-decay", "shrinkage",
  ]

  /// 95 % intervals hold the truth, and z scatters as Student's t.
  @Test(.long, arguments: KnownLaw.all) func intervalsCover(known: KnownLaw) throws {
    var generator = SplitMix(2026)
    var coverage = Coverage()
    var (held, fitted, above, below) = (0, 0, 0, 0)
    let truth = known.coefficients[known.main]
    for _ in 0..<600 {
      let runs = try known.runs(&generator)
      let estimate = try known.fit(runs).coefficients[known.main]
      fitted += 1
      if estimate.bounds.contains(truth) {
        held += 1
      } else if estimate.bounds.lowerBound > truth {
        above += 1
      } else {
        below += 1
      }
      if estimate.standardError.isFinite { coverage.add(estimate, truth) }
    }
    print("\(known), coefficient \(known.main): held \(held) of \(fitted), above \(above), below \(below)")
    if Self.curved.contains(known.law.name) {
      #expect(abs(binomialZ(held, of: fitted, probability: 0.95)) < 4, "\(known): \(held) of \(fitted)")
    } else {
      coverage.check("\(known)", degreesOfFreedom: 40)
    }
  }

  /// Runs of the same training set share a part of their scatter: the sandwich knows, the information does not.
  @Test(.long) func clustersCover() throws {
    var generator = SplitMix(8)
    var (together, alone) = (Coverage(), 0)
    for _ in 0..<600 {
      var runs: [GrokkingRun] = []
      for k in 0..<8 {
        for data in 0..<5 {
          let shared = 0.3 * generator.normal()
          for model in 0..<4 {
            let size = 100 + 40 * Double(k)
            let time = exp(11 - 0.012 * size + shared + 0.3 * generator.normal())
            var run = blank(size, data: data, model: model)
            run.grokking = BracketedTime(after: time, seenAt: time)
            runs.append(run)
          }
        }
      }
      let known = KnownLaw.all[0]
      together.add(try known.fit(runs, clusters: runs.indices.map { $0 / 4 }).coefficients[1], 0.012)
      if try known.fit(runs).coefficients[1].bounds.contains(0.012) { alone += 1 }
    }
    print("without clusters: \(alone) of 600")
    #expect(alone < 520)
    together.check("b with clusters", degreesOfFreedom: 38)
  }

  /// The bootstrap's percentile intervals of coefficients that the likelihood is quadratic in; those of critical sizes are too short, as
  /// `LawBootstrap` says.
  @Test(.long, arguments: [KnownLaw.all[0], KnownLaw.all[9]]) func bootstrapIntervalsCover(known: KnownLaw) throws {
    var generator = SplitMix(91)
    var held = 0
    for _ in 0..<400 {
      let runs = try known.runs(&generator)
      let draws = ResampledRuns(runs: runs.count, replicates: 400, using: &generator)
      let bootstrap = try #require(try known.fit(runs).bootstrap(draws))
      if bootstrap.estimates[known.main].bounds.contains(known.coefficients[known.main]) { held += 1 }
    }
    print("bootstrap of \(known): \(held) of 400")
    #expect(abs(binomialZ(held, of: 400, probability: 0.95)) < 4, "\(held) of 400")
  }

  /// p-values of q = 2, of the lack of fit and of the residuals are uniform where the law holds.
  @Test(.long, arguments: TimeDistribution.allCases) func testsHaveTheirLevel(distribution: TimeDistribution) throws {
    var generator = SplitMix(55)
    var (square, lack, residual): ([Double], [Double], [Double]) = ([], [], [])
    var relation = KnownLaw.all[9]
    relation.distribution = distribution
    var size = KnownLaw.all[0]
    size.distribution = distribution
    for index in 0..<400 {
      let runs = try relation.runs(&generator)
      let comparison = GrokkingLawComparison(
        runs, family: .relation, distributions: [distribution], replicates: 0, simulations: 0, using: &generator)
      square.append(
        try #require(comparison.test("time-square", within: "time-power", distribution: distribution)).pValue)
      let fit = try size.fit(size.runs(&generator))
      lack.append(try #require(fit.lackOfFitTest()).pValue)
      if index < 200 { residual.append(try #require(fit.residualTest(simulations: 99, using: &generator)).pValue) }
    }
    for (name, values) in [("q = 2", square), ("lack of fit", lack), ("residuals", residual)] {
      let small = values.count { $0 < 0.05 }
      print(
        "\(name), \(distribution.rawValue): \(small) of \(values.count) below .05, Kolmogorov \(kolmogorovStatistic(values))"
      )
      #expect(kolmogorovStatistic(values) < 2.23, "\(name): \(kolmogorovStatistic(values))")
      #expect(abs(binomialZ(small, of: values.count, probability: 0.05)) < 4, "\(name): \(small)")
    }
  }

  /// Of all laws in the size the true one has the smallest corrected AIC in most repetitions.
  @Test(.long, arguments: [0, 3]) func theTrueLawIsFound(index: Int) throws {
    var generator = SplitMix(12)
    let known = KnownLaw.all[index]
    var wins: [String: Int] = [:]
    var named = 0
    for _ in 0..<200 {
      let comparison = GrokkingLawComparison(
        try known.runs(&generator), family: .size, replicates: 0, simulations: 0, using: &generator)
      wins[try #require(comparison.laws.best).fit.law.name, default: 0] += 1
      if comparison.laws.tenable.contains(where: { $0.fit.law.name == known.law.name }) { named += 1 }
    }
    print("\(known): wins \(wins), tenable \(named) of 200")
    #expect(wins[known.law.name, default: 0] >= 140 && named >= 190, "\(wins), \(named)")
  }
}
