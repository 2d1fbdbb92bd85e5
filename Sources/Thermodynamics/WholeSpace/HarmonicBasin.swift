// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Randomness
package import Statistics

/// The parabola of the basin that a descent reaches, for potentials that are not searched but small enough for a Hessian.
///
///     F = f(a) − (d/2)θ ln 2πθ + (θ/2) ln det H,   E = f(a) + dθ/2
///
/// The Hessian is made of central differences of the gradient. Draws of the parabola's own Gibbs law tell how far f is from it;
/// where it is the same, as the loss of linear regression, the numbers are those of all of space.
package struct HarmonicBasin: Sendable {
  /// F, E and S of the parabola.
  package let thermodynamics: WellThermodynamics
  /// a.
  package let minimum: [Double]
  /// The largest |f − parabola|/θ over some draws of the parabola's law.
  package let misfit: Double

  /// The most coordinates that a Hessian is made for.
  package static let mostDimensions = 500
  private static let steps = 60
  private static let draws = 40

  /// The basin that Newton's steps reach.
  ///
  /// - Throws: `NotApplicable` for too many coordinates, and where the Hessian is not positive at the end.
  package init(of potential: any Potential, from start: [Double], temperature: Double, seed: UInt64, task: StreamTask)
    throws(NotApplicable)
  {
    let d = potential.dimension
    guard d <= Self.mostDimensions else {
      throw NotApplicable(
        "the potential has \(d) coordinates, and a Hessian is made for at most \(Self.mostDimensions)")
    }
    var place = start
    var energy = potential.energy(at: place)
    var found: SymmetricEigensystem?
    for _ in 0..<Self.steps {
      guard energy.isFinite, let modes = SymmetricEigensystem(Self.hessian(of: potential, at: place), dimension: d)
      else { throw NotApplicable("the descent met an energy or a curvature that is not finite") }
      found = modes
      let gradient = potential.gradient(at: place)
      let floor = 1e-9 * max(abs(modes.values[0]), abs(modes.values[d - 1]), .leastNormalMagnitude)
      var move = [Double](repeating: 0, count: d)
      var gain = 0.0
      for (value, vector) in zip(modes.values, modes.vectors) {
        let along = zip(vector, gradient).reduce(0) { $0 + $1.0 * $1.1 }
        let length = along / max(abs(value), floor)
        gain += along * length
        for c in move.indices { move[c] -= length * vector[c] }
      }
      var part = 1.0
      var next = zip(place, move).map { $0 + part * $1 }
      while part > 1e-6, !(potential.energy(at: next) <= energy - 1e-4 * part * gain) {
        part /= 2
        next = zip(place, move).map { $0 + part * $1 }
      }
      let height = potential.energy(at: next)
      guard height < energy else { break }
      (place, energy) = (next, height)
      if gain < 1e-12 * temperature { break }
    }
    guard let modes = found ?? SymmetricEigensystem(Self.hessian(of: potential, at: place), dimension: d),
      let low = modes.values.first, let high = modes.values.last
    else { throw NotApplicable("the Hessian has no eigenvalues") }
    guard low > 1e-8 * high else {
      throw NotApplicable(
        "the Hessian has the eigenvalue \(NumberFormat.rounded(low, digits: 2)) where the descent ends: not a curved minimum"
      )
    }
    minimum = place
    let logs = modes.values.reduce(0) { $0 + log(2 * .pi * temperature / $1) / 2 }
    let mean = energy + Double(d) * temperature / 2
    let bottom = energy
    var stream = RandomStream(StreamName(seed: seed, task: task, purpose: .sampling), walker: 0)
    var worst = 0.0
    for _ in 0..<Self.draws {
      var point = place
      var height = bottom
      for (value, vector) in zip(modes.values, modes.vectors) {
        let deviate = stream.normal()
        height += temperature * deviate * deviate / 2
        let length = (temperature / value).squareRoot() * deviate
        for c in point.indices { point[c] += length * vector[c] }
      }
      let difference = abs(potential.energy(at: point) - height) / temperature
      worst = difference.isFinite ? max(worst, difference) : .infinity
    }
    misfit = worst
    thermodynamics = WellThermodynamics(
      logPartition: logs - bottom / temperature, energy: mean, temperature: temperature,
      logError: max(1e-8, min(worst, 1)), energyError: max(1e-9 * abs(mean), temperature * min(worst, 1)))
  }

  private static func hessian(of potential: any Potential, at place: [Double]) -> [Double] {
    let d = place.count
    var hessian = [Double](repeating: 0, count: d * d)
    var shifted = place
    for i in 0..<d {
      let reach = 1e-4 * max(1, abs(place[i]))
      shifted[i] = place[i] + reach
      let ahead = potential.gradient(at: shifted)
      shifted[i] = place[i] - reach
      let behind = potential.gradient(at: shifted)
      shifted[i] = place[i]
      for j in 0..<d {
        let curvature = (ahead[j] - behind[j]) / (4 * reach)
        hessian[i * d + j] += curvature
        hessian[j * d + i] += curvature
      }
    }
    return hessian
  }
}
