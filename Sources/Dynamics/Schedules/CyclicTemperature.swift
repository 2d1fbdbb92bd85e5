// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// θ(t) = θ₁ + (θ₀ − θ₁)(1 + cos(πs))/2 with s = (t mod T)/T: half a cosine down, then up again at once.
public struct CyclicTemperature: TemperatureSchedule, Equatable {
  /// θ₀ ≥ 0, at the beginning of a cycle.
  public let from: Double
  /// θ₁ ≥ 0, at its end.
  public let to: Double
  /// T > 0.
  public let period: Double

  /// Cooling with warm restarts.
  public init(from: Double, to: Double, period: Double) {
    self.from = from
    self.to = to
    self.period = period
  }

  /// θ(t).
  public func temperature(at time: Double) -> Double {
    let cycles = time / period
    let part = (1 - cos(.pi * (cycles - cycles.rounded(.down)))) / 2
    return from * (1 - part) + to * part
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any TemperatureSchedule>(
    name: "cyclic", summary: "half a cosine down in every period, with warm restarts",
    formula: "θ(t) = to + (from − to)·(1 + cos(π·(t mod period)/period))/2",
    parameters: [
      .number("from", default: nil, .nonNegative, "temperature at the beginning of a cycle").measured(in: .temperature),
      .number("to", default: nil, .nonNegative, "temperature at its end").measured(in: .temperature),
      .number("period", default: nil, .positive, "length of a cycle").measured(in: .time),
    ], source: "Loshchilov and Hutter 2017; Zhang et al. 2020",
    example: "temperature: {schedule: cyclic, from: 1.0, to: 0.1, period: 100}"
  ) { (values) throws(Problem) in
    CyclicTemperature(from: values.number("from"), to: values.number("to"), period: values.number("period"))
  }
}
