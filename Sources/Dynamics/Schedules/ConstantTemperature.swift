// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// θ(t) = θ₀.
public struct ConstantTemperature: TemperatureSchedule, Equatable {
  /// θ₀.
  public let temperature: Double

  /// The same temperature at all times.
  public init(_ temperature: Double) { self.temperature = temperature }

  /// θ(t).
  public func temperature(at time: Double) -> Double { temperature }
  /// The temperature never changes.
  public var isConstant: Bool { true }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any TemperatureSchedule>(
    name: "constant", summary: "the same temperature at all times; a bare number means this", formula: "θ(t) = θ₀",
    parameters: [.number("temperature", default: nil, .positive, "θ₀").measured(in: .temperature)],
    example: "temperature: 0.25"
  ) { (values) throws(Problem) in ConstantTemperature(values.number("temperature")) }
}
