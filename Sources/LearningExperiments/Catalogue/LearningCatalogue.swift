// SPDX-License-Identifier: GPL-3.0-or-later
package import Experiments

/// The kinds of experiments on training, one word each.
package enum LearningCatalogue {
  /// In the order of the documentation.
  package static let kinds: [ExperimentKind] = [
    TrainingRuns.kind, GrokkingTime.kind, GrokkingFit.kind, PhaseDiagram.kind, EffectiveTheoryRuns.kind,
    FiniteSize.kind, FiniteSizeFit.kind,
  ]
}
