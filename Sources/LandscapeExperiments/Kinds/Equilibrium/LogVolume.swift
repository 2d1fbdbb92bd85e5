// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// The quantity `log-volume`.
enum LogVolume {
  static let name = "log-volume"

  /// Where it stands: `energy-below: 0.1`.
  static func place(_ energy: Double) -> Record { Record([("energy-below", .number(energy))]) }

  /// ln of the volume of {f < ε}, or why there is none.
  static func finding(at energy: Double, _ volume: () throws(NotApplicable) -> Estimate) -> Finding {
    .attempt(name, unit: "1", at: place(energy), volume)
  }
}
