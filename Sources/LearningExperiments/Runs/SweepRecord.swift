// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Statistics

/// What one lean run left: the data set of its task, with names for what is in it.
struct SweepRecord: Sendable, Equatable {
  /// The task's data set.
  let data: Dataset

  /// The names of the variables; one place for those who write and those who read.
  enum Name {
    static let trainCount = "train_count"
    static let testCount = "test_count"
    static let memorization = "memorization"
    static let grokking = "grokking"
    static let sustainedMemorization = "sustained_memorization"
    static let sustainedGrokking = "sustained_grokking"
    static let lower = "_after"
    static let upper = "_step"
    static let lastStep = "last_step"
    static let finalTrainAccuracy = "final_train_accuracy"
    static let finalTestAccuracy = "final_test_accuracy"
    static let finalTrainLoss = "final_train_loss"
    static let finalTestLoss = "final_test_loss"
    static let finalWeightNorm = "final_weight_norm"
    static let memorizedWeightNorm = "memorized_weight_norm"
    static let grokkedWeightNorm = "grokked_weight_norm"
    static let bestTestAccuracy = "best_test_accuracy"
    static let slowestRate = "lambda_3"
    static let budget = RunVariable.budget
    static let divergenceStep = RunVariable.divergenceStep
    static let divergenceCause = RunVariable.divergenceCause
    static let step = RunVariable.step
    static let trainAccuracy = RunVariable.trainAccuracy
    static let testAccuracy = RunVariable.testAccuracy
    static let trainLoss = RunVariable.trainLoss
    static let testLoss = RunVariable.testLoss
  }

  /// Rows of the training set.
  var size: Int { Int(number(Name.trainCount) ?? 0) }
  /// The step at which the run would have been given up.
  var budget: Double { number(Name.budget) ?? .nan }
  /// The step of the last evaluation.
  var lastStep: Double { number(Name.lastStep) ?? .nan }
  /// The step at which a number stopped being one.
  var divergenceStep: Double? { number(Name.divergenceStep) }
  /// Why, as far as it can be told.
  var divergenceCause: String { data.texts(Name.divergenceCause)?.first ?? "" }

  /// When it memorized and grokked, from all of its evaluations.
  var times: GrokkingTimes {
    GrokkingTimes(
      memorization: time(Name.memorization), grokking: time(Name.grokking),
      sustainedMemorization: time(Name.sustainedMemorization), sustainedGrokking: time(Name.sustainedGrokking))
  }

  /// λ₃ of the training set; `nil` where the effective theory says nothing of the task.
  var slowestRate: Double? { number(Name.slowestRate) }

  /// Numbers that may explain the times, under the names that laws and tables know: λ₃, and the norm of the weights at memorization and
  /// at grokking, or at the end of a run that did not grok.
  var covariates: [(name: String, value: Double?)] {
    [
      (Self.slowestRateName, slowestRate), (RunCovariate.norms.memorized, number(Name.memorizedWeightNorm)),
      (RunCovariate.norms.grokked, number(Name.grokkedWeightNorm) ?? number(Name.finalWeightNorm)),
    ]
  }

  /// A number of the run by its name, such as `final_test_accuracy`; `nil` where it is missing.
  func number(_ name: String) -> Double? { data.numbers(name)?.first.flatMap { $0.isFinite ? $0 : nil } }

  /// A curve over the evaluations that were kept.
  func curve(_ name: String) -> [Double] { data.numbers(name) ?? [] }

  /// What λ₃ is called among the numbers that may explain the times.
  private static let slowestRateName = "lambda-3"

  /// The run for fits.
  ///
  /// - Parameters:
  ///   - axes: numbers that may explain the times, under their names; the run's own are added where they are known.
  ///   - dataSeed: the data seed.
  ///   - modelSeed: the model seed.
  func grokkingRun(axes: [String: Double], dataSeed: Int, modelSeed: Int) -> GrokkingRun {
    let times = times
    var axes = axes
    for (name, value) in covariates { axes[name] = value }
    return GrokkingRun(
      size: Double(size), axes: axes, dataSeed: dataSeed, modelSeed: modelSeed, memorization: times.memorization,
      grokking: times.grokking, budget: budget)
  }

  private func time(_ name: String) -> BracketedTime {
    BracketedTime(after: number(name + Name.lower) ?? 0, seenAt: number(name + Name.upper))
  }
}
