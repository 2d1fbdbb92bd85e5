// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings
import Training

/// The optimizers that a scenario can name, those of every room.
enum LearningOptimizers {
  static let entries: [CatalogueEntry<any Optimizer>] = OptimizerCatalogue.entries + LangevinOptimizers.entries
}
