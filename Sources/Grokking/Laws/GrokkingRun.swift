// SPDX-License-Identifier: GPL-3.0-or-later

/// One training run of a sweep: the numbers that may explain its times, and the times.
///
/// Both a sweep of Ravine's own and a table written by another program's training become a list of these.
package struct GrokkingRun: Sendable, Equatable {
  /// Rows of the training set.
  package var size: Double
  /// Other numbers that may explain the times, under their names: `optimizer.decay`, `temperature`, `lambda-3`.
  package var axes: [String: Double]
  /// Words that it was made with, under the names of their axes: `optimizer.kind`.
  package var words: [String: String] = [:]
  /// Which training set of that size it is; runs that share it are not independent in the choice of their data.
  package var dataSeed: Int
  /// Which initial weights it began with.
  package var modelSeed: Int
  /// t_mem; `nil` where it was not recorded.
  package var memorization: BracketedTime?
  /// t_grok, censored where the run ended before.
  package var grokking: BracketedTime
  /// The step at which the run would have been given up.
  package var budget: Double

  /// A run on a training set of `size` rows that was given up after `budget` steps.
  package init(
    size: Double, axes: [String: Double] = [:], dataSeed: Int = 0, modelSeed: Int = 0,
    memorization: BracketedTime? = nil, grokking: BracketedTime, budget: Double
  ) {
    self.size = size
    self.axes = axes
    self.dataSeed = dataSeed
    self.modelSeed = modelSeed
    self.memorization = memorization
    self.grokking = grokking
    self.budget = budget
  }
}
