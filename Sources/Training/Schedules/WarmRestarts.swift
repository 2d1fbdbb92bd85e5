// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// Half a cosine from 1 to a factor, again and again, each time `growth` times as long as before (SGDR, Loshchilov and Hutter 2017,
/// arXiv:1608.03983):
///
///     to + (1 − to)(1 + cos(π t/Tᵢ))/2,   Tᵢ = period·growthⁱ
///
/// with t steps since the last restart. At t = Tᵢ the factor is 1 again.
package struct WarmRestarts: Sendable, Equatable {
  /// Steps to the first restart, at least 1.
  package var period: Int
  /// By how much each period is longer than the one before, a whole number from 1 on.
  package var growth: Int
  /// The factor that each period falls to.
  package var to: Double

  /// The factor after so many steps.
  package func factor(after steps: Int) -> Double {
    var (left, length) = (steps, period)
    if growth == 1 {
      left = steps % period
    } else {
      while left >= length {
        left -= length
        let next = length.multipliedReportingOverflow(by: growth)
        length = next.overflow ? .max : next.partialValue
      }
    }
    return to + (1 - to) * (1 + cos(.pi * Double(left) / Double(length))) / 2
  }

  static let entry = CatalogueEntry<RateSchedule>(
    name: "restarts", summary: "half a cosine again and again: warm restarts",
    formula: "to + (1 − to)·(1 + cos(π·t/Tᵢ))/2, Tᵢ = period·growthⁱ, t since the last restart",
    parameters: [
      .integer("period", default: nil, Limits(lower: 1, upper: 1e12), "steps to the first restart"),
      .integer("growth", default: 1, .between(1, 1000), "how much longer each period is than the one before"),
      RateScheduleCatalogue.to(0, .nonNegative), RateScheduleCatalogue.warmUp,
    ], source: "Loshchilov and Hutter 2017, arXiv:1608.03983; torch's CosineAnnealingWarmRestarts",
    example: "rate-schedule: {kind: restarts, period: 1000, growth: 2}"
  ) { (values) throws(Problem) in
    RateSchedule(
      .restarts(
        WarmRestarts(period: values.integer("period"), growth: values.integer("growth"), to: values.number("to"))),
      warmUp: values.integer("warm-up"))
  }
}
