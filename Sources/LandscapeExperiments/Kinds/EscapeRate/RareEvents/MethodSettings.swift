// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The settings of one method for rare events under a key of their own.
protocol MethodSettings: Sendable {
  /// The key in a scenario.
  static var key: String { get }
  /// The keys below it.
  static var parameters: [Parameter] { get }
  /// Understands the values of those keys.
  init(_ values: Parameters)
}

extension MethodSettings {
  /// The settings of a point whose methods include this one.
  init(of point: EscapeRatePoint) {
    let entries = point.settings[Self.key].asRecord?.entries ?? []
    self.init(Parameters(entries.map { ($0.key, $0.value) }))
  }

  /// The key as a parameter of the method.
  static func parameter(of method: String) -> Parameter {
    Parameter(key, .record(parameters), default: .record(Record()), "settings of \(method)")
  }

  /// Independent repetitions, each a task: their spread is the error bar.
  static var repetitions: Parameter {
    .integer("repetitions", default: 16, .between(2, 10000), "independent repetitions, whose spread is the error bar")
  }
}
