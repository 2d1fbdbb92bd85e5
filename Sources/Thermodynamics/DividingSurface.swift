// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Statistics

/// The ridge through a saddle, over the hyperplane at right angles to its unstable direction: what a transition must cross.
///
///     F₁ = −θ ln ∫_S e^{−βf} dσ
///
/// At each point of the hyperplane counts the highest energy along the unstable direction, as it does for the resistance
/// ∫e^{βf} of that line: where a pass is bent, the hyperplane leaves the ridge, and walkers do not cross there.
///
/// A hyperplane runs on behind the pass, into passes between other wells. S is its part that belongs to this saddle: on each
/// ray it ends where it meets a wall of the domain, or at a crest beyond which a descent within the hyperplane does not lead
/// back to the saddle. What lies there is another pass, counted with its own saddle, or another valley. So the surfaces of
/// several saddles have no part in common, also where they lie in one plane.
package struct DividingSurface: Sendable {
  /// The landscape.
  package let potential: any Potential
  /// The saddle's curvatures and directions, the unstable ones first.
  package let spectrum: HessianSpectrum

  /// |λ₋|, the curvature along the unstable direction.
  package var unstableCurvature: Double { -spectrum.eigenvalues[0] }

  /// The surface through a saddle.
  ///
  /// - Parameters:
  ///   - potential: any dimension.
  ///   - saddle: a point with one unstable direction; the others may be soft.
  /// - Throws: `NotApplicable` if there is no unstable direction, more than one, or the energy is not finite.
  package init(potential: any Potential, saddle: [Double]) throws(NotApplicable) {
    guard let spectrum = HessianSpectrum(of: potential, at: saddle) else {
      throw NotApplicable(HessianSpectrum.absence(of: potential, at: "the saddle"))
    }
    guard spectrum.eigenvalues[0] < -1e-7 * spectrum.stiffness else {
      throw NotApplicable("the Hessian has no negative eigenvalue at the saddle; no direction leads across it")
    }
    guard spectrum.eigenvalues.dropFirst().allSatisfy({ $0 > -1e-7 * spectrum.stiffness }) else {
      throw NotApplicable("the point is no saddle of index one: its Hessian has \(spectrum.index) negative eigenvalues")
    }
    self.potential = potential
    self.spectrum = spectrum
  }

  /// F₁ in the harmonic approximation, f(s) − (θ/2) Σ ln(2πθ/λᵢ) over the stable directions.
  ///
  /// - Throws: `NotApplicable` if a stable direction is flat.
  package func harmonicFreeEnergy(temperature: Double) throws(NotApplicable) -> Estimate {
    guard !spectrum.isSingular else { throw NotApplicable("the Hessian is singular at the saddle") }
    let entropy = spectrum.eigenvalues.dropFirst().reduce(0) { $0 + log(2 * .pi * temperature / $1) / 2 }
    return .exact(spectrum.energy - temperature * entropy, accuracy: 1e-9)
  }

  /// The thermal lengths √(θ/λ) of the stable directions, those of flat ones a twentieth of the window.
  func lengths(temperature: Double) -> [Double] {
    let widest = potential.window.reduce(0) { max($0, $1.upperBound - $1.lowerBound) }
    return spectrum.eigenvalues.dropFirst().map {
      $0 > 0 ? min((temperature / $0).squareRoot(), widest / 20) : widest / 20
    }
  }

  /// A ray on the surface, its parameter r in thermal lengths.
  struct Ray {
    let surface: DividingSurface
    let direction: [Double]

    /// β(f − f(s)) of the ridge at a distance.
    func height(_ r: Double, _ temperature: Double) -> Double {
      (surface.ridge(over: place(r), temperature: temperature) - surface.spectrum.energy) / temperature
    }

    /// β(f − f(s)) on the hyperplane.
    private func planarHeight(_ r: Double, _ temperature: Double) -> Double {
      (surface.potential.energy(at: place(r).span) - surface.spectrum.energy) / temperature
    }

    /// Where the surface ends on this ray, at 45 θ above the saddle at the latest.
    ///
    /// - Parameter limit: how far it is followed; the end is known to lie beyond if that is what comes back.
    /// - Returns: `nil` if the energy does not rise.
    func end(temperature: Double, before limit: Double = 1e4) -> Double? {
      var r = 0.0
      var step = 0.05
      var crest = (r: 0.0, height: 0.0)
      var trough = Double.infinity
      while r < limit {
        r += step
        if r > 10 { step = 0.01 * r }
        if let wall = wall(before: r) { return wall }
        // Close by the two are alike; a ray that is followed to its end is followed along the ridge.
        let here = limit < 1e4 ? planarHeight(r, temperature) : height(r, temperature)
        if here > 45 { return r }
        guard here.isFinite else { return r - step }
        if here > crest.height {
          crest = (r, here)
          trough = .infinity
        }
        // Down again: on a bent pass this is still its own slope, elsewhere the next pass. One look at each descent.
        if here < crest.height - 1e-6, crest.height > 1e-6, trough == .infinity || here < trough - 1 {
          trough = here
          if here < -1e-6 || !surface.belongs(place(r), temperature: temperature) { return crest.r }
        }
      }
      return limit < 1e4 ? limit : nil
    }

    /// The point at a distance.
    private func place(_ r: Double) -> [Double] {
      zip(surface.spectrum.position, direction).map { $0 + r * $1 }
    }

    /// The distance of a wall, or of half a turn around a circle, if it lies before r.
    private func wall(before r: Double) -> Double? {
      var nearest: Double?
      for (axis, boundary) in surface.potential.boundaries.enumerated() where direction[axis] != 0 {
        let origin = surface.spectrum.position[axis]
        let distance: Double =
          switch boundary {
          case .free: .infinity
          case .periodic(let range): (range.upperBound - range.lowerBound) / 2 / abs(direction[axis])
          case .reflecting(let lower, let upper):
            ((direction[axis] > 0 ? upper : lower) - origin) / direction[axis]
          }
        if distance <= r { nearest = min(nearest ?? .infinity, max(distance, 0)) }
      }
      return nearest
    }
  }

  /// The ray with the given components along the stable directions, in thermal lengths.
  func ray(_ components: [Double], temperature: Double) -> Ray {
    var direction = [Double](repeating: 0, count: potential.dimension)
    let stable = zip(spectrum.directions.dropFirst(), lengths(temperature: temperature))
    for (component, (vector, length)) in zip(components, stable) {
      for axis in direction.indices { direction[axis] += component * length * vector[axis] }
    }
    return Ray(surface: self, direction: direction)
  }
}
