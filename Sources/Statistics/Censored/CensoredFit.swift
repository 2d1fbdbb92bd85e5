// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// A law of times fitted by maximum likelihood to runs of which some were never seen to do it.
///
/// A run seen exactly counts with its density, one seen between two observations with the probability of that interval, one never seen with
/// its survival. Errors come from the observed information, intervals from the profile likelihood; both are enlarged for few
/// runs so that they are Student's for times whose logarithms scatter normally and are all seen: with d runs seen and p
/// coefficients the variance by d/(d − p), and 2Δ ln L is held against d ln(1 + t²/(d − p)).
package struct CensoredFit: Sendable {
  /// The law.
  package let law: TimeLaw
  /// How times scatter about it.
  package let distribution: TimeDistribution
  /// The coverage of the intervals.
  package let level: Double
  /// The coefficients in the order of the law; intervals are those of the profile likelihood and may end at ±∞ or at the limit of
  /// the coefficient's domain. The standard error is ∞ where the likelihood has no curvature: then a note says so.
  package let coefficients: [Estimate]
  /// σ, the standard deviation of ln t for the log-normal law, 1/shape for Weibull's; without the bias of maximum likelihood.
  package let scale: Estimate
  /// ln L, of times in the unit in which they came.
  package let logLikelihood: Double
  /// All runs.
  package let runs: Int
  /// Those that were seen to do it.
  package let seen: Int
  /// Sentences about what the fit does not know.
  package let notes: [String]
  /// Whether no coefficient ran to an edge of its domain.
  package let isIdentified: Bool

  let times: [CensoredTime]
  let covariates: [[Double]]
  let clusters: [Int]?
  var likelihood: CensoredLikelihood
  let optimum: LikelihoodOptimum
  let spread: FitSpread

  /// Fits a law.
  ///
  /// - Parameters:
  ///   - times: one a run.
  ///   - covariates: one vector a run, as the law wants it.
  ///   - level: the coverage of the intervals.
  ///   - clusters: which runs belong together (the same number), as those that share a training set do: variances are then those of
  ///     the sandwich over clusters where that is larger; `nil` for independent runs.
  /// - Throws: `NotApplicable` if there are too few runs or values for the law, or if the runs do not tell its coefficients apart.
  package init(
    times: [CensoredTime], covariates: [[Double]], law: TimeLaw, distribution: TimeDistribution, level: Double = 0.95,
    clusters: [Int]? = nil
  ) throws(NotApplicable) {
    try Self.check(times, covariates, law, clusters)
    var likelihood = CensoredLikelihood(times: times, covariates: covariates, law: law, distribution: distribution)
    let available = likelihood.seen
    try Self.check(seen: Int(available.runs), values: available.values, of: law, runs: times.count)
    let kept = times.indices.filter { !times[$0].isCensored }
    let support = LawSupport(covariates: kept.map { covariates[$0] }, logarithms: kept.map { times[$0].logarithm })
    let forbidden = likelihood.forbiddenRuns
    guard forbidden == 0 else {
      throw NotApplicable(
        "the law '\(law.name)' says that it never happens in \(forbidden) of the \(Int(available.runs)) runs that were seen to do it"
      )
    }
    guard var optimum = likelihood.search(from: support) else {
      throw NotApplicable("the likelihood of the law '\(law.name)' has no maximum that was found")
    }
    let freedom = max(1, Int(available.runs) - law.coefficients.count)
    var found = try FitSpread(&likelihood, at: optimum, seen: Int(available.runs), clusters: clusters)
    var ends: [ProfileInterval] = []
    if law.role != .saturated {
      // A profile that climbs above the maximum has found a better one.
      for _ in 0..<5 {
        var profile = ProfileLikelihood(likelihood, optimum: optimum, spread: found, level: level)
        ends = law.coefficients.indices.map { profile.interval(of: $0) }
        guard let better = profile.better else { break }
        optimum = likelihood.climb(from: better, iterations: 300)
        found = try FitSpread(&likelihood, at: optimum, seen: Int(available.runs), clusters: clusters)
      }
    }
    self.law = law
    self.distribution = distribution
    self.level = level
    self.times = times
    self.covariates = covariates
    self.clusters = clusters
    self.likelihood = likelihood
    self.optimum = optimum
    spread = found
    logLikelihood = optimum.value
    runs = times.count
    seen = Int(available.runs)
    let values = likelihood.coefficients(at: optimum.point)
    let quantile = gsl_cdf_tdist_Pinv((1 + level) / 2, Double(found.freedom))
    coefficients = law.coefficients.indices.map { index in
      let error = found.standardError(of: index) * abs(likelihood.rate(index, optimum.point[index]))
      let interval =
        ends.indices.contains(index)
        ? ends[index].range : ClosedRange.between(values[index] - quantile * error, values[index] + quantile * error)
      return Estimate(
        values[index], standardError: error, interval: interval, level: level, effectiveSamples: available.runs)
    }
    scale = Self.scale(
      exp(optimum.point[law.coefficients.count]) * (Double(seen) / Double(freedom)).squareRoot(),
      logarithmicError: found.standardError(of: law.coefficients.count), level: level, samples: available.runs)
    isIdentified = found.edges.isEmpty && optimum.converged
    notes = Self.notes(likelihood, optimum, found, ends)
  }

  /// The logarithms' scatter with the interval of χ²: exact for normal logarithms, and by its relative error for others.
  private static func scale(_ value: Double, logarithmicError: Double, level: Double, samples: Double) -> Estimate {
    let freedom = 1 / (2 * logarithmicError * logarithmicError)
    var interval: ClosedRange<Double>?
    if freedom.isFinite, freedom > 0 {
      let ends = [(1 + level) / 2, (1 - level) / 2].map {
        value * (freedom / gsl_cdf_chisq_Pinv($0, freedom)).squareRoot()
      }
      interval = .between(ends[0], ends[1])
    }
    return Estimate(
      value, standardError: value * logarithmicError, interval: interval, level: level, effectiveSamples: samples)
  }

  private static func check(
    _ times: [CensoredTime], _ covariates: [[Double]], _ law: TimeLaw, _ clusters: [Int]?
  ) throws(NotApplicable) {
    guard times.count == covariates.count, clusters.map({ $0.count == times.count }) ?? true else {
      throw NotApplicable("a fit needs as many covariates as times")
    }
    guard times.allSatisfy(\.isSound) else {
      throw NotApplicable("the times of a fit must be positive, finite, and end after they begin")
    }
    guard covariates.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw NotApplicable("the law '\(law.name)' needs finite covariates")
    }
    guard times.contains(where: { !$0.isCensored }) else {
      throw NotApplicable("none of the \(times.count) runs was seen to do it: there are only lower bounds")
    }
  }

  private static func check(seen: Int, values: Int, of law: TimeLaw, runs: Int) throws(NotApplicable) {
    let count = law.coefficients.count
    let what =
      "the law '\(law.name)' has \(count == 1 ? "one coefficient" : "\(count) coefficients") and needs at least "
    guard seen >= law.leastSeen else {
      throw NotApplicable(what + "\(law.leastSeen) runs that were seen to do it; there are \(seen) of \(runs)")
    }
    guard values >= law.leastValues else {
      throw NotApplicable(
        what
          + "\(law.leastValues) different values among the runs that were seen to do it; there \(values == 1 ? "is" : "are") "
          + "\(values)")
    }
  }
}

