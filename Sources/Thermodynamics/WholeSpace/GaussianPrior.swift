// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
import Randomness
package import Statistics

/// The Gaussian law e^{−β(γ/2)|x|²} that holds a potential f(x) = L(x) + (γ/2)|x|² together: the prior N(0, 1/βγ) of L.
package struct GaussianPrior: Sendable {
  /// f.
  package let potential: any Potential
  /// γ > 0.
  package let confinement: Double
  /// θ > 0.
  package let temperature: Double

  /// The prior of a potential.
  ///
  /// - Parameter confinement: γ; by default the potential's own.
  /// - Throws: `NotApplicable` without a positive γ, and where an axis is a circle or ends in a mirror.
  package init(of potential: any Potential, confinement: Double? = nil, temperature: Double) throws(NotApplicable) {
    let own = (potential as? any ConfinedPotential)?.confinement
    guard let confinement = confinement ?? own else {
      throw NotApplicable(
        "the potential tells of no Gaussian confinement (γ/2)|x|² to begin at; give the γ of one under 'confinement'")
    }
    guard confinement > 0, confinement.isFinite else {
      throw NotApplicable(
        "the confinement is \(confinement), so that e^(−f/θ) cannot be normalized; give a positive one")
    }
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    guard potential.boundaries.allSatisfy({ $0 == .free }) else {
      throw NotApplicable("a Gaussian law has free axes, and an axis of the potential is a circle or ends in a mirror")
    }
    (self.potential, self.confinement, self.temperature) = (potential, confinement, temperature)
  }

  /// √(θ/γ), the width of the law along each axis.
  package var width: Double { (temperature / confinement).squareRoot() }

  /// −θ ln∫e^{−β(γ/2)|x|²} = −(dθ/2) ln(2πθ/γ).
  package var freeEnergy: Double {
    -Double(potential.dimension) * temperature / 2 * log(2 * .pi * temperature / confinement)
  }

  /// L(x) = f(x) − (γ/2)|x|².
  package func loss(at position: Span<Double>) -> Double {
    var square = 0.0
    for c in position.indices { square += position[c] * position[c] }
    return potential.energy(at: position) - confinement / 2 * square
  }

  /// A draw of the law, written over a point.
  func draw(into point: inout [Double], using stream: inout RandomStream) {
    for c in point.indices { point[c] = width * stream.normal() }
  }
}

/// λL(x) + (γ/2)|x|²: a potential whose loss is switched on by a part.
struct PartialLoss: Potential {
  let prior: GaussianPrior
  /// λ, from 0 to 1.
  let share: Double

  var dimension: Int { prior.potential.dimension }
  var window: [ClosedRange<Double>] {
    // The wider one of what the potential and what the Gaussian law call near.
    prior.potential.window.map {
      min($0.lowerBound, -8 * prior.width)...max($0.upperBound, 8 * prior.width)
    }
  }
  var walkersPerBlock: Int? { prior.potential.walkersPerBlock }
  var isSearchable: Bool { false }

  func energy(at position: Span<Double>) -> Double {
    var square = 0.0
    for c in position.indices { square += position[c] * position[c] }
    return share * prior.potential.energy(at: position) + (1 - share) * prior.confinement / 2 * square
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    prior.potential.gradient(at: position, into: &gradient)
    mix(position, into: &gradient)
  }

  func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    prior.potential.gradients(walkers: walkers, at: positions, into: &gradients)
    mix(positions, into: &gradients)
  }

  func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    prior.potential.energies(walkers: walkers, at: positions, into: &energies)
    let rest = (1 - share) * prior.confinement / 2
    for w in 0..<walkers {
      var square = 0.0
      for c in 0..<dimension { square += positions[c * walkers + w] * positions[c * walkers + w] }
      energies[w] = share * energies[w] + rest * square
    }
  }

  private func mix(_ positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    let rest = (1 - share) * prior.confinement
    for i in gradients.indices { gradients[i] = share * gradients[i] + rest * positions[i] }
  }
}
