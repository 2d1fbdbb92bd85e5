// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// θ(t) = θ₀ (θ₁/θ₀)^{t/T} up to T, then θ₁.
public struct ExponentialTemperature: TemperatureSchedule, Equatable {
  /// θ₀ > 0.
  public let from: Double
  /// θ₁ > 0.
  public let to: Double
  /// T > 0.
  public let over: Double

  /// Exponential cooling or heating.
  public init(from: Double, to: Double, over: Double) {
    self.from = from
    self.to = to
    self.over = over
  }

  /// θ(t).
  public func temperature(at time: Double) -> Double {
    time < over ? from * pow(to / from, time / over) : to
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any TemperatureSchedule>(
    name: "exponential", summary: "the same factor in equal times, then constant",
    formula: "θ(t) = from·(to/from)^min(t/over, 1)",
    parameters: [
      .number("from", default: nil, .positive, "temperature at t = 0").measured(in: .temperature),
      .number("to", default: nil, .positive, "temperature at the end").measured(in: .temperature),
      .number("over", default: nil, .positive, "time that it takes").measured(in: .time),
    ], source: "Kirkpatrick, Gelatt and Vecchi 1983",
    example: "temperature: {schedule: exponential, from: 1.0, to: 0.01, over: 1000}"
  ) { (values) throws(Problem) in
    ExponentialTemperature(from: values.number("from"), to: values.number("to"), over: values.number("over"))
  }
}
