// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// Falls by a factor whenever a measure has not become better for more than `patience` looks in a row, as torch's
/// ReduceLROnPlateau does with epochs for looks.
///
/// Looks are at the steps that are multiples of `every`, whatever is evaluated for the record, so that a run is a function of its
/// steps. A loss is better than the best so far when it is below best·(1 − threshold), an accuracy when it is above
/// best·(1 + threshold). After a fall the counting begins anew.
package struct Plateau: Sendable, Equatable {
  /// What is looked at.
  package enum Measure: String, Sendable, CaseIterable {
    case trainLoss = "train-loss"
    case testLoss = "test-loss"
    case trainAccuracy = "train-accuracy"
    case testAccuracy = "test-accuracy"

    var isOfTest: Bool { self == .testLoss || self == .testAccuracy }
    var isAccuracy: Bool { self == .trainAccuracy || self == .testAccuracy }
  }

  /// What is looked at.
  package var measure: Measure
  /// What the rate is multiplied with at each fall, above 0 and below 1.
  package var factor: Double
  /// How many looks without becoming better are borne.
  package var patience: Int
  /// By which part it must become better.
  package var threshold: Double
  /// The factor below which the rate does not fall.
  package var minimum: Double
  /// Steps from one look to the next.
  package var every: Int

  /// What a look at a value changes.
  func look(at value: Double, in state: inout PlateauState) {
    let isBetter =
      state.best.isNaN
      || (measure.isAccuracy ? value > state.best * (1 + threshold) : value < state.best * (1 - threshold))
    if isBetter {
      (state.best, state.waited) = (value, 0)
    } else {
      state.waited += 1
    }
    guard state.waited > patience else { return }
    state.factor = max(state.factor * factor, min(minimum, state.factor))
    state.waited = 0
  }

  static let entry = CatalogueEntry<RateSchedule>(
    name: "plateau", summary: "falls by a factor when a measure has not become better for a while",
    formula: "factor^(number of plateaus so far), at least minimum",
    parameters: [
      .word(
        "measure", default: Measure.trainLoss.rawValue, among: Measure.allCases.map(\.rawValue), "what is looked at"),
      .number(
        "factor", default: 0.1, Limits(lower: 0, upper: 1, excludesLower: true, excludesUpper: true),
        "what the rate is multiplied with at each plateau"),
      .integer("patience", default: 10, .between(0, 1e9), "looks without becoming better that are borne"),
      .number(
        "threshold", default: 1e-4, Limits(lower: 0, upper: 1, excludesUpper: true),
        "the part by which it must be better"),
      .number("minimum", default: 0, .between(0, 1), "the factor below which the rate does not fall"),
      .integer("every", default: 100, Limits(lower: 1, upper: 1e12), "steps from one look to the next"),
      RateScheduleCatalogue.warmUp,
    ], source: "torch's ReduceLROnPlateau (threshold_mode rel)",
    example: "rate-schedule: {kind: plateau, measure: test-loss, factor: 0.5, patience: 5, every: 200}"
  ) { (values) throws(Problem) in
    RateSchedule(
      .plateau(
        Plateau(
          measure: Measure(rawValue: values.text("measure")) ?? .trainLoss, factor: values.number("factor"),
          patience: values.integer("patience"), threshold: values.number("threshold"),
          minimum: values.number("minimum"), every: values.integer("every"))), warmUp: values.integer("warm-up"))
  }
}

/// What a plateau schedule knows at a step; part of the checkpoint.
struct PlateauState: Sendable, Equatable {
  /// What the rate is multiplied with.
  var factor = 1.0
  /// The best value so far; not a number before the first look.
  var best = Double.nan
  /// Looks since then.
  var waited = 0
  /// The step of the last look; −1 before the first.
  var lookedAt = -1
}
