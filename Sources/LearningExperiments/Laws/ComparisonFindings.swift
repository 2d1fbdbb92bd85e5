// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Settings
import Statistics

/// The findings of a comparison of laws: coefficients, criteria, weights, the verdict.
struct ComparisonFindings {
  let comparison: TableComparison
  let table: GrokkingTable

  /// What follows the name of a likelihood where the interval is the bootstrap's.
  static let bootstrapSuffix = "-bootstrap"
  /// How laws are weighed.
  static let weighing = "akaike"
  /// How laws are tested against each other.
  static let testing = "likelihood-ratio"
  /// What an expectation can name.
  static let methods =
    TimeDistribution.allCases.map(\.rawValue)
    + TimeDistribution.allCases.map { $0.rawValue + bootstrapSuffix } + [
      RelationFindings.betweenSizes, RelationFindings.orthogonal, weighing, testing,
    ]

  /// Those of each law, the tests and weights of the laws, the verdict, then the laws without a fit.
  var all: [Finding] {
    let laws = comparison.result.laws
    return laws.candidates.flatMap(findings) + RelationFindings(comparison: comparison).all
      + laws.bestOfEachLaw.flatMap(standing) + verdicts + refusals
  }

  private func place(_ law: String) -> Record {
    var place = comparison.coordinates
    place["law"] = .text(law)
    return place
  }

  private func findings(_ standing: LawStanding) -> [Finding] {
    let fit = standing.fit
    let place = place(fit.law.name)
    let method = fit.distribution.rawValue
    func number(_ quantity: String, _ value: Double, _ method: String = method) -> Finding {
      var finding = Finding(quantity, Estimate.exact(value, accuracy: Self.accuracy), at: place, method: method)
      finding.samples = fit.runs
      finding.censored = fit.runs - fit.seen
      return finding
    }
    let become = standing.become.map { "the law has become '\($0)': its other coefficients run away" }
    let notes = fit.notes + [become, comparison.constancy].compactMap(\.self)
    var findings = coefficients(fit, fit.coefficients, method: method, at: place, notes: notes).map { finding in
      var finding = finding
      for reason in [become, comparison.constancy].compactMap(\.self) { finding.doubt(because: reason) }
      return finding
    }
    if let bootstrap = standing.bootstrap {
      let notes = bootstrap.failed > 0 ? ["\(bootstrap.failed) draws could not be fitted"] : []
      findings += coefficients(
        fit, bootstrap.estimates, method: method + Self.bootstrapSuffix, at: place, notes: notes)
    }
    var scatter = Finding("scatter", fit.scale, at: place, method: method)
    (scatter.samples, scatter.censored) = (fit.runs, fit.runs - fit.seen)
    scatter.notes = ["σ of ln t about the law; 1/shape for Weibull's"]
    findings += [scatter, number("aic", fit.aic), number("bic", fit.bic)]
    findings += [
      standing.difference.map { number("aic-difference", $0) }, standing.weight.map { number("akaike-weight", $0) },
    ].compactMap(\.self)
    if let selection = standing.selection {
      findings.append(number("selection-frequency", selection, method + Self.bootstrapSuffix))
    }
    if let goodness = standing.goodness {
      var finding = number("goodness-of-fit", goodness)
      finding.notes = [standing.lackOfFit, standing.residualTest].compactMap { test in
        test.map { "\($0.method): p = \(NumberFormat.rounded($0.pValue, digits: 2))" }
      }
      findings.append(finding)
    }
    return findings
  }

  /// Likelihoods are maximized to about this relative accuracy.
  private static let accuracy = 1e-6

  /// The coefficients of a candidate; a constant law has its level as the only one, which answers no question.
  private func coefficients(
    _ fit: CensoredFit, _ estimates: [Estimate], method: String, at place: Record, notes: [String]
  ) -> [Finding] {
    guard fit.law.role == .candidate else { return [] }
    return zip(fit.law.coefficients, estimates).flatMap { coefficient, estimate -> [Finding] in
      var finding = Finding(name(coefficient), estimate, unit: unit(coefficient), at: place, method: method)
        .withoutInfiniteEnds
      (finding.samples, finding.censored) = (fit.runs, fit.runs - fit.seen)
      finding.notes += notes
      if !estimate.value.isFinite { finding.notes.append("the runs do not determine it") }
      guard coefficient.name == "critical-size", !table.sizesAreFractions, let total = table.total else {
        return [finding]
      }
      var fraction = Finding("critical-fraction", estimate.scaled(by: 1 / total), at: place, method: method)
        .withoutInfiniteEnds
      (fraction.samples, fraction.censored, fraction.notes) = (
        finding.samples, finding.censored, fraction.notes + notes
      )
      return [finding, fraction]
    }
  }

  /// Where sizes are fractions, so is a critical one.
  private func name(_ coefficient: LawCoefficient) -> String {
    table.sizesAreFractions && coefficient.name == "critical-size" ? "critical-fraction" : coefficient.name
  }

  private func unit(_ coefficient: LawCoefficient) -> String {
    guard table.sizesAreFractions else { return coefficient.unit }
    return coefficient.unit == "examples" ? "" : coefficient.unit == "1/example" ? "1/table" : coefficient.unit
  }

  /// The sum of a law's weights over the distributions, and the p-value by which another law rejects it.
  private func standing(_ standing: LawStanding) -> [Finding] {
    let law = standing.fit.law.name
    let weight = comparison.result.laws.weight(of: law).map {
      Finding("law-weight", Estimate.exact($0, accuracy: Self.accuracy), at: place(law), method: Self.weighing)
    }
    let test = standing.rejection.map { test in
      var finding = Finding(
        "law-p-value", Estimate.exact(test.pValue, accuracy: Self.accuracy), at: place(law), method: Self.testing)
      finding.notes = [test.method]
      return finding
    }
    return [weight, test].compactMap(\.self)
  }

  /// The law that the runs decide for, and the simplest one that they do not reject where there is one.
  private var verdicts: [Finding] {
    var best = Finding("best-law", nil, at: comparison.coordinates, method: Self.testing)
    best.text = comparison.bestLaw
    best.samples = comparison.result.runs.count
    best.notes = [comparison.result.laws.verdict] + comparison.result.notes
    var simplest = Finding("simplest-law", nil, at: comparison.coordinates, method: Self.testing)
    let laws = comparison.result.laws
    simplest.text = laws.simplest?.fit.law.name ?? (laws.tenable.isEmpty ? "none" : "undecided")
    simplest.samples = best.samples
    simplest.notes = ["all laws that are not rejected contain it; a wider one may be true"]
    return [best, simplest]
  }

  /// Laws without a fit, each with its reason.
  private var refusals: [Finding] {
    comparison.result.laws.unfitted.filter { $0.name != TimeLaw.constant.name && $0.name != "saturated" }.map { law in
      var finding = Finding("aic", nil, at: place(law.name), method: law.distribution?.rawValue ?? Self.weighing)
      finding.samples = comparison.result.runs.count
      finding.notes = ["not applicable: \(law.reason.reason)"]
      return finding
    }
  }
}
