// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// The phase of a run by its two times alone (Z. Liu et al., arXiv:2205.10343).
package enum LearningPhase: String, Sendable, Equatable, CaseIterable {
  /// Both, with a gap below 10³ steps.
  case comprehension
  /// Both, with a gap of at least 10³ steps.
  case grokking
  /// The training set only.
  case memorization
  /// Neither the training set nor the test set is learned within the budget.
  case confusion
  /// The test set only: not in the published table, and never hidden in another phase.
  case testWithoutTrain = "test-but-not-train"

  /// The phase that belongs to the times.
  package init(_ times: GrokkingTimes, delay: Double = 1000) {
    switch (times.memorization.isCensored, times.grokking.isCensored) {
    case (false, false): self = times.gap?.leastValue ?? 0 < delay ? .comprehension : .grokking
    case (false, true): self = .memorization
    case (true, false): self = .testWithoutTrain
    case (true, true): self = .confusion
    }
  }
}

/// What kind of learning a curve shows.
package enum LearningKind: String, Sendable, Equatable, CaseIterable {
  /// Memorized; at chance on the test set for a good part of the gap; then the rule, which held.
  case grokking
  /// The rule came late, but by gradual improvement and not after a plateau at chance.
  case epochWiseDoubleDescent = "epoch-wise double descent"
  /// The rule came with memorization or soon after it.
  case comprehension
  /// Memorized, and no rule until the end.
  case memorization
  /// Neither the training set nor the rule.
  case noMemorization = "no memorization"
  /// The rule without the training set, as with wrong labels in it.
  case testWithoutTrain = "test but not train"
  /// The test accuracy reached its threshold and did not stay: its median from then on lies below.
  case ruleNotHeld = "rule not held"
  /// Numbers ceased to be finite before the rule was found.
  case diverged
}

/// The diagnosis of a run, with the numbers that it rests on.
package struct LearningDiagnosis: Sendable, Equatable {
  /// What kind of learning it is.
  package let kind: LearningKind
  /// The phase by the times alone.
  package let phase: LearningPhase
  /// The part of the gap, in steps, that the test accuracy spent within a tenth of the way from chance to one; `nil`
  /// unless the run memorized and then reached the rule at a later evaluation.
  package let plateauShare: Double?
  /// The median test accuracy from the grokking time on; `nil` where there is none.
  package let accuracyAfter: Double?

  /// Judges a curve.
  ///
  /// True grokking is told from slow improvement by its plateau: after memorization the test accuracy stays below
  /// chance + (1 − chance)/10 for at least `criteria.plateauShare` of the gap. The end of the plateau is the last such
  /// evaluation before the grokking time, so that what is between two evaluations counts against grokking.
  ///
  /// - Parameters:
  ///   - curve: the accuracies.
  ///   - classes: how many answers there are; chance is 1/classes.
  ///   - criteria: the thresholds.
  package init(of curve: LearningCurve, classes: Int, criteria: GrokkingCriteria = GrokkingCriteria()) {
    let times = GrokkingTimes(of: curve, criteria: criteria)
    let phase = LearningPhase(times, delay: criteria.delay)
    self.phase = phase
    let chance = 1 / Double(max(classes, 1))
    let nearChance = chance + (1 - chance) / 10

    var share: Double?
    if let memorized = times.memorization.upper, let grokked = times.grokking.upper, grokked > memorized {
      // An excursion and return to chance is a plateau still.
      let last = curve.steps.indices.last {
        curve.steps[$0] >= memorized && curve.steps[$0] < grokked && curve.test[$0] <= nearChance
      }
      share = last.map { (curve.steps[$0] - memorized) / (grokked - memorized) } ?? 0
    }
    plateauShare = share
    accuracyAfter = times.grokking.upper.map { start in
      median(curve.steps.indices.filter { curve.steps[$0] >= start }.map { curve.test[$0] })
    }

    if times.grokking.isCensored, curve.divergedAt != nil {
      kind = .diverged
    } else if let accuracyAfter, accuracyAfter < criteria.testAccuracy {
      kind = .ruleNotHeld
    } else {
      switch phase {
      case .comprehension: kind = .comprehension
      case .memorization: kind = .memorization
      case .confusion: kind = .noMemorization
      case .testWithoutTrain: kind = .testWithoutTrain
      case .grokking: kind = share ?? 0 >= criteria.plateauShare ? .grokking : .epochWiseDoubleDescent
      }
    }
  }
}
