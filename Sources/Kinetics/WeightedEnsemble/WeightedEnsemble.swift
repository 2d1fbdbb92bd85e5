// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
import Potentials
import Randomness
package import Statistics

/// Weighted ensemble: walkers with weights, equally many in every bin along a score, so that rare places are as well
/// populated as common ones and carry small weights.
///
/// Every few steps the walkers of a bin are split and merged into a fixed number, without changing the mean of anything
/// (G. A. Huber and S. Kim, Biophys. J. 70 (1996) 97; B. W. Zhang, D. Jasnow and D. M. Zuckerman, J. Chem. Phys. 132 (2010)
/// 054107): whatever the bins, the ensemble evolves as the dynamics does. Two uses:
///
/// - With a target, a walker that arrives is sent back to the start with its weight. In the steady state the flux into the target is
///   the inverse of the mean first-passage time from the start (Hill's relation; D. Bhatt, B. W. Zhang and D. M. Zuckerman,
///   J. Chem. Phys. 133 (2010) 014110).
/// - Without one, the weights in a region are the probability to be there at that time, or after a while the stationary one.
package struct WeightedEnsemble: Sendable {
  /// The walkers' motion from one resampling to the next, the target if there is one, and the score that the bins are laid
  /// along.
  package let excursions: Excursions
  /// How many walkers an occupied bin has after each resampling.
  package let walkersPerBin: Int
  /// Whether walkers that arrive are sent back to the start; otherwise each is taken out with its weight.
  package let sendsBack: Bool
  /// Where walkers that come from the start are in the long run, if it is known.
  package let law: ReactantLaw?
  private let pool: Walkers
  /// The excursions without a score: it is asked at each resampling only, and a coordinate costs next to nothing.
  private let motion: Excursions

  /// At most so many far wells have bins of their own.
  private static let mostFarWells = 6

  /// An ensemble.
  ///
  /// - Parameters:
  ///   - excursions: their home and floor play no part.
  ///   - starts: d × n draws from the law that walkers start from and are sent back to, coordinate-major.
  ///   - law: the steady state to begin from, but for what the start's own surroundings change in it; each far well has bins
  ///     of its own along the score.
  /// - Throws: `NotApplicable` without starting points.
  package init(
    _ excursions: Excursions, starts: [Double], walkersPerBin: Int, stepsPerIteration: Int, sendsBack: Bool = true,
    law: ReactantLaw? = nil
  ) throws(NotApplicable) {
    guard starts.count >= excursions.potential.dimension, starts.allSatisfy(\.isFinite) else {
      throw NotApplicable("there are no starting points")
    }
    var excursions = excursions
    excursions.home = nil
    excursions.floor = -.infinity
    excursions.stepLimit = max(1, stepsPerIteration)
    self.excursions = excursions
    excursions.score = CoordinateScore(0)
    motion = excursions
    self.walkersPerBin = max(1, walkersPerBin)
    self.sendsBack = sendsBack
    self.law = law
    pool = excursions.walkers((0..<UInt32(starts.count / excursions.potential.dimension)).map { $0 }, at: starts)
  }

  /// Steps from one resampling to the next.
  package var stepsPerIteration: Int { excursions.stepLimit }

  /// The time between two resamplings.
  package var resamplingTime: Double { Double(stepsPerIteration) * excursions.timeStep }

  /// The scores of the walkers as they stand.
  package func scores(of ensemble: WeightedWalkers) -> [Double] {
    excursions.score.scores(of: ensemble.walkers.positions, count: ensemble.walkers.count)
  }

  /// All starting points with equal weights, which add up to one.
  package func start() -> WeightedWalkers {
    WeightedWalkers(walkers: pool, weights: Array(repeating: 1 / Double(pool.count), count: pool.count))
  }

  /// The steady state as the law has it, every part of space as well populated as later; all starting points where there is no
  /// law.
  package func start(in bins: ScoreBins) -> WeightedWalkers {
    guard let law else { return start() }
    var stream = RandomStream(
      StreamName(seed: excursions.seed, task: excursions.task, purpose: .resampling), walker: 2)
    let drawn = law.draw(
      perPart: walkersPerBin,
      part: { positions, count in
        let wells = parts(of: positions, count: count)
        let scores = excursions.score.scores(of: positions, count: count)
        return (0..<count).map { wells[$0] * bins.count + bins.bin(of: scores[$0]) }
      }, using: &stream)
    let names = (0..<UInt32(drawn.weights.count)).map { $0 }
    return WeightedWalkers(walkers: excursions.walkers(names, at: drawn.positions), weights: drawn.weights)
  }

  /// The far wells that have bins of their own, by their numbers from 1 on; 0 for all other walkers.
  private func parts(of positions: [Double], count: Int) -> [Int] {
    guard let law, law.hasFarTime else { return Array(repeating: 0, count: count) }
    return law.farWells(of: positions, count: count).map { Int($0) <= Self.mostFarWells ? Int($0) : 0 }
  }

  /// Splits and merges, then moves all walkers: one iteration.
  ///
  /// - Parameters:
  ///   - ensemble: the walkers.
  ///   - bins: along the score; they may depend on anything that has happened before.
  ///   - threads: how many threads to use.
  package func iterate(_ ensemble: inout WeightedWalkers, in bins: ScoreBins, threads: Int = 1) {
    resample(&ensemble, in: bins)
    let first = UInt64(ensemble.iteration) * UInt64(stepsPerIteration)
    // Walkers are named by their places and no step is used twice, so copies part with their next step.
    let result = motion.run(ensemble.walkers, firstStep: first, threads: threads)
    ensemble.walkers = result.ends
    ensemble.walkerSteps += ensemble.walkers.count * stepsPerIteration
    ensemble.iteration += 1
    var arrived = 0.0
    var idle = 0.0
    var ended: [Int] = []
    for (place, outcome) in result.outcomes.enumerated() where outcome != .limit {
      let weight = ensemble.weights[place]
      ended.append(place)
      if outcome == .target {
        arrived += weight
        idle += weight * (resamplingTime - result.times[place])
      } else {
        ensemble.diverged += 1
        ensemble.divergedWeight += weight
      }
    }
    ensemble.arrivals.append(arrived)
    ensemble.idleTimes.append(idle)
    if !ended.isEmpty { replace(ended, in: &ensemble) }
  }

  /// Puts walkers at starting points in the places of those that have ended, or takes these out.
  private func replace(_ ended: [Int], in ensemble: inout WeightedWalkers) {
    guard sendsBack else {
      var stays = [Bool](repeating: true, count: ensemble.walkers.count)
      for place in ended { stays[place] = false }
      let left = stays.indices.filter { stays[$0] }
      ensemble.walkers = ensemble.walkers.selecting(left)
      ensemble.weights = left.map { ensemble.weights[$0] }
      return
    }
    var stream = RandomStream(
      StreamName(seed: excursions.seed, task: excursions.task, purpose: .resampling), walker: 1,
      position: UInt64(ensemble.iteration) << 24)
    ensemble.walkers.replace(ended, with: pool.selecting(ended.map { _ in stream.whole(below: pool.count) }))
  }

  /// Splits and merges the walkers without changing the mean of anything.
  private func resample(_ ensemble: inout WeightedWalkers, in bins: ScoreBins) {
    var stream = RandomStream(
      StreamName(seed: excursions.seed, task: excursions.task, purpose: .resampling), walker: 0,
      position: UInt64(ensemble.iteration) << 24)
    let own = parts(of: ensemble.walkers.positions, count: ensemble.walkers.count)
    let children = Resampling(bins: bins, walkersPerBin: walkersPerBin).children(
      scores: scores(of: ensemble), weights: ensemble.weights, parts: own, using: &stream)
    ensemble.walkers = ensemble.walkers.copies(of: children.parents)
    ensemble.weights = children.weights
  }
}
