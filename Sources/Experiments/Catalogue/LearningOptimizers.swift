// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
package import Settings
package import Training

/// The optimizers that a scenario can name: those of Training, and those by Langevin dynamics.
package enum LearningOptimizers {
  /// In the order of `ravine list optimizers`.
  package static let entries: [CatalogueEntry<any Optimizer>] = OptimizerCatalogue.entries + LangevinOptimizers.entries
}
