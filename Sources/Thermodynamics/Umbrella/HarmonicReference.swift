// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness

/// A harmonic well φ(x) = f(a) + ½(x − a)ᵀA(x − a) whose free energy is known: what makes free energies absolute.
///
/// A = H + κnnᵀ with n = ∇s(a) is the curvature of f and of a window's bias at a minimum a, so that the well is much like a window there. It is
/// drawn from exactly, and −θ ln∫e^{−βφ} = f(a) − (θ/2) Σ ln(2πθ/λᵢ) with A's eigenvalues λ.
struct HarmonicReference: Sendable {
  let minimum: [Double]
  let energy: Double
  /// A's eigenvalues λ and eigenvectors.
  let values: [Double]
  let vectors: [[Double]]
  private let boundaries: [Boundary]

  /// `nil` where A is not positive or cannot be had.
  init?(_ potential: any Potential, minimum: [Double], coordinate: any CollectiveCoordinate, stiffness: Double) {
    let d = potential.dimension
    guard potential.isSearchable, minimum.count == d else { return nil }
    var matrix = potential.hessian(at: minimum)
    let direction = coordinate.gradient(at: minimum)
    for i in 0..<d {
      for j in 0..<d { matrix[i * d + j] += stiffness * direction[i] * direction[j] }
    }
    energy = potential.energy(at: minimum)
    guard energy.isFinite, let modes = SymmetricEigensystem(matrix, dimension: d),
      modes.values[0] > 1e-7 * modes.values[d - 1]
    else { return nil }
    values = modes.values
    vectors = modes.vectors
    self.minimum = minimum
    boundaries = potential.boundaries
  }

  /// −θ ln∫e^{−βφ}.
  func freeEnergy(temperature: Double) -> Double {
    values.reduce(energy) { $0 - temperature / 2 * log(2 * .pi * temperature / $1) }
  }

  /// φ(x), on circles at the nearest image of x.
  func energy(at position: [Double]) -> Double {
    let offset = boundaries.displacement(from: minimum, to: position)
    var sum = energy
    for (value, vector) in zip(values, vectors) {
      let amplitude = zip(vector, offset).reduce(0) { $0 + $1.0 * $1.1 }
      sum += value * amplitude * amplitude / 2
    }
    return sum
  }

  /// A point of the law, and whether the potential's walkers can be there: within mirrors, within half a turn.
  func draw(temperature: Double, _ stream: inout RandomStream) -> (position: [Double], isInDomain: Bool) {
    var offset = [Double](repeating: 0, count: minimum.count)
    for (value, vector) in zip(values, vectors) {
      let amplitude = (temperature / value).squareRoot() * stream.normal()
      for c in offset.indices { offset[c] += amplitude * vector[c] }
    }
    let position = zip(minimum, offset).map { $0 + $1 }
    return (boundaries.wrapped(position), boundaries.allow(position, around: minimum))
  }
}
