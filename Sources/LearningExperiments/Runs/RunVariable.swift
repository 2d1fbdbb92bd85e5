// SPDX-License-Identifier: GPL-3.0-or-later

/// The names of the variables that the data sets of all training runs share; one place for writers and readers.
enum RunVariable {
  static let step = "step"
  static let trainLoss = "train_loss"
  static let testLoss = "test_loss"
  static let trainAccuracy = "train_accuracy"
  static let testAccuracy = "test_accuracy"
  static let budget = "budget"
  static let divergenceStep = "divergence_step"
  static let divergenceCause = "divergence_cause"
}
