// SPDX-License-Identifier: GPL-3.0-or-later
public import Experiments

/// A way to find what wells are worth: one file in `Methods`, one word in the catalogue.
public protocol EquilibriumMethod: ExperimentMethod where Point == EquilibriumPoint {
  /// Whether it moves walkers by the scheme and time step of the scenario, so that a step which is too long is warned of.
  var takesTimeSteps: Bool { get }
}

extension EquilibriumMethod {
  /// A method takes no steps of time.
  public var takesTimeSteps: Bool { false }
}
