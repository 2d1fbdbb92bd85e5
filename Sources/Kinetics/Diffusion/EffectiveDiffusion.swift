// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Potentials
public import Statistics

/// The diffusion coefficient at long times in a landscape that repeats itself.
///
///     D = θ / (⟨e^{−βA}⟩ ⟨e^{βA}⟩)   over a period
///
/// for the overdamped equation in one dimension (S. Lifson and J. L. Jackson, J. Chem. Phys. 36 (1962) 2410). On the floor
/// of a valley A = (θ/2)(d − 1) ln k(s); with a mobility ⟨e^{βA}/μ⟩ stands in place of ⟨e^{βA}⟩. For valleys μ is one number; what is left out then, the lag of the walls, is the accuracy.
public enum EffectiveDiffusion {
  /// D of a potential on a circle, or along a valley whose walls repeat themselves.
  ///
  /// - Parameter temperature: θ > 0.
  /// - Returns: D with the bound on its relative error.
  /// - Throws: `NotApplicable` for anything else.
  public static func lifsonJackson(_ potential: any Potential, temperature: Double) throws(NotApplicable) -> Estimate {
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    let mobility = potential.mobility
    if potential.dimension == 1, case .periodic(let range)? = potential.boundaries.first {
      return lifsonJackson(period: range.upperBound - range.lowerBound, temperature: temperature) { s in
        let position: InlineArray<1, Double> = [range.lowerBound + s]
        return (potential.energy(at: position.span), 1, mobility?.value(at: position.span) ?? 1)
      }
    }
    guard let valley = potential as? any ValleyPotential, let profile = valley.valleyProfile else {
      throw NotApplicable(
        "the law of Lifson and Jackson is for circles and for valleys whose walls repeat themselves")
    }
    guard !(mobility?.varies ?? false) else {
      throw NotApplicable(
        "the law for valleys is for walkers that are equally mobile everywhere, and here they are not")
    }
    let transverse = Double(potential.dimension - 1)
    return lifsonJackson(period: profile.period, temperature: temperature) { s in
      let stiffness = profile.stiffness(s)
      let narrowing = stiffness.slope / stiffness.value
      // The walls relax at the rate k and not at once; to first order that is a friction.
      return (
        temperature / 2 * transverse * log(stiffness.value),
        1 + transverse * temperature * narrowing * narrowing / (4 * stiffness.value), mobility?.scale ?? 1
      )
    }
  }

  /// D for a free energy A(s) and a mobility of a period, with what a friction γ(s) instead of 1 would change as accuracy.
  static func lifsonJackson(
    period: Double, temperature: Double, _ landscape: (Double) -> (energy: Double, friction: Double, mobility: Double)
  ) -> Estimate {
    var previous = 0.0
    var points = 64
    // The rectangle rule converges faster than any power for smooth periodic functions.
    while true {
      let all = (0..<points).map { landscape(period * Double($0) / Double(points)) }
      let lowest = all.reduce(Double.infinity) { min($0, $1.energy) }
      let highest = all.reduce(-Double.infinity) { max($0, $1.energy) }
      var (up, down, slowed) = (0.0, 0.0, 0.0)
      for (energy, friction, mobility) in all {
        down += exp(-(energy - lowest) / temperature)
        let hill = exp((energy - highest) / temperature) / mobility
        up += hill
        slowed += friction * hill
      }
      let count = Double(points)
      let value = temperature * exp(-(highest - lowest) / temperature) / (up / count * down / count)
      let error = abs(value - previous) / value
      if error < 1e-12 || points >= 1 << 17 {
        return .exact(value, accuracy: max(error, 1e-12) + (slowed / up - 1))
      }
      previous = value
      points *= 2
    }
  }
}
