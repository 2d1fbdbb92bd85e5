// SPDX-License-Identifier: GPL-3.0-or-later
public import Experiments
import LandscapeExperiments
import LearningExperiments

extension Laboratory {
  /// What Ravine brings: every potential, integrator, method and kind of experiment of `ravine list`.
  public static let standard = Laboratory(
    potentials: LandscapeCatalogue.potentials, methods: LandscapeCatalogue.methods,
    kinds: LandscapeCatalogue.kinds + LearningCatalogue.kinds)
}