extension CensoredFit {
  /// Coefficients of the law and σ.
  package var parameterCount: Int { law.coefficients.count + 1 }

  /// Akaike's criterion, 2k − 2 ln L, with σ counted in k.
  package var aic: Double { 2 * Double(parameterCount) - 2 * logLikelihood }

  /// Akaike's criterion for few samples, AIC + 2k(k + 1)/(d − k − 1), with d the runs that were seen: the others say little
  /// (C. M. Hurvich and C.-L. Tsai, Biometrika 76 (1989) 297). ∞ where d ≤ k + 1.
  package var aicc: Double {
    let k = Double(parameterCount)
    let rest = Double(seen) - k - 1
    return rest > 0 ? aic + 2 * k * (k + 1) / rest : .infinity
  }

  /// Schwarz's criterion, k ln d − 2 ln L, with d the runs that were seen (C. T. Volinsky and A. E. Raftery, Biometrics 56 (2000) 256).
  package var bic: Double { Double(parameterCount) * log(Double(seen)) - 2 * logLikelihood }

  /// A coefficient by its name.
  package func coefficient(_ name: String) -> Estimate? {
    law.coefficients.firstIndex { $0.name == name }.map { coefficients[$0] }
  }

  private static func notes(
    _ likelihood: CensoredLikelihood, _ optimum: LikelihoodOptimum, _ spread: FitSpread, _ ends: [ProfileInterval]
  ) -> [String] {
    var notes: [String] = []
    if !optimum.converged { notes.append("the search for the maximum of the likelihood did not come to rest") }
    for (index, coefficient) in likelihood.law.coefficients.enumerated() {
      let name = "\(coefficient.symbol) (\(coefficient.name))"
      if spread.edges.contains(index) {
        switch coefficient.domain {
        case .belowSeen where likelihood.isAtInfinity(index, optimum.point[index]):
          notes.append("\(name) runs to −∞: the runs see no such limit, and the law has become the one without it")
        case .belowSeen:
          notes.append("\(name) runs into the smallest value that was seen to do it")
        case .positive where optimum.point[index] < 0 || spread.isSmall(index, optimum, likelihood):
          notes.append("\(name) runs to zero: the runs see none of it")
        default:
          notes.append("the runs do not determine \(name)")
        }
      } else if ends.indices.contains(index), let range = ends[index].range {
        if ends[index].isOpenBelow { notes.append("the runs do not bound \(name) from below") }
        if range.upperBound == .infinity { notes.append("the runs do not bound \(name) from above") }
      }
    }
    if let clusters = spread.clusters, clusters < 10 {
      notes.append("only \(clusters) groups of runs are independent: the errors are rough")
    }
    return notes
  }
}
