// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Statistics

/// What a region holds at a temperature.
public struct WellThermodynamics: Sendable, Equatable {
  /// F = −θ ln ∫_U e^{−βf}.
  public var freeEnergy: Estimate
  /// E = ⟨f⟩_U.
  public var energy: Estimate
  /// S = (E − F)/θ.
  public var entropy: Estimate

  /// How much more often the stationary law is found in this region than in another, p/p′ = e^{−β(F − F′)}.
  ///
  /// - Parameters:
  ///   - other: another region at the same temperature.
  ///   - temperature: θ.
  /// - Returns: the ratio, its error that of two independent free energies.
  public func populationRatio(to other: WellThermodynamics, temperature: Double) -> Estimate {
    let ratio = exp((other.freeEnergy.value - freeEnergy.value) / temperature)
    let squares = [freeEnergy, other.freeEnergy].reduce(0) { $0 + $1.standardError * $1.standardError }
    let absolute = [freeEnergy, other.freeEnergy].reduce(0) { $0 + abs($1.value) * ($1.accuracy ?? 0) }
    let error = ratio * squares.squareRoot() / temperature
    return Estimate(ratio, standardError: error, accuracy: error == 0 ? absolute / temperature : nil)
  }

  /// The three quantities of ln Z and ⟨f⟩ that were computed, with their absolute errors.
  init(logPartition: Double, energy: Double, temperature: Double, logError: Double, energyError: Double) {
    let free = -temperature * logPartition
    func computed(_ value: Double, _ error: Double) -> Estimate {
      .exact(value, accuracy: max(error / max(abs(value), .leastNormalMagnitude), 1e-15))
    }
    freeEnergy = computed(free, temperature * logError)
    self.energy = computed(energy, energyError)
    entropy = computed((energy - free) / temperature, energyError / temperature + logError)
  }

  /// The three quantities given as estimates.
  public init(freeEnergy: Estimate, energy: Estimate, entropy: Estimate) {
    self.freeEnergy = freeEnergy
    self.energy = energy
    self.entropy = entropy
  }
}

/// The free energy of regions and of dividing surfaces, one function a method.
public enum FreeEnergy {}
