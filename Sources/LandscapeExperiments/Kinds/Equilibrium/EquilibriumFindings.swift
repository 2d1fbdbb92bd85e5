// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics
import Thermodynamics

/// The findings of a place: what it is worth, or why that is not known.
extension Finding {
  /// A quantity of a place that a method could not give, and why.
  static func missing(_ quantity: String = "free-energy", of place: EquilibriumPlace, because reason: NotApplicable)
    -> Finding
  {
    Finding(quantity, nil, unit: "energy", notes: ["not applicable: \(reason)"], at: place.record)
  }

  /// A quantity, or why there is none.
  static func attempt(
    _ quantity: String, unit: String, at place: Record, _ estimate: () throws(NotApplicable) -> Estimate
  ) -> Finding {
    do { return Finding(quantity, try estimate(), unit: unit, at: place) } catch {
      return Finding(quantity, nil, unit: unit, notes: ["not applicable: \(error)"], at: place)
    }
  }
}

extension WellThermodynamics {
  /// F, E and S of a place.
  func findings(at place: Record) -> [Finding] {
    [
      Finding("free-energy", freeEnergy, unit: "energy", at: place),
      Finding("energy", energy, unit: "energy", at: place),
      Finding("entropy", entropy, unit: "1", at: place),
    ]
  }

  /// The same of a place less another one, with the ratio of their populations.
  func findings(ofDifferenceAt place: Record, ratio: Estimate) -> [Finding] {
    [
      Finding("free-energy-difference", freeEnergy, unit: "energy", at: place),
      Finding("energy-difference", energy, unit: "energy", at: place),
      Finding("entropy-difference", entropy, unit: "1", at: place),
      Finding("population-ratio", ratio, unit: "1", at: place),
    ]
  }
}
