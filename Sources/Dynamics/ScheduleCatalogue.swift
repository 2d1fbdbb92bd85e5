// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The temperature schedules that a scenario can name.
package enum ScheduleCatalogue {
  /// All of them.
  package static let entries: [CatalogueEntry<any TemperatureSchedule>] = [
    ConstantTemperature.entry, LinearTemperature.entry, ExponentialTemperature.entry, PowerTemperature.entry,
    LogarithmicTemperature.entry, CosineTemperature.entry, StepwiseTemperature.entry, CyclicTemperature.entry,
    PiecewiseLinearTemperature.entry,
  ]

  /// Reads `temperature: 0.25` or `temperature: {schedule: linear, …}` from a mapping.
  ///
  /// - Returns: `nil` if a problem was reported.
  package static func read(_ key: String = "temperature", in reader: Reader) -> (any TemperatureSchedule)? {
    let value = reader.raw(key)
    if let value, value.asNumber == nil, value.asRecord == nil {
      reader.report("\(key) is \(value.described); a number or a schedule, {schedule: …}, is expected.", at: key)
      return nil
    }
    guard value?.asNumber != nil else {
      return reader.chosen(key, from: entries, tag: "schedule", listing: "schedules")
    }
    let before = reader.log.problems.count
    let parameter = Parameter.number(key, default: nil, .positive, "θ = k_B T").measured(in: .temperature)
    let number = reader.read(parameter).asNumber ?? .nan
    return reader.log.problems.count == before ? ConstantTemperature(number) : nil
  }
}
