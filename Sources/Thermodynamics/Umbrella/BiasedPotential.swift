// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// f(x) + ½κ(n·x − s₀)²: a potential held near a value of a coordinate.
///
/// Walkers are moved by the potential's own batches; the bias adds one pass over the coordinate.
struct BiasedPotential: Potential {
  let potential: any Potential
  let coordinate: LinearCoordinate
  let center: Double
  let stiffness: Double

  var dimension: Int { potential.dimension }
  var boundaries: [Boundary] { potential.boundaries }
  var window: [ClosedRange<Double>] { potential.window }
  var walkersPerBlock: Int? { potential.walkersPerBlock }
  var isSearchable: Bool { potential.isSearchable }

  /// ½κ(s − s₀)².
  @inline(__always) func bias(_ s: Double) -> Double {
    let offset = coordinate.difference(s, center)
    return 0.5 * stiffness * offset * offset
  }

  func energy(at position: Span<Double>) -> Double {
    var s = 0.0
    for c in coordinate.direction.indices { s += coordinate.direction[c] * position[c] }
    return potential.energy(at: position) + bias(s)
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    potential.gradient(at: position, into: &gradient)
    var s = 0.0
    for c in coordinate.direction.indices { s += coordinate.direction[c] * position[c] }
    let force = stiffness * coordinate.difference(s, center)
    for c in coordinate.direction.indices { gradient[c] += force * coordinate.direction[c] }
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
    positions.withUnsafeBufferPointer { x in
      gradients.withUnsafeMutableBufferPointer { gradients in
        coordinate.withValues(x, walkers: walkers) { s in
          if let axis = coordinate.axis {
            let row = axis * walkers
            for w in 0..<walkers { gradients[row + w] += stiffness * coordinate.difference(s[w], center) }
            return
          }
          for c in coordinate.direction.indices where coordinate.direction[c] != 0 {
            let pull = stiffness * coordinate.direction[c]
            for w in 0..<walkers { gradients[c * walkers + w] += pull * (s[w] - center) }
          }
        }
      }
    }
  }
}

extension LinearCoordinate {
  /// s of each walker of a coordinate-major block: the block's own row where the direction is an axis.
  @inline(__always) func withValues(
    _ positions: UnsafeBufferPointer<Double>, walkers: Int, _ body: (UnsafePointer<Double>) -> Void
  ) {
    guard let x = positions.baseAddress else { return }
    if let axis {
      body(x + axis * walkers)
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: walkers) { s in
      guard let s = s.baseAddress else { return }
      for w in 0..<walkers { s[w] = 0 }
      for c in direction.indices where direction[c] != 0 {
        let component = direction[c]
        for w in 0..<walkers { s[w] += component * x[c * walkers + w] }
      }
      body(s)
    }
  }
}
