// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// θ(t) = θ₀ (1 + t/t₀)^{−p}.
public struct PowerTemperature: TemperatureSchedule, Equatable {
  /// θ₀ ≥ 0.
  public let from: Double
  /// t₀ > 0.
  public let onset: Double
  /// p.
  public let power: Double

  /// A power law.
  public init(from: Double, onset: Double, power: Double) {
    self.from = from
    self.onset = onset
    self.power = power
  }

  /// θ(t).
  public func temperature(at time: Double) -> Double { from * pow(1 + time / onset, -power) }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any TemperatureSchedule>(
    name: "power", summary: "falls with a power of time", formula: "θ(t) = from·(1 + t/onset)^(−power)",
    parameters: [
      .number("from", default: nil, .nonNegative, "temperature at t = 0").measured(in: .temperature),
      .number("onset", default: 1, .positive, "time t₀ after which it falls").measured(in: .time),
      .number("power", default: 1, .nonNegative, "exponent p"),
    ], example: "temperature: {schedule: power, from: 1.0, onset: 10, power: 0.5}"
  ) { (values) throws(Problem) in
    PowerTemperature(from: values.number("from"), onset: values.number("onset"), power: values.number("power"))
  }
}
