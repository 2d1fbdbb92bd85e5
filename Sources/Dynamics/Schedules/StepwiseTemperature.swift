// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// One temperature after the other, each for the same time; the last one stays.
public struct StepwiseTemperature: TemperatureSchedule, Equatable {
  /// The temperatures, each ≥ 0; at least one.
  public let temperatures: [Double]
  /// How long each lasts, > 0.
  public let every: Double

  /// A staircase.
  ///
  /// - Throws: a problem at `temperatures` when there are none or one is negative.
  public init(_ temperatures: [Double], every: Double) throws(Problem) {
    guard !temperatures.isEmpty, temperatures.allSatisfy({ $0 >= 0 }) else {
      throw Problem("temperatures must be a list of at least one number, none negative.", at: "temperatures")
    }
    self.temperatures = temperatures
    self.every = every
  }

  /// θ(t).
  public func temperature(at time: Double) -> Double {
    let last = temperatures.count - 1
    // Compared as numbers first: an infinite time has no whole number.
    return time / every >= Double(last) ? temperatures[last] : temperatures[Int(max(time / every, 0))]
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any TemperatureSchedule>(
    name: "steps", summary: "a staircase of temperatures; the last one stays",
    formula: "θ(t) = temperatures[min(⌊t/every⌋, last)]",
    parameters: [
      .numbers("temperatures", default: nil, "the temperatures one after the other").measured(in: .temperature),
      .number("every", default: nil, .positive, "time that each lasts").measured(in: .time),
    ], example: "temperature: {schedule: steps, temperatures: [1.0, 0.5, 0.25], every: 100}"
  ) { (values) throws(Problem) in
    try StepwiseTemperature(values.numbers("temperatures"), every: values.number("every"))
  }
}
