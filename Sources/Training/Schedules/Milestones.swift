// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// Falls by a factor at each of some steps: factor^(how many of them are ≤ t), as torch's MultiStepLR.
package struct Milestones: Sendable, Equatable {
  /// The steps, rising, in steps after the warm-up.
  package var steps: [Int]
  /// The factor of each.
  package var factor: Double

  /// The factor after so many steps.
  package func factor(after steps: Int) -> Double {
    var passed = 0
    while passed < self.steps.count, self.steps[passed] <= steps { passed += 1 }
    return pow(factor, Double(passed))
  }

  static let entry = CatalogueEntry<RateSchedule>(
    name: "milestones", summary: "falls by a factor at given steps", formula: "factor^(number of milestones ≤ t)",
    parameters: [
      .numbers("at", default: nil, "the steps at which it falls, rising, counted after the warm-up"),
      .number("factor", default: 0.1, .nonNegative, "what the rate is multiplied with at each"),
      RateScheduleCatalogue.warmUp,
    ], source: "torch's MultiStepLR", example: "rate-schedule: {kind: milestones, at: [5000, 8000], factor: 0.1}"
  ) { (values) throws(Problem) in
    let found = values.numbers("at").map { Int(exactly: $0) ?? -1 }
    guard !found.isEmpty, found.allSatisfy({ $0 >= 0 }), zip(found, found.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Problem("at must be a list of at least one step, rising, each a whole number from 0 on.", at: "at")
    }
    return RateSchedule(
      .milestones(Milestones(steps: found, factor: values.number("factor"))), warmUp: values.integer("warm-up"))
  }
}
