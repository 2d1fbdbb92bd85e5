// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// When a run evaluates its training and test set.
///
/// The steps are geometric, about `perDecade` in each factor of ten and every one at the beginning, or equidistant. Where
/// the best training or test accuracy so far has been beaten by more than `rise` since the evaluation before, the run
/// goes back to that evaluation and evaluates again in smaller intervals, until the rise between two
/// neighbors is at most `rise` or they are `finest` steps apart; afterwards the intervals grow back. Since a run is a
/// function of the step, going back changes nothing but what is recorded: every rise is known to that resolution.
package struct EvaluationPlan: Sendable, Equatable {
  /// Evaluations per factor of ten in the step, ≥ 1.
  package var perDecade: Double
  /// Steps between evaluations if they are equidistant; `nil`: geometric.
  package var every: Int?
  /// The rise of accuracy between two evaluations that is refined; 1 switches that off.
  package var rise: Double
  /// The smallest interval between evaluations, in steps.
  package var finest: Int
  /// Steps whose weights are kept, beside those of the run's landmarks.
  package var snapshots: [Int]
  /// Whether the part of the training set whose loss has collapsed is found at each evaluation, by one more pass.
  package var findsCollapse: Bool
  /// The first training accuracy that counts as memorized, for a snapshot.
  package var memorizedAt: Double
  /// The first test accuracy that counts as grokked, for a snapshot.
  package var grokkedAt: Double

  /// By default 40 evaluations in each decade of steps, refined where the accuracy rises by more than 0.05.
  package init(
    perDecade: Double = 40, every: Int? = nil, rise: Double = 0.05, finest: Int = 1, snapshots: [Int] = [],
    findsCollapse: Bool = false, memorizedAt: Double = 0.99, grokkedAt: Double = 0.9
  ) {
    self.perDecade = perDecade
    self.every = every
    self.rise = rise
    self.finest = finest
    self.snapshots = snapshots
    self.findsCollapse = findsCollapse
    self.memorizedAt = memorizedAt
    self.grokkedAt = grokkedAt
  }

  /// The interval after a step when nothing rises.
  func interval(after step: Int) -> Int {
    if let every { return max(every, 1) }
    // A factor of 10^(1/perDecade) further, and a step at least.
    let ratio = pow(10, 1 / perDecade)
    return max(1, Int((Double(step) * (ratio - 1)).rounded(.up)))
  }
}
