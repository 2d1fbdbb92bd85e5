// SPDX-License-Identifier: GPL-3.0-or-later

/// How the temperature θ depends on time.
public protocol TemperatureSchedule: Sendable {
  /// θ(t) ≥ 0 at a time t ≥ 0.
  func temperature(at time: Double) -> Double

  /// Whether it is the same at all times.
  var isConstant: Bool { get }
}

extension TemperatureSchedule {
  /// The temperature may change.
  public var isConstant: Bool { false }
}
