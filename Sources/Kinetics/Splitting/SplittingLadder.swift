// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// How likely it is to come as far as a score before being home again, as one repetition of a splitting found it on its way.
///
/// When all replicas that came no further than Z have been killed, Π (1 − K/N) so far is the probability of a score above Z;
/// at the target the share of those that arrived comes on top.
package struct SplittingLadder: Sendable, Equatable, Codable {
  /// Scores, ascending: the lowest at the start, levels, and the lowest with which a replica arrived, if any did.
  package private(set) var scores: [Double]
  /// The logarithms of the probabilities to come so far: 0 at the start, and ln p̂ at the end if any arrived.
  package private(set) var logChances: [Double]

  /// Of the levels at most about so many are kept: enough for a figure, however few are killed at a time.
  private static let levels = 400

  /// A ladder without rungs.
  init() { (scores, logChances) = ([], []) }

  /// The ladder of a repetition.
  ///
  /// - Parameters:
  ///   - start: the lowest score of a replica at its start.
  ///   - levels: those at which replicas were killed, ascending, with ln Π (1 − K/N) after each.
  ///   - arrival: the lowest score of a replica at the target, and ln p̂; `nil` if none is there.
  init(start: Double, levels: [(score: Double, logChance: Double)], arrival: (score: Double, logChance: Double)?) {
    let stride = (levels.count + Self.levels - 1) / Self.levels
    var rungs = [(score: start, logChance: 0.0)]
    for (index, level) in levels.enumerated() where (index + 1) % max(stride, 1) == 0 { rungs.append(level) }
    // A replica that arrives has come as far as the last level, whatever its score was.
    if let arrival { rungs.append((max(arrival.score, rungs[rungs.count - 1].score), arrival.logChance)) }
    // A replica that was lost has no score.
    rungs = rungs.filter { $0.score.isFinite && $0.logChance.isFinite }
    scores = rungs.map(\.score)
    logChances = rungs.map(\.logChance)
  }

  /// The probability to come as far as a score, its logarithm linear between the levels; 1 up to the start, and beyond the
  /// end p̂.
  ///
  /// - Parameter probability: p̂.
  package func chance(of score: Double, probability: Double) -> Double {
    guard let first = scores.first, let last = scores.last, score > first else { return 1 }
    guard score < last, let upper = scores.firstIndex(where: { $0 > score }) else { return probability }
    let share = (score - scores[upper - 1]) / (scores[upper] - scores[upper - 1])
    return exp(logChances[upper - 1] + share * (logChances[upper] - logChances[upper - 1]))
  }
}
