// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// A way to find what wells are worth: one file each in `Equilibrium/Methods`, one word in `EquilibriumMethodCatalogue`.
protocol EquilibriumMethod: ExperimentMethod<EquilibriumPoint> {
  /// What only this method can draw of a point, such as a profile; nothing unless said otherwise.
  func figures(from parts: [Dataset?], of point: EquilibriumPoint) -> [Figure]
}

extension EquilibriumMethod {
  func figures(from parts: [Dataset?], of point: EquilibriumPoint) -> [Figure] { [] }
}

/// All methods of `equilibrium`.
enum EquilibriumMethodCatalogue {
  static let methods: [any ExperimentMethod<EquilibriumPoint>] = [
    QuadratureMethod(), HarmonicMethod(), SamplingMethod(), UmbrellaMethod(), IntegrationMethod(), NestedMethod(),
  ]

  /// The methods from the most to the least trustworthy; the first that has numbers is the one others are compared with.
  static let trust = [
    "quadrature", "umbrella", "thermodynamic-integration", "nested-sampling", "sampling", "harmonic",
  ]
}

extension Quantity {
  /// A quantity of a place that a method could not give, and why.
  static func none(_ name: String = "free-energy", of place: EquilibriumPlace, because reason: NotApplicable)
    -> Quantity
  {
    Quantity(name, nil, unit: "energy", notes: ["not applicable: \(reason)"], at: place.record)
  }
}

extension Quantity {
  /// A quantity, or why there is none.
  static func attempt(
    _ name: String, unit: String, at place: Record, _ estimate: () throws(NotApplicable) -> Estimate
  ) -> Quantity {
    do { return Quantity(name, try estimate(), unit: unit, at: place) } catch {
      return Quantity(name, nil, unit: unit, notes: ["not applicable: \(error)"], at: place)
    }
  }

  /// The same with the difference to what a run at half the time step found as its discretization error.
  func compared(withHalfStep others: [Quantity]) -> Quantity {
    var result = self
    let half = others.first { $0.name == name && $0.at == at }?.estimate
    if let own = estimate, let half { result.discretizationError = abs(own.value - half.value) }
    return result
  }
}
