// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// θ(t) = c/ln(t + t₀): with c at least the depth of the deepest barrier it is slow enough to find the global minimum.
public struct LogarithmicTemperature: TemperatureSchedule, Equatable {
  /// c ≥ 0, an energy.
  public let scale: Double
  /// t₀ > 1.
  public let offset: Double

  /// Logarithmic cooling.
  public init(scale: Double, offset: Double) {
    self.scale = scale
    self.offset = offset
  }

  /// θ(t).
  public func temperature(at time: Double) -> Double { scale / log(time + offset) }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any TemperatureSchedule>(
    name: "logarithmic", summary: "the slow cooling of the theorem on simulated annealing",
    formula: "θ(t) = scale/ln(t + offset)",
    parameters: [
      .number("scale", default: nil, .nonNegative, "c, an energy: the depth of the deepest barrier or more").measured(
        in: .energy),
      .number("offset", default: 2.718281828459045, .any, "t₀ > 1; e starts at θ = c"),
    ], source: "Geman and Geman 1984; Hajek 1988, doi:10.1287/moor.13.2.311",
    example: "temperature: {schedule: logarithmic, scale: 1.0}"
  ) { (values) throws(Problem) in
    let offset = values.number("offset")
    guard offset > 1 else { throw Problem("offset is \(offset.shortest); it must be above 1.", at: "offset") }
    return LogarithmicTemperature(scale: values.number("scale"), offset: offset)
  }
}
