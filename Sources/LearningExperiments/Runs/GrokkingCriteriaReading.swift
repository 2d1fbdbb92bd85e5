// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings
import Training

extension GrokkingCriteria {
  /// The keys of the mapping `measure`, what counts as memorized and as grokked, with their defaults.
  static func parameters(_ defaults: GrokkingCriteria) -> [Parameter] {
    [
      .number(
        "memorized-at", default: defaults.trainAccuracy, Limits(lower: 0, upper: 1, excludesLower: true),
        "train accuracy from which the training set is memorized"),
      .number(
        "grokked-at", default: defaults.testAccuracy, Limits(lower: 0, upper: 1, excludesLower: true),
        "test accuracy from which the rule is found"),
      .integer(
        "consecutive", default: defaults.consecutive, .atLeast(1), "successive evaluations that a sustained time needs"),
      .number(
        "delay", default: defaults.delay, .nonNegative, "gap in steps from which generalization counts as delayed"),
      .number(
        "plateau-share", default: 0.167, .between(0, 1),
        "part of the gap that the test accuracy must spend at chance, else it is gradual improvement"),
    ]
  }

  /// Ends a run when it has memorized and grokked for good: both thresholds in so many successive evaluations.
  var stopRule: StopRule {
    StopRule(trainAccuracy: trainAccuracy, testAccuracy: testAccuracy, evaluations: consecutive)
  }

  /// Ends a run whose phase is settled: both thresholds were reached, so that only the times can tell it apart.
  var settlesThePhase: StopRule {
    StopRule(trainAccuracy: trainAccuracy, testAccuracy: testAccuracy, evaluations: 1)
  }

  /// Reads the mapping `measure` and writes its defaults.
  ///
  /// - Parameters:
  ///   - reader: the mapping that holds it.
  ///   - defaults: what counts as memorized and grokked by default.
  ///   - others: reads further keys of the mapping.
  init(_ reader: Reader, defaults: GrokkingCriteria, others: (Reader) -> Void = { _ in }) {
    let inner = reader.inner("measure")
    let values = inner.read(Self.parameters(defaults))
    others(inner)
    inner.finish()
    reader.resolve("measure", as: .record(inner.resolved))
    self.init(
      trainAccuracy: values.number("memorized-at"), testAccuracy: values.number("grokked-at"),
      consecutive: values.integer("consecutive"), delay: values.number("delay"),
      plateauShare: values.number("plateau-share"))
  }
}
