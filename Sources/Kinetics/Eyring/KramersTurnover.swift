// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Statistics

/// The escape of a walker with momentum over one barrier at any friction, unit mass, one dimension.
///
///     k = Υ(δ) · (κ/√|λ₋|) · k_TST,   Υ(δ) = exp[(1/2π) ∫ ln(1 − e^{−δ(λ² + ¼)}) dλ/(λ² + ¼)],   δ = γS/θ
///
/// with S the action of the orbit at the height of the barrier (V. I. Mel'nikov and S. V. Meshkov, J. Chem. Phys. 85, 1018
/// (1986)). Υ → δ at low friction, where walkers have to gain energy, and Υ → 1 at high friction. A walker that is taken out
/// behind the barrier, or at the bottom of the well there, does not come back: Υ is that of the well that is left alone, not
/// Υ(δ₁)Υ(δ₂)/Υ(δ₁ + δ₂), which belongs to the exchange between two wells.
///
/// At finite barriers the leading order is some θ/ΔE off at both ends, where the exact rates are integrals. So k_TST takes the
/// partition function of the well as it is, S is replaced by the one with which k at low friction is that of energy diffusion,
/// and a factor between 1 without friction and what makes k at high friction that of the overdamped equation.
package struct KramersTurnover: Sendable {
  /// k with the corrections for the finite barrier; its accuracy is that of the integrals. Between the ends it is to be relied on to
  /// about θ over the barrier.
  package let rate: Estimate
  /// k to leading order.
  package let leadingOrder: Double
  /// The exact rate for γ → 0, proportional to γ.
  package let energyDiffusion: Double
  /// δ = γS/θ: the energy that one orbit at the height of the barrier loses.
  package let energyLoss: Double
  /// Υ of the corrected δ.
  package let depopulation: Double
  /// ΔE/θ.
  package let reducedBarrier: Double

  /// Evaluates the law.
  ///
  /// - Parameters:
  ///   - potential: one-dimensional.
  ///   - well: the bottom of the well that is left.
  ///   - saddle: its only way out.
  ///   - temperature: θ > 0.
  ///   - friction: γ > 0.
  ///   - overdamped: 1/τ of the overdamped equation with mobility 1 between the same places.
  ///   - weight: ∫_well e^{−βf} dx as −θ ln of it, the free energy of the well.
  /// - Throws: `NotApplicable` if a Hessian is singular or no orbit closes.
  package init(
    potential: any Potential, well: [Double], saddle: [Double], temperature: Double, friction: Double,
    overdamped: Double, wellFreeEnergy: Double
  ) throws(NotApplicable) {
    let law = try EyringKramers(potential: potential, minima: [well], saddles: [saddle], temperature: temperature)
    let orbit = try BarrierOrbit(potential: potential, minimum: well[0], saddle: saddle[0])
    let factor = KramersFactor(unstableCurvature: law.unstableCurvature, friction: friction)
    let height = law.bottom.energy + law.barrier
    // √(θ/2π) e^{−βf(s)}/∫e^{−βf}: the flux through the saddle of walkers at equilibrium.
    let transition =
      (temperature / (2 * .pi)).squareRoot() * exp((wellFreeEnergy - height) / temperature)
    let harmonic = law.bottom.eigenvalues[0].squareRoot() / (2 * .pi) * exp(-law.barrier / temperature)
    energyLoss = friction * orbit.action / temperature
    leadingOrder = Self.depopulation(energyLoss) * factor.transmission * harmonic
    energyDiffusion = friction * exp(orbit.logEnergyDiffusion(temperature: temperature))
    depopulation = Self.depopulation(energyDiffusion / transition)
    let highFriction = overdamped / (law.unstableCurvature.squareRoot() * transition)
    let correction = 1 + (highFriction - 1) * (1 - factor.transmission)
    reducedBarrier = law.barrier / temperature
    rate = .exact(depopulation * factor.transmission * transition * correction, accuracy: 1e-4)
  }

  /// Υ(δ). With λ = ½ tan φ the integrand is smooth and periodic, so that the midpoint rule converges exponentially.
  package static func depopulation(_ loss: Double) -> Double {
    let count = 8192
    let sum = (0..<count).reduce(0.0) { sum, index in
      let cosine = cos(.pi * ((Double(index) + 0.5) / Double(count) - 0.5))
      return sum + log(-expm1(-loss / (4 * cosine * cosine)))
    }
    return exp(sum / Double(count))
  }
}
