// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// f(x) + ½κ(s(x) − s₀)²: a potential held near a value of a coordinate.
///
/// Walkers are moved by the potential's own batches; the bias adds one pass over the coordinate.
struct BiasedPotential: Potential {
  let potential: any Potential
  let coordinate: any CollectiveCoordinate
  let center: Double
  let stiffness: Double
  private let period: Double?

  init(potential: any Potential, coordinate: any CollectiveCoordinate, center: Double, stiffness: Double) {
    (self.potential, self.coordinate, self.center, self.stiffness) = (potential, coordinate, center, stiffness)
    period = coordinate.period
  }

  var dimension: Int { potential.dimension }
  var boundaries: [Boundary] { potential.boundaries }
  var window: [ClosedRange<Double>] { potential.window }
  var walkersPerBlock: Int? { potential.walkersPerBlock }
  var isSearchable: Bool { potential.isSearchable }

  /// ½κ(s − s₀)².
  @inline(__always) func bias(_ s: Double) -> Double {
    let offset = (s - center).shorterWay(round: period)
    return 0.5 * stiffness * offset * offset
  }

  func energy(at position: Span<Double>) -> Double {
    potential.energy(at: position) + bias(coordinate.value(at: position))
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    potential.gradient(at: position, into: &gradient)
    coordinate.addForces(stiffness: stiffness, center: center, walkers: 1, at: position, to: &gradient)
  }

  func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    potential.energies(walkers: walkers, at: positions, into: &energies)
    positions.withUnsafeBufferPointer { x in
      energies.withUnsafeMutableBufferPointer { energies in
        coordinate.withValues(x, walkers: walkers) { s in
          for w in 0..<walkers { energies[w] += bias(s[w]) }
        }
      }
    }
  }

  func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    potential.gradients(walkers: walkers, at: positions, into: &gradients)
    coordinate.addForces(
      stiffness: stiffness, center: center, walkers: walkers, at: positions, to: &gradients)
  }
}
