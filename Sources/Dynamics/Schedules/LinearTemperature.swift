// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// θ(t) = θ₀ + (θ₁ − θ₀)·t/T up to T, then θ₁.
public struct LinearTemperature: TemperatureSchedule, Equatable {
  /// θ₀ ≥ 0.
  public let from: Double
  /// θ₁ ≥ 0.
  public let to: Double
  /// T > 0.
  public let over: Double

  /// A ramp.
  public init(from: Double, to: Double, over: Double) {
    self.from = from
    self.to = to
    self.over = over
  }

  /// θ(t).
  public func temperature(at time: Double) -> Double {
    let part = min(time / over, 1)
    // Weighted with both ends, so that neither is missed by a rounding error and nothing falls below zero.
    return from * (1 - part) + to * part
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any TemperatureSchedule>(
    name: "linear", summary: "a straight line from one temperature to another, then constant",
    formula: "θ(t) = from + (to − from)·min(t/over, 1)",
    parameters: [
      .number("from", default: nil, .nonNegative, "temperature at t = 0").measured(in: .temperature),
      .number("to", default: nil, .nonNegative, "temperature at the end").measured(in: .temperature),
      .number("over", default: nil, .positive, "time that it takes").measured(in: .time),
    ], example: "temperature: {schedule: linear, from: 1.0, to: 0.1, over: 1000}"
  ) { (values) throws(Problem) in
    LinearTemperature(from: values.number("from"), to: values.number("to"), over: values.number("over"))
  }
}
