// SPDX-License-Identifier: GPL-3.0-or-later

/// What a plan of training is for, as far as its keys depend on it.
package struct PlanPurpose: Sendable, Equatable {
  /// Whether `steps: 0` has a meaning: the evaluation of given weights.
  package var mayTakeNoSteps: Bool
  /// Whether `steps` is an axis of the sweep, so that an event or a snapshot may lie beyond the end of some of its runs.
  package var stepsAreSwept: Bool
  /// Whether weights are kept, so that snapshots have a place.
  package var keepsWeights: Bool

  /// By default a run of at least one step and of a length of its own, whose weights are kept.
  package init(mayTakeNoSteps: Bool = false, stepsAreSwept: Bool = false, keepsWeights: Bool = true) {
    self.mayTakeNoSteps = mayTakeNoSteps
    self.stepsAreSwept = stepsAreSwept
    self.keepsWeights = keepsWeights
  }
}

extension TrainingPlan {
  /// The steps of events that lie beyond the last step and never happen, rising.
  package var unreachedEvents: [Int] { phases.map(\.from).filter { $0 > steps } }
}
