// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A law with the covariates that it wants of each run.
package struct LawCandidate: Sendable {
  /// The law.
  package let law: TimeLaw
  /// One vector a run.
  package let covariates: [[Double]]

  /// A candidate.
  package init(_ law: TimeLaw, covariates: [[Double]]) {
    self.law = law
    self.covariates = covariates
  }
}

/// A law that could not be fitted, and why.
package struct UnfittedLaw: Sendable, Equatable {
  /// The law's name.
  package let name: String
  /// Its distribution; `nil` where the law was refused before that was asked.
  package let distribution: TimeDistribution?
  /// Why it was refused, in a sentence.
  package let reason: NotApplicable

  /// A refusal.
  package init(name: String, distribution: TimeDistribution? = nil, reason: NotApplicable) {
    self.name = name
    self.distribution = distribution
    self.reason = reason
  }
}

/// A law in a comparison.
package struct LawStanding: Sendable {
  /// The fit.
  package let fit: CensoredFit
  /// Its corrected AIC above the smallest of all candidates; for a saturated law it may be negative. `nil` where the runs are too
  /// few to weigh the candidates.
  package let difference: Double?
  /// Its Akaike weight among the candidates, e^{−Δ/2}/Σ; zero for saturated laws, which stand outside; `nil` where the runs are too
  /// few to weigh the candidates.
  package let weight: Double?
  /// The test by which another law rejects it most strongly; `nil` where nothing could be tested.
  package let rejection: FitTest?
  /// The narrower law of which its medians are within a percent: the values of its coefficients say nothing beyond it.
  package let become: String?
  /// The share of bootstrap replicates in which it had the smallest corrected AIC; `nil` without a bootstrap.
  package let selection: Double?
  /// Against one free median at each of its values; `nil` where they do not repeat.
  package let lackOfFit: FitTest?
  /// Of the residuals' distribution; `nil` where it was not asked for.
  package let residualTest: FitTest?
  /// The bootstrap, if there was one.
  package let bootstrap: LawBootstrap?

  /// The smaller p-value of both tests, times two where there are two (Bonferroni).
  package var goodness: Double? {
    let values = [lackOfFit?.pValue, residualTest?.pValue].compactMap(\.self)
    return values.min().map { min(1, $0 * Double(values.count)) }
  }

  /// Whether a test contradicts the law, p < .01.
  package var isContradicted: Bool { goodness.map { $0 < LawComparison.contradiction } ?? false }

  /// Whether another law describes the runs so much better that this one cannot be true, p < .01.
  package var isRejected: Bool { rejection.map { $0.pValue < LawComparison.contradiction } ?? false }
}

