// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Training

extension LearningProblem {
  /// The keys of a scenario that say what is learned by which network.
  static let parameters: [Parameter] = [
    Parameter("task", .special("a task, see 'ravine list tasks'"), default: nil, "what is to be learned"),
    Parameter(
      "data", .special("a mapping with train-fraction or train-count"), default: .record(Record()),
      "training and test set"),
    Parameter("model", .special("a model, see 'ravine list models'"), default: nil, "the network"),
    Parameter(
      "loss", .special("a loss, see 'ravine list losses'"), default: .text("cross-entropy"), "what is minimized"),
    .word(
      "precision", default: Precision.single.rawValue, among: Precision.allCases.map(\.rawValue),
      "of the network's numbers"),
  ]

  /// The loss of the network; the numbers do not depend on the threads.
  ///
  /// - Parameters:
  ///   - batch: examples of a step; all of the training set when `nil`.
  func objective<R: Real>(batch: Int?, threads: Int) throws(Problem) -> any Objective<R> {
    try NetworkObjective<R>(
      model: model, loss: loss, examples: examples, rowCapacity: batch ?? split.train.count, threads: threads,
      codeSeed: seed)
  }
}
