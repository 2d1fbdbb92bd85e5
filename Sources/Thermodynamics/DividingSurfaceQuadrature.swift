// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
package import Statistics

extension DividingSurface {
  /// F₁ by adaptive quadrature along rays from the saddle: none in one dimension, two in two, a full turn in three.
  ///
  /// - Parameter temperature: θ > 0.
  /// - Throws: `NotApplicable` in more dimensions, or if the surface does not end.
  package func freeEnergyByQuadrature(temperature: Double) throws(NotApplicable) -> Estimate {
    guard temperature > 0 else { throw NotApplicable("the temperature is \(temperature); it must be positive") }
    let volume = lengths(temperature: temperature).reduce(1, *)
    let integral: (value: Double, error: Double)
    switch potential.dimension {
    case 1: integral = (1, 0)
    case 2:
      let right = try radial([1], power: 0, temperature)
      let left = try radial([-1], power: 0, temperature)
      integral = (right.value + left.value, right.error + left.error)
    case 3:
      let coarse = try turn(rays: 64, offset: 0, temperature)
      let between = try turn(rays: 64, offset: 0.5, temperature)
      integral = ((coarse.value + between.value) / 2, abs(coarse.value - between.value) / 2 + coarse.error)
    default:
      throw NotApplicable("quadrature is for at most three dimensions and the potential has \(potential.dimension)")
    }
    let value = spectrum.energy - temperature * log(integral.value * volume)
    let error = temperature * (integral.error / integral.value + 1e-13)
    return .exact(value, accuracy: error / max(abs(value), .leastNormalMagnitude))
  }

  /// The trapezoidal rule over the angle, which converges exponentially on a circle.
  private func turn(rays: Int, offset: Double, _ temperature: Double) throws(NotApplicable) -> (
    value: Double, error: Double
  ) {
    var value = 0.0
    var error = 0.0
    for index in 0..<rays {
      let angle = 2 * .pi * (Double(index) + offset) / Double(rays)
      let part = try radial([cos(angle), sin(angle)], power: 1, temperature)
      value += part.value
      error += part.error
    }
    return (value * 2 * .pi / Double(rays), error * 2 * .pi / Double(rays))
  }

  /// ∫₀ r^power e^{−β(f − f(s))} dr to the end of a ray.
  private func radial(_ components: [Double], power: Int, _ temperature: Double) throws(NotApplicable)
    -> (value: Double, error: Double)
  {
    let ray = ray(components, temperature: temperature)
    guard let end = ray.end(temperature: temperature) else {
      throw NotApplicable("the dividing surface through the saddle has no end where the energy rises")
    }
    return Quadrature().integral(from: 0, to: end, relative: 1e-11) { r in
      (power == 0 ? 1 : r) * exp(-ray.height(r, temperature))
    }
  }
}
