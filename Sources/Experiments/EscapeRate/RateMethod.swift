// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// A way to find an escape rate: one file each in `EscapeRate/Methods`, one word in `RateMethodCatalogue`.
protocol RateMethod: ExperimentMethod<EscapeRatePoint> {}

/// All methods of `escape-rate`.
enum RateMethodCatalogue {
  static let methods: [any ExperimentMethod<EscapeRatePoint>] = [
    FirstPassageMethod(), ExactMethod(), FokkerPlanckMethod(), EyringKramersMethod(), EyringFreeEnergyMethod(),
    AdaptiveMultilevelSplittingMethod(), ForwardFluxMethod(), WeightedEnsembleMethod(),
  ]
}

extension Quantity {
  /// A rate that a method could not give, and why.
  static func none(because reason: NotApplicable) -> Quantity {
    Quantity("escape-rate", nil, unit: "1/time", notes: ["not applicable: \(reason)"])
  }
}
