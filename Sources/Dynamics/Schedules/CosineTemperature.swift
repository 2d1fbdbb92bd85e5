// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// θ(t) = θ₁ + (θ₀ − θ₁)(1 + cos(πt/T))/2 up to T, then θ₁.
public struct CosineTemperature: TemperatureSchedule, Equatable {
  /// θ₀ ≥ 0.
  public let from: Double
  /// θ₁ ≥ 0.
  public let to: Double
  /// T > 0.
  public let over: Double

  /// Half a cosine.
  public init(from: Double, to: Double, over: Double) {
    self.from = from
    self.to = to
    self.over = over
  }

  /// θ(t).
  public func temperature(at time: Double) -> Double {
    let part = (1 - cos(.pi * min(time / over, 1))) / 2
    return from * (1 - part) + to * part
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any TemperatureSchedule>(
    name: "cosine", summary: "half a cosine from one temperature to another, then constant",
    formula: "θ(t) = to + (from − to)·(1 + cos(π·min(t/over, 1)))/2",
    parameters: [
      .number("from", default: nil, .nonNegative, "temperature at t = 0").measured(in: .temperature),
      .number("to", default: nil, .nonNegative, "temperature at the end").measured(in: .temperature),
      .number("over", default: nil, .positive, "time that it takes").measured(in: .time),
    ], source: "Loshchilov and Hutter 2017",
    example: "temperature: {schedule: cosine, from: 1.0, to: 0.0, over: 1000}"
  ) { (values) throws(Problem) in
    CosineTemperature(from: values.number("from"), to: values.number("to"), over: values.number("over"))
  }
}
