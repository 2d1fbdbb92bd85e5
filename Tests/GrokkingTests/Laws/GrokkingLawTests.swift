// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics
import TestSupport
import Testing

@Suite struct GrokkingLawTests {
  @Test func namesAndCoefficientsAreUnique() {
    let names = GrokkingLaw.all.map(\.name)
    #expect(Set(names).count == names.count)
    for law in GrokkingLaw.all {
      let coefficients = law.law.coefficients.map(\.name)
      #expect(Set(coefficients).count == coefficients.count)
      #expect(!law.summary.isEmpty && !law.formula.isEmpty && !law.source.isEmpty)
      #expect(GrokkingLaw.named(law.name)?.formula == law.formula)
    }
  }

  /// Every law that is listed is drawn from and fitted below.
  @Test func everyLawIsTested() {
    let tested = Set(KnownLaw.all.map(\.law.name)).union(["time-proportional"])
    #expect(tested == Set(GrokkingLaw.all.map(\.name)))
  }

  /// ∂μ/∂c against central differences.
  @Test(arguments: KnownLaw.all) func gradientsAreThoseOfTheFormula(known: KnownLaw) throws {
    var generator = SplitMix(3)
    let rows = try known.law.candidate(for: known.runs(&generator)).covariates
    let count = known.coefficients.count
    var gradient = [Double](repeating: 0, count: count)
    var scratch = gradient
    for x in Set(rows) where known.law.law.location(x, known.coefficients, &gradient).isFinite {
      for index in 0..<count {
        let step = 1e-5 * max(1e-2, abs(known.coefficients[index]))
        var (below, above) = (known.coefficients, known.coefficients)
        below[index] -= step
        above[index] += step
        let slope =
          (known.law.law.location(x, above, &scratch) - known.law.law.location(x, below, &scratch)) / (2 * step)
        #expect(abs(slope - gradient[index]) <= 1e-6 * max(1e-3, abs(slope)), "\(known), \(index) at \(x)")
      }
    }
  }

  /// Coefficients come back within their errors, with an eighth to a third of the runs never seen.
  @Test(arguments: KnownLaw.all) func coefficientsComeBack(known: KnownLaw) throws {
    var generator = SplitMix(17)
    let fit = try known.fit(known.runs(&generator))
    let score = fit.coefficients[known.main].z(against: known.coefficients[known.main])
    #expect(abs(score) < 4, "\(known): \(fit.coefficients[known.main]), \(fit.notes)")
    expectZ(fit.scale.value, known.sigma, standardError: fit.scale.standardError, "σ of \(known)")
  }

  /// A times of all runs k times as long moves ln t by ln k and nothing else.
  @Test func longerTimesMoveOnlyTheLevel() throws {
    var generator = SplitMix(5)
    let known = KnownLaw.all[3]
    let runs = try known.runs(&generator)
    let stretched = runs.map { run in
      var run = run
      run.grokking = BracketedTime(after: run.grokking.lower * 60, seenAt: run.grokking.upper.map { $0 * 60 })
      return run
    }
    let (short, long) = (try known.fit(runs), try known.fit(stretched))
    #expect(abs(long.coefficients[0].value - short.coefficients[0].value - log(60)) < 1e-5)
    #expect(agree(long.coefficients[1].value, short.coefficients[1].value, relative: 1e-5))
    #expect(agree(long.coefficients[2].value, short.coefficients[2].value, relative: 1e-5))
    #expect(agree(long.scale.value, short.scale.value, relative: 1e-5))
    // Probabilities of intervals have no unit.
    #expect(abs(long.logLikelihood - short.logLikelihood) < 1e-6)
  }

  /// Where the time falls exponentially with the size no critical size is seen, and the fit says so.
  @Test func anExponentialLawHasNoCriticalSize() throws {
    // Scatter that is the same at each size, so that nothing bends.
    let runs = sizes().map { run in
      var run = run
      let time = exp(
        11 - 0.012 * run.size + 0.1 * TimeDistribution.logNormal.quantile((Double(run.dataSeed) + 0.5) / 8))
      run.grokking = BracketedTime(after: time, seenAt: time)
      return run
    }
    let fit = try CensoredFit(
      times: runs.compactMap { LearningTime.grokking.time(of: $0) },
      covariates: GrokkingLaw.criticalSize.candidate(for: runs).covariates, law: GrokkingLaw.criticalSize.law,
      distribution: .logNormal)
    #expect(fit.coefficient("critical-size")?.bounds.lowerBound == -.infinity)
    #expect(fit.coefficient("critical-size")?.standardError == .infinity)
    let note = "N_c (critical-size) runs to −∞: the runs see no such limit, and the law has become the one without it"
    #expect(fit.notes.contains(note), "\(fit.notes)")
    let isIdentified = fit.isIdentified
    #expect(!isIdentified)
  }

  @Test func lawsSayWhatTheyLack() throws {
    func reason(_ law: GrokkingLaw, _ runs: [GrokkingRun]) -> String? {
      do {
        _ = try law.candidate(for: runs)
        return nil
      } catch { return error.reason }
    }
    #expect(reason(.effectiveTheory, [blank(30)]) == "the runs have no axis 'lambda-3'")
    #expect(
      reason(.inverseDecay, [blank(30, ["optimizer.decay": 1]), blank(30)])
        == "1 of 2 runs have no value of 'optimizer.decay'")
    #expect(reason(.timePower, [blank(30)]) == "1 of 1 runs have no memorization time")
    #expect(
      reason(.shrinkage, [blank(30, ["decay": 1, "scale": 2]), blank(30, ["decay": 2, "scale": 2])])
        == "with one initial scale ln(w₀/w_c)/γ has the same course in γ as 1/γ; runs with other initial scales would tell "
        + "them apart")
  }

  /// The theory says that runs with nullity above two never grok; one that does is a contradiction and no small misfit.
  @Test func aRunThatGroksAgainstTheTheoryIsNamed() throws {
    var generator = SplitMix(29)
    var runs = try KnownLaw.all[7].runs(&generator)
    let forced = try #require(runs.firstIndex { $0.axes["lambda-3"] == 0 })
    runs[forced].grokking = BracketedTime(after: 100, seenAt: 105)
    let seen = runs.count { !$0.grokking.isCensored }
    #expect(
      throws: NotApplicable(
        "the law 'effective-theory' says that it never happens in 1 of the \(seen) runs that were seen to do it")
    ) { try KnownLaw.all[7].fit(runs) }
  }

  @Test func tooFewRunsOrSizesAreNamed() throws {
    var generator = SplitMix(31)
    let known = KnownLaw(law: .criticalSize, coefficients: [14, 1.3, 85], main: 2, design: { _ in sizes(2, seeds: 4) })
    #expect(
      throws: NotApplicable(
        "the law 'critical-size' has 3 coefficients and needs at least 3 different values among the runs that were seen to do it; "
          + "there is 1")
    ) {
      var few = try known.runs(&generator)
      for index in few.indices {
        few[index].grokking = BracketedTime(after: 900, seenAt: few[index].size > 120 ? 1000 : nil)
      }
      few.append(
        contentsOf: (0..<2).map { _ in
          var run = blank(140)
          run.grokking = BracketedTime(after: 900, seenAt: 1100)
          return run
        })
      return try known.fit(few)
    }
    #expect(throws: NotApplicable("none of the 3 runs was seen to do it: there are only lower bounds")) {
      try known.fit((0..<3).map { blank(100 + Double($0)) })
    }
  }
}
