// SPDX-License-Identifier: GPL-3.0-or-later

/// What a run found, one row for each evaluation; the columns have the same length.
package struct TrainingRecord: Sendable, Equatable {
  /// One evaluation. What does not exist is NaN in the columns: the test loss without a test set, accuracies where answers
  /// are not classes, the temperature of the gradient noise on the full batch.
  package struct Row: Sendable, Equatable {
    /// Steps taken before.
    package var step: Int
    /// Mean loss over the training set.
    package var trainLoss: Double
    /// Mean loss over the test set.
    package var testLoss: Double
    /// The part of the training set that is right.
    package var trainAccuracy: Double
    /// The part of the test set that is right.
    package var testAccuracy: Double
    /// |w| of each group, in the order of `groups`.
    package var weightNorms: [Double]
    /// |g| of the step's batch, before clipping.
    package var gradientNorm: Double
    /// θ_eff = Σ ηᵢ tr Covᵢ/(2Bd) over the groups i, with the covariance of the gradients of single examples: the
    /// temperature whose Langevin noise has the variance of the noise of mini-batches in plain SGD.
    package var gradientNoiseTemperature: Double
    /// The cosine of −g and w, with the gradient of the step's batch: 1 where descent does nothing but make the weights longer.
    package var descentAlignment: Double
    /// The part of the training set whose loss has collapsed (see `Objective.collapsedShare`); NaN where it is not looked at.
    package var collapsedShare: Double
    /// What all rates are multiplied with at the step.
    package var rateFactor: Double
  }

  /// Weights at a chosen step.
  package struct Snapshot: Sendable, Equatable {
    /// Why the weights were kept.
    package enum Reason: String, Sendable, Equatable, CaseIterable {
      /// Before the first step.
      case start
      /// The first evaluation with the training accuracy of `EvaluationPlan.memorizedAt`.
      case memorized
      /// The first evaluation with the test accuracy of `EvaluationPlan.grokkedAt`.
      case grokked
      /// A step that the user named.
      case chosen
      /// After the last step.
      case end
    }

    /// Steps taken before.
    package var step: Int
    /// Why the weights were kept.
    package var reason: Reason
    /// The weights as one flat vector.
    package var weights: [Double]
  }

  /// The names of the layout's groups.
  package let groups: [String]
  /// Steps taken before each evaluation, rising.
  package internal(set) var steps: [Int] = []
  /// Mean loss over the training set.
  package internal(set) var trainLoss: [Double] = []
  /// Mean loss over the test set.
  package internal(set) var testLoss: [Double] = []
  /// The part of the training set that is right.
  package internal(set) var trainAccuracy: [Double] = []
  /// The part of the test set that is right.
  package internal(set) var testAccuracy: [Double] = []
  /// |w|, a column for each group.
  package internal(set) var weightNorms: [[Double]]
  /// |g| of the step's batch, before clipping.
  package internal(set) var gradientNorm: [Double] = []
  /// θ_eff of mini-batches; see `Row`.
  package internal(set) var gradientNoiseTemperature: [Double] = []
  /// The cosine of −g and w.
  package internal(set) var descentAlignment: [Double] = []
  /// The part of the training set whose loss has collapsed.
  package internal(set) var collapsedShare: [Double] = []
  /// What all rates were multiplied with.
  package internal(set) var rateFactor: [Double] = []
  /// Weights at chosen steps, steps rising.
  package internal(set) var snapshots: [Snapshot] = []

  /// An empty record of a network with some groups.
  package init(groups: [String]) {
    self.groups = groups
    weightNorms = groups.map { _ in [] }
  }

  /// How many evaluations it has.
  package var count: Int { steps.count }

  /// The evaluation of a given number, the first one 0.
  package subscript(index: Int) -> Row {
    Row(
      step: steps[index], trainLoss: trainLoss[index], testLoss: testLoss[index], trainAccuracy: trainAccuracy[index],
      testAccuracy: testAccuracy[index], weightNorms: weightNorms.map { $0[index] }, gradientNorm: gradientNorm[index],
      gradientNoiseTemperature: gradientNoiseTemperature[index], descentAlignment: descentAlignment[index],
      collapsedShare: collapsedShare[index], rateFactor: rateFactor[index])
  }

  /// The last evaluation.
  package var last: Row? { count == 0 ? nil : self[count - 1] }

  /// Adds an evaluation; its step is greater than the ones before.
  package mutating func append(_ row: Row) {
    steps.append(row.step)
    trainLoss.append(row.trainLoss)
    testLoss.append(row.testLoss)
    trainAccuracy.append(row.trainAccuracy)
    testAccuracy.append(row.testAccuracy)
    for index in weightNorms.indices { weightNorms[index].append(row.weightNorms[index]) }
    gradientNorm.append(row.gradientNorm)
    gradientNoiseTemperature.append(row.gradientNoiseTemperature)
    descentAlignment.append(row.descentAlignment)
    collapsedShare.append(row.collapsedShare)
    rateFactor.append(row.rateFactor)
  }

  /// When a column first reached a threshold.
  package struct Crossing: Sendable, Equatable {
    /// The first evaluated step at which it was reached.
    package var step: Int
    /// The evaluated step before, at which it was not: the crossing lies in (`after`, `step`]; −1 at the first one.
    package var after: Int
  }

  /// The first evaluation at which a column is at or above a threshold; `nil` if it never is.
  package func firstCrossing(of column: KeyPath<TrainingRecord, [Double]>, threshold: Double) -> Crossing? {
    guard let index = self[keyPath: column].firstIndex(where: { $0 >= threshold }) else { return nil }
    return Crossing(step: steps[index], after: index == 0 ? -1 : steps[index - 1])
  }

  /// Numbers bit by bit, so that a NaN equals itself.
  package static func == (left: TrainingRecord, right: TrainingRecord) -> Bool {
    func same(_ a: [Double], _ b: [Double]) -> Bool { a.map(\.bitPattern) == b.map(\.bitPattern) }
    return left.groups == right.groups && left.steps == right.steps && left.snapshots == right.snapshots
      && columns.allSatisfy { same(left[keyPath: $0], right[keyPath: $0]) }
      && zip(left.weightNorms, right.weightNorms).allSatisfy { same($0, $1) }
  }
}
