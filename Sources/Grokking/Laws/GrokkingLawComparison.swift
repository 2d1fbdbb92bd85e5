// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// The laws of a family, a constant and a saturated law, fitted to the same runs and compared.
package struct GrokkingLawComparison: Sendable {
  /// What times are related to.
  package let family: LawFamily
  /// Which times of the runs the laws were fitted to.
  package let time: LearningTime
  /// The fitted laws, compared.
  package let laws: LawComparison
  /// The runs that took part, in their order.
  package let runs: [GrokkingRun]
  /// The covariates by which the saturated law tells values apart.
  package let values: [[Double]]
  /// Sentences about runs that were left out and about what is assumed.
  package let notes: [String]

  /// Fits the laws of a family to the times of some runs and compares them.
  ///
  /// Runs that share a training set (size and data seed) are drawn together, and their errors are the sandwich's, if there are at least ten
  /// training sets.
  ///
  /// - Parameters:
  ///   - runs: all of them; those without the time, or for relations without a memorization time, are left out and counted in the notes.
  ///   - family: what times are related to; laws of other families are ignored.
  ///   - laws: by default all of the family.
  ///   - replicates: bootstrap draws; none if zero.
  ///   - simulations: of the residual test; none if zero.
  ///   - generator: where draws and simulations come from.
  package init(
    _ runs: [GrokkingRun], family: LawFamily, laws: [GrokkingLaw]? = nil, time: LearningTime = .grokking,
    distributions: [TimeDistribution] = TimeDistribution.allCases, level: Double = 0.95, replicates: Int = 1000,
    simulations: Int = 400, using generator: inout some RandomNumberGenerator
  ) {
    self.family = family
    self.time = time
    var notes: [String] = []
    let kept = runs.filter { run in
      guard time.time(of: run) != nil else { return false }
      return family != .relation || run.memorization.map { !$0.isCensored } ?? false
    }
    if kept.count < runs.count {
      notes.append(
        "\(runs.count - kept.count) of \(runs.count) runs are left out: they have no "
          + (family == .relation || time == .memorization ? "memorization time" : "grokking time"))
    }
    self.runs = kept
    let times = kept.compactMap { time.time(of: $0) }
    let clusters = Self.clusters(of: kept, notes: &notes)
    var candidates = [LawCandidate(.constant, covariates: kept.map { _ in [] })]
    var refused: [UnfittedLaw] = []
    for law in laws ?? GrokkingLaw.of(family) where law.family == family {
      do { candidates.append(try law.candidate(for: kept)) } catch {
        refused.append(UnfittedLaw(name: law.name, reason: error))
      }
    }
    values = Self.values(of: kept, family: family)
    let seen = Set(zip(values, times).filter { !$0.1.isCensored }.map(\.0))
    let order = seen.sorted { $0.lexicographicallyPrecedes($1) }
    // A median at each value needs values that repeat.
    if seen.count > 1, times.count(where: { !$0.isCensored }) >= 2 * seen.count {
      candidates.append(LawCandidate(.saturated(at: order), covariates: values))
    }
    if family == .relation {
      notes.append("the memorization time is taken as known; its own scatter flattens the fitted exponent")
    }
    self.notes = notes
    self.laws = LawComparison(
      candidates, times: times, distributions: distributions, level: level, clusters: clusters, replicates: replicates,
      simulations: simulations, refused: refused, using: &generator)
  }

  /// The fewest training sets for which errors are those over training sets.
  static let fewestClusters = 10

  /// A number for each training set; `nil` where no two runs share one, or where there are too few to tell their scatter.
  static func clusters(of runs: [GrokkingRun], notes: inout [String]) -> [Int]? {
    struct TrainingSet: Hashable {
      let size: Double
      let seed: Int
    }
    var places: [TrainingSet: Int] = [:]
    let names = runs.map { run in
      let set = TrainingSet(size: run.size, seed: run.dataSeed)
      let place = places[set] ?? places.count
      places[set] = place
      return place
    }
    guard places.count < runs.count else { return nil }
    guard places.count >= fewestClusters else {
      notes.append(
        "the runs share \(places.count) training sets, too few to tell how these scatter: errors hold for these training sets"
      )
      return nil
    }
    return names
  }

  private static func values(of runs: [GrokkingRun], family: LawFamily) -> [[Double]] {
    let covariate: RunCovariate =
      switch family {
      case .size: .size
      case .relation: .logarithmicMemorizationTime
      case .decay: .decay
      case .temperature: .temperature
      }
    // Where a run lacks the covariate each law has been refused with that reason; a single value tells nothing apart.
    return ((try? covariate.values(of: runs)) ?? runs.map { _ in 0 }).map { [$0] }
  }

  /// Tests a law within a wider one, both with the same distribution: `time-square` within `time-power`, q = 2.
  package func test(_ law: String, within wider: String, distribution: TimeDistribution) -> FitTest? {
    func fit(_ name: String) -> CensoredFit? {
      laws.standings.first { $0.fit.law.name == name && $0.fit.distribution == distribution }?.fit
    }
    guard let narrow = fit(law), let wide = fit(wider) else { return nil }
    return narrow.likelihoodRatioTest(within: wide)
  }
}
