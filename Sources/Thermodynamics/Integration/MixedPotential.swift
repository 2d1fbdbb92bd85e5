// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials

/// (1 − λ)f₀ + λf₁: a straight way from one potential to another.
///
/// Boundaries, wells and the window are those of f₁.
package struct MixedPotential: Potential {
  /// f₀.
  package let from: any Potential
  /// f₁.
  package let to: any Potential
  /// λ, from 0 to 1.
  package let share: Double

  /// The mixture of two potentials of one dimension.
  package init(from: any Potential, to: any Potential, share: Double) {
    self.from = from
    self.to = to
    self.share = share
  }

  /// That of f₁.
  package var dimension: Int { to.dimension }
  /// Those of f₁.
  package var boundaries: [Boundary] { to.boundaries }
  /// Those of f₁.
  package var wells: [Well] { to.wells }
  /// That of f₁.
  package var window: [ClosedRange<Double>] { to.window }
  /// As many as either wants.
  package var walkersPerBlock: Int? { to.walkersPerBlock ?? from.walkersPerBlock }
  /// Whether both can be searched.
  package var isSearchable: Bool { from.isSearchable && to.isSearchable }

  /// f at one point.
  package func energy(at position: Span<Double>) -> Double {
    (1 - share) * from.energy(at: position) + share * to.energy(at: position)
  }

  /// ∇f at one point.
  package func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    gradients(walkers: 1, at: position, into: &gradient)
  }

  /// The Hessian at one point, row by row.
  package func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let d = dimension
    to.hessian(at: position, into: &hessian)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: d * d) { scratch in
      scratch.initialize(repeating: 0)
      var other = MutableSpan(_unsafeElements: scratch)
      from.hessian(at: position, into: &other)
      for i in 0..<d * d { hessian[i] = (1 - share) * other[i] + share * hessian[i] }
    }
  }

  /// ∇f for a block of walkers; one batch of each potential.
  package func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    let count = walkers * dimension
    to.gradients(walkers: walkers, at: positions, into: &gradients)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { scratch in
      scratch.initialize(repeating: 0)
      var other = MutableSpan(_unsafeElements: scratch)
      from.gradients(walkers: walkers, at: positions, into: &other)
      for i in 0..<count { gradients[i] = (1 - share) * other[i] + share * gradients[i] }
    }
  }

  /// f for a block of walkers; one batch of each potential.
  package func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    to.energies(walkers: walkers, at: positions, into: &energies)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: walkers) { scratch in
      scratch.initialize(repeating: 0)
      var other = MutableSpan(_unsafeElements: scratch)
      from.energies(walkers: walkers, at: positions, into: &other)
      for w in 0..<walkers { energies[w] = (1 - share) * other[w] + share * energies[w] }
    }
  }
}
