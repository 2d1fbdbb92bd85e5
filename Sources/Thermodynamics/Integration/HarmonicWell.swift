// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation
package import Potentials
package import Randomness
package import Statistics

/// f(a) + ½(x − a)ᵀH(x − a): the parabola that a well would be, whose free energy is known.
///
/// On circles x − a is the shorter way round, so that the parabola reaches half a turn to both sides wherever the seam is.
package struct HarmonicWell: Potential {
  /// a.
  package let minimum: [Double]
  /// f(a).
  package let energy: Double
  /// H row by row.
  package let stiffness: [Double]
  /// The eigenvalues of H, ascending, all positive.
  package let curvatures: [Double]
  private let directions: [[Double]]
  private let host: any Potential
  /// The length of each axis that is a circle.
  private let periods: [Double?]

  /// The parabola at a minimum of a potential.
  ///
  /// - Throws: `NotApplicable` if the Hessian is not positive there or cannot be asked for.
  package init(at minimum: [Double], of potential: any Potential) throws(NotApplicable) {
    guard potential.isSearchable else { throw NotApplicable("the potential has no Hessian to take a parabola from") }
    guard let spectrum = HessianSpectrum(of: potential, at: minimum), !spectrum.isSingular, spectrum.index == 0 else {
      throw NotApplicable("the Hessian is not positive at the minimum")
    }
    self.minimum = minimum
    energy = spectrum.energy
    curvatures = spectrum.eigenvalues
    directions = spectrum.directions
    host = potential
    boundaries = potential.boundaries
    periods = potential.boundaries.map(\.period)
    let d = minimum.count
    var matrix = [Double](repeating: 0, count: d * d)
    for (value, vector) in zip(spectrum.eigenvalues, spectrum.directions) {
      for i in 0..<d { for j in 0..<d { matrix[i * d + j] += value * vector[i] * vector[j] } }
    }
    stiffness = matrix
  }

  /// That of the host.
  package var dimension: Int { minimum.count }
  /// Those of the host.
  package let boundaries: [Boundary]
  /// That of the host.
  package var window: [ClosedRange<Double>] { host.window }

  /// f at one point.
  package func energy(at position: Span<Double>) -> Double {
    let d = minimum.count
    var sum = 0.0
    for i in 0..<d {
      var slope = 0.0
      for j in 0..<d { slope += stiffness[i * d + j] * offset(position[j], j) }
      sum += slope * offset(position[i], i)
    }
    return energy + sum / 2
  }

  /// x − a along an axis.
  @inline(__always) private func offset(_ x: Double, _ axis: Int) -> Double {
    let difference = x - minimum[axis]
    guard let period = periods[axis] else { return difference }
    return difference - period * (difference / period).rounded()
  }

  /// ∇f at one point.
  package func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    gradients(walkers: 1, at: position, into: &gradient)
  }

  /// H, row by row.
  package func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    for i in stiffness.indices { hessian[i] = stiffness[i] }
  }

  /// ∇f for a block of walkers.
  package func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    let d = minimum.count
    for i in 0..<d {
      for w in i * walkers..<(i + 1) * walkers { gradients[w] = 0 }
      for j in 0..<d where stiffness[i * d + j] != 0 {
        let (k, origin) = (stiffness[i * d + j], minimum[j])
        if let period = periods[j] {
          for w in 0..<walkers {
            let difference = positions[j * walkers + w] - origin
            gradients[i * walkers + w] += k * (difference - period * (difference / period).rounded())
          }
          continue
        }
        for w in 0..<walkers { gradients[i * walkers + w] += k * (positions[j * walkers + w] - origin) }
      }
    }
  }

  /// F of the parabola restricted to a region, f(a) − (θ/2) ln((2πθ)^d/det H) − θ ln P.
  ///
  /// P, the share of the Gaussian that lies in the region, within the walls and half a turn of the circles, is exact for everything and for a half-space
  /// of a potential without walls; otherwise it is counted over draws.
  ///
  /// - Parameters:
  ///   - temperature: θ > 0.
  ///   - samples: how many draws to count over.
  ///   - stream: where they come from.
  /// - Throws: `NotApplicable` if hardly any draw falls into the region.
  package func freeEnergy(in region: Region, temperature: Double, samples: Int, using stream: inout RandomStream)
    throws(NotApplicable) -> Estimate
  {
    let modes = curvatures.reduce(0) { $0 + log(2 * .pi * temperature / $1) / 2 }
    let whole = energy - temperature * modes
    let isFree = boundaries.allSatisfy { $0 == .free }
    if isFree, region == .everywhere(dimension) { return .exact(whole, accuracy: 1e-9) }
    if isFree, case .halfSpace(let normal, let offset) = region {
      let share = gsl_cdf_ugaussian_Q(distance(to: offset, along: normal, temperature))
      return .exact(whole - temperature * log(share), accuracy: 1e-9)
    }
    var inside = 0
    for _ in 0..<samples {
      let point = draw(temperature: temperature, using: &stream)
      if boundaries.allow(point, around: minimum), region.contains(boundaries.wrapped(point), in: host) { inside += 1 }
    }
    guard inside >= 10 else {
      throw NotApplicable("only \(inside) of \(samples) draws from the parabola fall into the region")
    }
    let share = Double(inside) / Double(samples)
    // Where every draw was inside, up to about one in so many may be outside.
    let error = max(((1 - share) / (share * Double(samples))).squareRoot(), 1 / Double(samples))
    return Estimate(
      whole - temperature * log(share), standardError: temperature * error,
      effectiveSamples: Double(samples))
  }

  /// How many standard deviations of n·x a plane lies beyond the minimum.
  private func distance(to offset: Double, along normal: [Double], _ temperature: Double) -> Double {
    let variance = zip(curvatures, directions).reduce(0) { sum, mode in
      let component = zip(mode.1, normal).reduce(0) { $0 + $1.0 * $1.1 }
      return sum + component * component * temperature / mode.0
    }
    return (offset - zip(minimum, normal).reduce(0) { $0 + $1.0 * $1.1 }) / variance.squareRoot()
  }

  /// A point of the Gaussian law.
  func draw(temperature: Double, using stream: inout RandomStream) -> [Double] {
    var point = minimum
    for (curvature, direction) in zip(curvatures, directions) {
      let length = (temperature / curvature).squareRoot() * stream.normal()
      for c in point.indices { point[c] += length * direction[c] }
    }
    return point
  }
}
