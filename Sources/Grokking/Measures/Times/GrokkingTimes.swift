// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// What counts as memorized, as grokked and as delayed.
package struct GrokkingCriteria: Sendable, Equatable {
  /// The train accuracy from which a network has memorized.
  package var trainAccuracy: Double
  /// The test accuracy from which it has grokked.
  package var testAccuracy: Double
  /// How many successive evaluations a sustained time needs.
  package var consecutive: Int
  /// The gap in steps from which generalization is delayed (Liu et al. 2022: 10³).
  package var delay: Double
  /// The part of the gap that the test accuracy must spend at chance; one sixth, since a straight ramp spends a ninth of it there
  /// and small networks that grok a fifth to a third.
  package var plateauShare: Double

  /// Criteria: by default memorized at 0.99, grokked at 0.9, delayed by a gap of 10³ steps.
  package init(
    trainAccuracy: Double = 0.99, testAccuracy: Double = 0.9, consecutive: Int = 3, delay: Double = 1000,
    plateauShare: Double = 1.0 / 6
  ) {
    self.trainAccuracy = trainAccuracy
    self.testAccuracy = testAccuracy
    self.consecutive = consecutive
    self.delay = delay
    self.plateauShare = plateauShare
  }

  /// Those of the published phase diagrams: .9 on both sets, 10³ steps (Z. Liu et al., arXiv:2205.10343).
  package static let phaseDiagram = GrokkingCriteria(trainAccuracy: 0.9)
}

/// When a run memorized and when it grokked.
package struct GrokkingTimes: Sendable, Equatable {
  /// t_mem, the first evaluation with train accuracy ≥ the threshold.
  package let memorization: BracketedTime
  /// t_grok, the first evaluation with test accuracy ≥ the threshold.
  package let grokking: BracketedTime
  /// The first of so many successive evaluations with train accuracy ≥ the threshold.
  package let sustainedMemorization: BracketedTime
  /// The first of so many successive evaluations with test accuracy ≥ the threshold.
  package let sustainedGrokking: BracketedTime
  /// t_grok − t_mem; a lower bound where the run did not grok, `nil` where it did not memorize.
  package var gap: Delay? { grokking.delay(after: memorization) }

  /// Times that are known.
  package init(
    memorization: BracketedTime, grokking: BracketedTime, sustainedMemorization: BracketedTime,
    sustainedGrokking: BracketedTime
  ) {
    self.memorization = memorization
    self.grokking = grokking
    self.sustainedMemorization = sustainedMemorization
    self.sustainedGrokking = sustainedGrokking
  }

  /// The times of a curve.
  package init(of curve: LearningCurve, criteria: GrokkingCriteria = GrokkingCriteria()) {
    memorization = curve.time(of: curve.train, reaching: criteria.trainAccuracy)
    grokking = curve.time(of: curve.test, reaching: criteria.testAccuracy)
    sustainedMemorization = curve.time(
      of: curve.train, reaching: criteria.trainAccuracy, consecutive: criteria.consecutive)
    sustainedGrokking = curve.time(of: curve.test, reaching: criteria.testAccuracy, consecutive: criteria.consecutive)
  }

  /// Whether memorization or generalization came first, as far as the evaluations tell.
  package var order: TimeOrder { memorization.order(against: grokking) }
}
