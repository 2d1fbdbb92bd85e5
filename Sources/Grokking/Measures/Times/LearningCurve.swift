// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics
package import Training

/// Train and test accuracy of one run at the steps of its evaluations.
///
/// A run that went wrong ends at its last evaluation with finite numbers.
package struct LearningCurve: Sendable, Equatable {
  /// The steps, strictly ascending; 0 is the network before training.
  package let steps: [Double]
  /// The accuracy on the training set.
  package let train: [Double]
  /// The accuracy on the test set.
  package let test: [Double]
  /// The first evaluation that was not finite, if there was one; what follows is left out.
  package let divergedAt: Double?

  /// A curve through the evaluations of a run.
  ///
  /// - Parameters:
  ///   - steps: the steps of the evaluations.
  ///   - train: one accuracy each, 0…1.
  ///   - test: one accuracy each, 0…1.
  /// - Throws: `NotApplicable` if the lengths differ, the steps do not ascend from 0, or no evaluation is finite.
  package init(steps: [Double], train: [Double], test: [Double]) throws(NotApplicable) {
    guard steps.count == train.count, steps.count == test.count else {
      throw NotApplicable("a curve needs as many accuracies as steps")
    }
    guard steps.first ?? 0 >= 0, zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 }), steps.allSatisfy(\.isFinite)
    else { throw NotApplicable("the steps of a curve must ascend from zero or more") }
    let bad = steps.indices.first { !train[$0].isFinite || !test[$0].isFinite }
    let count = bad ?? steps.count
    guard count > 0 else { throw NotApplicable("no evaluation of the curve is finite") }
    self.steps = Array(steps.prefix(count))
    self.train = Array(train.prefix(count))
    self.test = Array(test.prefix(count))
    divergedAt = bad.map { steps[$0] }
  }

  /// The curve of a training run.
  ///
  /// - Throws: `NotApplicable` as above; also for tasks whose answers are not classes, and without a test set.
  package init(_ record: TrainingRecord) throws(NotApplicable) {
    try self.init(steps: record.steps.map(Double.init), train: record.trainAccuracy, test: record.testAccuracy)
  }

  /// When some values first stay at or above a threshold for so many successive evaluations.
  ///
  /// The time is the first of them. If the run ends before that many were seen, it is censored at the last evaluation
  /// below the threshold, the latest at which it is known not to have begun. What happens between two evaluations is not
  /// seen: an excursion above the threshold there would make the true first passage earlier.
  func time(of values: [Double], reaching threshold: Double, consecutive: Int = 1) -> BracketedTime {
    var begin: Int?
    for index in steps.indices {
      guard values[index] >= threshold else {
        begin = nil
        continue
      }
      let start = begin ?? index
      begin = start
      if index - start + 1 >= max(consecutive, 1) {
        return BracketedTime(after: start > 0 ? steps[start - 1] : 0, seenAt: steps[start])
      }
    }
    let lastBelow = (begin ?? steps.count) - 1
    return BracketedTime(after: lastBelow >= 0 ? steps[lastBelow] : 0, seenAt: nil)
  }
}