/// Several laws with both distributions, fitted to the same runs, tested and weighed against each other.
///
/// Each law is tested against every other (`CensoredFit.rejectionTest`); those that are not rejected are tenable, and the verdict speaks
/// of them alone. Weights by the corrected AIC stand beside, where the runs are enough for its correction; candidates are ordered by
/// it. A constant law takes part, so that the comparison says whether anything matters at all; saturated laws stand outside, as what
/// could be reached at most.
package struct LawComparison: Sendable {
  /// The p-value below which a test contradicts a law, or rejects it against another one.
  package static let contradiction = 0.01
  /// The factor within which a wider law has become the narrower one.
  static let identical = 1.01

  /// All fits, the best first.
  package let standings: [LawStanding]
  /// Laws that could not be fitted.
  package let unfitted: [UnfittedLaw]

  /// Fits and compares.
  ///
  /// - Parameters:
  ///   - candidates: laws with their covariates, all for the same runs.
  ///   - times: one a run.
  ///   - distributions: how times may scatter.
  ///   - level: the coverage of intervals.
  ///   - clusters: which runs belong together.
  ///   - replicates: bootstrap draws, the same for all laws; none if zero.
  ///   - simulations: of the residual test; none if zero.
  ///   - refused: laws that were turned down before, to be listed with the others.
  ///   - generator: where draws and simulations come from.
  package init(
    _ candidates: [LawCandidate], times: [CensoredTime], distributions: [TimeDistribution] = TimeDistribution.allCases,
    level: Double = 0.95, clusters: [Int]? = nil, replicates: Int = 0, simulations: Int = 0,
    refused: [UnfittedLaw] = [], using generator: inout some RandomNumberGenerator
  ) {
    var fits: [CensoredFit] = []
    var unfitted = refused
    for candidate in candidates {
      for distribution in distributions {
        do {
          fits.append(
            try CensoredFit(
              times: times, covariates: candidate.covariates, law: candidate.law, distribution: distribution,
              level: level, clusters: clusters))
        } catch {
          unfitted.append(UnfittedLaw(name: candidate.law.name, distribution: distribution, reason: error))
        }
      }
    }
    let draws =
      replicates > 0
      ? ResampledRuns(runs: times.count, clusters: clusters, replicates: replicates, using: &generator) : nil
    var bootstraps: [LawBootstrap?] = []
    var residualTests: [FitTest?] = []
    for fit in fits {
      bootstraps.append(fit.law.role == .saturated ? nil : draws.flatMap { fit.bootstrap($0) })
      residualTests.append(simulations > 0 ? fit.residualTest(simulations: simulations, using: &generator) : nil)
    }
    let members = fits.indices.filter { fits[$0].law.role != .saturated }
    let isWeighed = members.allSatisfy { fits[$0].aicc.isFinite }
    let least = members.map { fits[$0].aicc }.min() ?? .infinity
    let sum = members.reduce(0) { $0 + exp(-(fits[$1].aicc - least) / 2) }
    let selections = isWeighed ? Self.selections(fits, bootstraps, draws: draws?.counts.count ?? 0) : nil
    let best = Self.highest(members.map { fits[$0] })
    let standings = fits.indices.map { index in
      let fit = fits[index]
      let difference = isWeighed ? fit.aicc - least : nil
      let isOutside = fit.law.role == .saturated
      return LawStanding(
        fit: fit, difference: difference,
        weight: isOutside ? 0 : difference.map { exp(-$0 / 2) / sum },
        rejection: isOutside ? nil : Self.rejection(of: fit.law, among: best),
        become: isOutside ? nil : Self.become(fit, among: fits), selection: selections?[index],
        lackOfFit: fit.lackOfFitTest(), residualTest: residualTests[index], bootstrap: bootstraps[index])
    }
    self.standings = standings.sorted { Self.order($0, isWeighed) < Self.order($1, isWeighed) }
    self.unfitted = unfitted
  }

  private static func order(_ standing: LawStanding, _ isWeighed: Bool) -> Double {
    isWeighed ? standing.fit.aicc : standing.fit.aic
  }

  /// Each law with the distribution that it is better with.
  private static func highest(_ fits: [CensoredFit]) -> [CensoredFit] {
    fits.reduce(into: []) { best, fit in
      guard let place = best.firstIndex(where: { $0.law.name == fit.law.name }) else { return best.append(fit) }
      if fit.logLikelihood > best[place].logLikelihood { best[place] = fit }
    }
  }

  /// The strongest test of a law by the others.
  private static func rejection(of law: TimeLaw, among fits: [CensoredFit]) -> FitTest? {
    guard let own = fits.first(where: { $0.law.name == law.name }) else { return nil }
    return fits.filter { $0.law.name != law.name }.compactMap { own.rejectionTest(by: $0) }
      .min { $0.pValue < $1.pValue }
  }

  /// The narrowest law whose medians are those of a fit that the runs do not bound.
  private static func become(_ fit: CensoredFit, among fits: [CensoredFit]) -> String? {
    let isBounded = fit.isIdentified && fit.coefficients.allSatisfy { $0.bounds.lowerBound > -.infinity }
    guard !isBounded else { return nil }
    return fits.filter { other in
      fit.law.contained[other.law.name] != nil && other.distribution == fit.distribution
        && fit.medianRatio(to: other) < identical
    }.min { $0.law.coefficients.count < $1.law.coefficients.count }?.law.name
  }

  /// How often each fit had the smallest corrected AIC over the draws.
  private static func selections(_ fits: [CensoredFit], _ bootstraps: [LawBootstrap?], draws: Int) -> [Double?]? {
    guard draws > 0 else { return nil }
    var wins = fits.map { _ in 0.0 }
    var counted = 0.0
    for draw in 0..<draws {
      let scores = fits.indices.map { index in
        bootstraps[index]?.logLikelihoods[draw].map { -2 * $0 + fits[index].aicc + 2 * fits[index].logLikelihood }
          ?? .infinity
      }
      guard let least = scores.min(), least.isFinite, let winner = scores.firstIndex(of: least) else { continue }
      wins[winner] += 1
      counted += 1
    }
    return fits.indices.map { bootstraps[$0] == nil || counted == 0 ? nil : wins[$0] / counted }
  }
}

extension LawComparison {
  /// The candidates, saturated laws left out, the best first.
  package var candidates: [LawStanding] { standings.filter { $0.fit.law.role != .saturated } }

  /// The best of all candidates.
  package var best: LawStanding? { candidates.first }

  /// Each law with its better distribution, the best first.
  package var bestOfEachLaw: [LawStanding] {
    var seen: Set<String> = []
    return candidates.filter { seen.insert($0.fit.law.name).inserted }
  }

  /// The sum of the weights of a law over its distributions; `nil` where the runs are too few for weights.
  package func weight(of law: String) -> Double? {
    isWeighed ? candidates.filter { $0.fit.law.name == law }.reduce(0) { $0 + ($1.weight ?? 0) } : nil
  }

  /// Whether there are enough runs for weights by the corrected AIC: more than the coefficients of every candidate, σ and one.
  package var isWeighed: Bool { candidates.allSatisfy { $0.weight != nil } }
}
