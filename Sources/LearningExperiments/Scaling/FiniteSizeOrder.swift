// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking

/// What of a run is the order parameter.
enum FiniteSizeOrder: String, CaseIterable, Sendable {
  case testAccuracy = "test-accuracy"
  case bestTestAccuracy = "best-test-accuracy"
  case trainAccuracy = "train-accuracy"
  case testLoss = "test-loss"
  case trainLoss = "train-loss"
  case weightNorm = "weight-norm"
  case grokked

  /// A change of an accuracy over the second half of a run from which it was not finished.
  private static let change = 0.05

  /// What it is called in sentences.
  var name: String {
    switch self {
    case .testAccuracy: "final test accuracy"
    case .bestTestAccuracy: "best test accuracy"
    case .trainAccuracy: "final train accuracy"
    case .testLoss: "final test loss"
    case .trainLoss: "final train loss"
    case .weightNorm: "final norm of the weights"
    case .grokked: "share of runs that grokked"
    }
  }

  /// The order parameter of a run; `nil` where the run has none, as it diverged.
  func value(of record: SweepRecord) -> Double? {
    switch self {
    case .testAccuracy: record.number(SweepRecord.Name.finalTestAccuracy)
    case .bestTestAccuracy: record.number(SweepRecord.Name.bestTestAccuracy)
    case .trainAccuracy: record.number(SweepRecord.Name.finalTrainAccuracy)
    case .testLoss: record.number(SweepRecord.Name.finalTestLoss)
    case .trainLoss: record.number(SweepRecord.Name.finalTrainLoss)
    case .weightNorm: record.number(SweepRecord.Name.finalWeightNorm)
    case .grokked: record.times.grokking.isCensored ? 0 : 1
    }
  }

  /// Whether the test accuracy still changed over the second half of a run that took all of its steps.
  static func isUnfinished(_ record: SweepRecord) -> Bool {
    let steps = record.curve(SweepRecord.Name.step)
    let accuracies = record.curve(SweepRecord.Name.testAccuracy)
    guard let end = steps.last, let last = accuracies.last, end >= record.budget,
      let half = steps.lastIndex(where: { $0 <= end / 2 }), accuracies.indices.contains(half)
    else { return false }
    return abs(last - accuracies[half]) > change
  }
}
