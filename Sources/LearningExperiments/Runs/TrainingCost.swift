// SPDX-License-Identifier: GPL-3.0-or-later

/// What training costs, for the order of tasks and the estimate before a run; rough.
enum TrainingCost {
  /// Multiplications and additions that a processor does in a second, those that equal rows save included.
  static let operationsPerSecond = 1e11

  /// Multiplications and additions of so many steps: two for each weight and example forward, twice that backward.
  static func operations(weights: Int, examples: Int, steps: Int) -> Double {
    6 * Double(weights) * Double(examples) * Double(steps)
  }
}
