// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// Straight lines between given points; constant before the first and after the last.
public struct PiecewiseLinearTemperature: TemperatureSchedule, Equatable {
  /// Times, growing.
  public let times: [Double]
  /// The temperatures at these times, each ≥ 0.
  public let temperatures: [Double]

  /// A polygon.
  ///
  /// - Throws: a problem when the lists are empty or differ in length, the times do not grow, or a temperature is
  ///   negative.
  public init(times: [Double], temperatures: [Double]) throws(Problem) {
    guard !times.isEmpty, zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Problem("times must be a list of at least one number, each greater than the one before.", at: "times")
    }
    guard temperatures.count == times.count else {
      throw Problem(
        "temperatures has \(temperatures.count) numbers; it must have \(times.count), one for each of the times.",
        at: "temperatures")
    }
    guard temperatures.allSatisfy({ $0 >= 0 }) else {
      throw Problem("temperatures must be zero or positive.", at: "temperatures")
    }
    self.times = times
    self.temperatures = temperatures
  }

  /// θ(t).
  public func temperature(at time: Double) -> Double {
    guard let after = times.firstIndex(where: { $0 > time }) else { return temperatures[times.count - 1] }
    guard after > 0 else { return temperatures[0] }
    let part = (time - times[after - 1]) / (times[after] - times[after - 1])
    return temperatures[after - 1] * (1 - part) + temperatures[after] * part
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any TemperatureSchedule>(
    name: "points", summary: "straight lines between given points, constant outside",
    formula: "θ(t) = linear between (times, temperatures)",
    parameters: [
      .numbers("times", default: nil, "times, growing").measured(in: .time),
      .numbers("temperatures", default: nil, "temperatures at these times").measured(in: .temperature),
    ], example: "temperature: {schedule: points, times: [0, 100, 200], temperatures: [1.0, 0.2, 0.5]}"
  ) { (values) throws(Problem) in
    try PiecewiseLinearTemperature(times: values.numbers("times"), temperatures: values.numbers("temperatures"))
  }
}
