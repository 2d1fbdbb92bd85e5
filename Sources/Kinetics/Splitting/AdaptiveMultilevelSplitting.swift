// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
import Foundation
import Randomness
package import Statistics

/// The probability to reach the target before home, however small, by adaptive multilevel splitting.
///
/// N replicas run until they are home or at the target. Then again and again: Z is the k-th smallest of the largest scores
/// that they have had (∞ at the target); all with a largest score of at most Z are killed, K of them, and each is born
/// again as a copy of a random survivor up to the first point with a score above Z, from where it runs on with noise of
/// its own. When Z = ∞,
///
///     p̂ = Π (1 − K/N) · (share of replicas at the target),
///
/// and p̂ = 0 if all are killed at once. E p̂ = p for any score, any N and k, ties and discrete time included (Bréhier,
/// Gazeau, Goudenège, Lelièvre and Rousset, Ann. Appl. Probab. 26 (2016) 3559); with the committor as score its relative
/// variance is −ln p/N (Cérou and Guyader, Stoch. Anal. Appl. 25 (2007) 417), times s/((1 − s)(−ln(1 − s))) for a share
/// s = k/N of killed ones. The point of branching is found by running the survivor's last piece again, so no path is kept.
package struct AdaptiveMultilevelSplitting: Sendable {
  /// The walkers: landscape, scheme, score, home, target, seed and task.
  package var excursions: Excursions
  /// N.
  package var replicas: Int
  /// The share s of the replicas to kill at a time.
  package var killedShare: Double
  /// How many paths of replicas that reached the target to keep, over all repetitions together.
  package var keptPaths: Int

  /// Most repetitions under one seed and task.
  package static let mostRepetitions = 1024
  /// Names of walkers that a repetition may use up.
  static let namesOfRepetition: UInt32 = 1 << 22

  /// A splitting.
  ///
  /// - Parameters:
  ///   - excursions: with a target, and with a home or a floor; at a constant temperature.
  ///   - replicas: N ≥ 2.
  ///   - killedShare: 0 < s < 1.
  package init(_ excursions: Excursions, replicas: Int = 1000, killedShare: Double = 0.1, keptPaths: Int = 0) {
    self.excursions = excursions
    self.replicas = max(2, replicas)
    self.killedShare = min(max(killedShare, 0), 0.9)
    self.keptPaths = keptPaths
  }

  /// k: how many replicas are killed at a time, at least.
  package var killedAtLeast: Int { min(max(1, Int(killedShare * Double(replicas))), replicas - 1) }

  /// Estimates the probability several times, side by side and independently.
  ///
  /// - Parameters:
  ///   - repetitions: their numbers, below `mostRepetitions`; a repetition is a function of its number and the task.
  ///   - threads: how many threads to use.
  ///   - starts: d × N coordinates of the replicas of a repetition, coordinate-major, given N names to draw them by.
  ///   - observe: called every 20 milliseconds or so; returning `false` stops.
  /// - Returns: one probability for each repetition; `nil` if the observer said stop.
  /// - Throws: `NotApplicable` if the score is not increasing towards the target, or there are too many repetitions.
  package func probabilities(
    repetitions: Range<Int>, threads: Int = 1, starts: (Range<UInt32>) -> [Double],
    observe: (SplittingProgress) -> Bool = { _ in true }
  ) throws(NotApplicable) -> [SplittingProbability]? {
    var names = try SplittingNames(repetitions, replicas: replicas)
    var states = names.draw(replicas, for: excursions, starts)
    try requireRise(from: states)
    states = names.renaming(states, replicas: replicas)
    return run(
      from: states, &names, timedAbove: Array(repeating: -.infinity, count: repetitions.count), threads: threads,
      observe: observe)
  }

  /// The relative variance of p̂ in the ideal case, −ln p/N times the price of killing many at a time.
  package func idealRelativeVariance(of probability: Double) -> Double {
    let share = Double(killedAtLeast) / Double(replicas)
    return -log(probability) / Double(replicas) * share / ((1 - share) * -log1p(-share))
  }
}

/// How far a splitting is.
package struct SplittingProgress: Sendable, Equatable {
  /// Steps taken so far.
  package var walkerSteps: Int
  /// How often replicas were killed; 0 before that.
  package var iterations: Int
  /// ln p̂ so far, averaged over the repetitions.
  package var logProbability: Double
  /// How many repetitions are still running.
  package var running: Int
}

/// What one repetition came to.
package struct SplittingProbability: Sendable, Equatable, Codable {
  /// p̂, possibly zero.
  package var probability: Double
  /// The mean time of the replicas at the target from their start; zero if there are none.
  package var reactiveTime: Double
  /// How often replicas were killed.
  package var iterations: Int
  /// Steps of replicas that diverged.
  package var diverged: Int
  /// Steps taken, those that were repeated included.
  package var walkerSteps: Int
  /// The probabilities to come as far as the levels on the way.
  package var ladder: SplittingLadder
  /// Whole paths of some replicas at the target.
  package var paths: [WalkerPath]
  /// How many of the first replicas the ones at the target descend from, (Σn)²/Σn² for n descendants each.
  package var ancestors: Double
  /// E[T; the largest score is above the level that was asked for], T the time from the start to home or target: every
  /// replica counts, those that were killed with the weights that they had then.
  package var timeAbove: Double

  /// Nothing yet.
  init() {
    (probability, reactiveTime, iterations, diverged, walkerSteps) = (0, 0, 0, 0, 0)
    (ladder, paths, ancestors, timeAbove) = (SplittingLadder(), [], 0, 0)
  }
}
