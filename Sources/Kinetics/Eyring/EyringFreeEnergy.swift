// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Statistics

/// Eyring's law in free energies: the well and the pass by what they hold and not by their Hessians.
///
///     k = √(θ|λ₋|/2π) e^{−β(F₁ − F₀)},  F₀ = −θ ln ∫_well e^{−βf} dx,  F₁ = −θ ln ∫_S e^{−βf} dσ
///
/// S is the dividing surface through the saddle, λ₋ the unstable curvature across it. With harmonic free energies this is
/// the Eyring–Kramers law; with measured or integrated ones it is the entropic theory.
public struct EyringFreeEnergy: Sendable {
  /// k with the errors of both free energies carried along.
  public let rate: Estimate
  /// ΔF‡ = F₁ − F₀; the surface has one dimension less than the well, so that its unit is that of an energy after the
  /// unit of length is fixed to one.
  public let activationFreeEnergy: Estimate

  /// Evaluates the law.
  ///
  /// - Parameters:
  ///   - well: F₀ with its error.
  ///   - surface: F₁ with its error, independent of the well's.
  ///   - unstableCurvature: |λ₋| > 0.
  ///   - temperature: θ > 0.
  /// - Throws: `NotApplicable` if the curvature or the temperature is not positive or a free energy is not finite.
  public init(well: Estimate, surface: Estimate, unstableCurvature: Double, temperature: Double) throws(NotApplicable) {
    guard temperature > 0, unstableCurvature > 0 else {
      throw NotApplicable("the unstable curvature at the saddle is \(unstableCurvature); the law needs a harmonic top")
    }
    let difference = surface.value - well.value
    guard difference.isFinite else { throw NotApplicable("a free energy is not finite") }
    let error = (well.standardError * well.standardError + surface.standardError * surface.standardError).squareRoot()
    let absolute = abs(well.value) * (well.accuracy ?? 0) + abs(surface.value) * (surface.accuracy ?? 0)
    let isComputed = error == 0
    activationFreeEnergy = Estimate(
      difference, standardError: error,
      accuracy: isComputed ? absolute / max(abs(difference), .leastNormalMagnitude) : nil)
    let rate = (temperature * unstableCurvature / (2 * .pi)).squareRoot() * exp(-difference / temperature)
    let spread = error / temperature
    self.rate = Estimate(
      rate, standardError: rate * spread, accuracy: isComputed ? absolute / temperature : nil,
      interval: isComputed ? nil : .between(rate * exp(-1.959964 * spread), rate * exp(1.959964 * spread)))
  }
}
