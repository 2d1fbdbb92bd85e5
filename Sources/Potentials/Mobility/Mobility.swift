// SPDX-License-Identifier: GPL-3.0-or-later

/// How easily walkers move, μ(x) = D(x)/θ: one number, or a positive function of the coordinates.
///
///     dX = (−μ∇f + θ∇μ) dt + √(2θμ) dW   (Itô),   ∂u/∂t = div[θμ e^{−βf} grad(u e^{βf})]
///
/// The Gibbs law is stationary whatever μ is. Where a potential states no mobility it is 1. In more than one dimension μ is
/// the same in all directions. μ has the unit length²/(energy·time), D length²/time.
package struct Mobility: Sendable {
  /// φ of μ(x) = `scale`·φ(x); `nil` where μ is the number `scale` everywhere.
  package let field: (any Potential)?
  /// The factor of the field, or μ itself; positive.
  package let scale: Double

  /// One mobility everywhere.
  package init(_ number: Double) {
    field = nil
    scale = number
  }

  /// A function of the coordinates: the energy of a potential, times a factor.
  ///
  /// - Parameters:
  ///   - field: φ, positive where walkers can be, of the same dimension as the landscape; only its values and gradients count.
  ///   - scale: the factor, 1/θ where φ is a diffusion coefficient.
  package init(_ field: any Potential, scale: Double) {
    self.field = field
    self.scale = scale
  }

  /// μ where it is the same everywhere; `nil` where it varies.
  package var constant: Double? { field == nil ? scale : nil }

  /// Whether it differs from place to place.
  package var varies: Bool { field != nil }

  /// μ(x) at one point of d coordinates.
  package func value(at position: Span<Double>) -> Double {
    guard let field else { return scale }
    return scale * field.energy(at: position)
  }

  /// μ(x) at one point given as an array.
  package func value(at position: [Double]) -> Double { value(at: position.span) }

  /// μ at the positions of a block of walkers, one number each.
  package func values(walkers: Int, at positions: Span<Double>, into values: inout MutableSpan<Double>) {
    guard let field else {
      for w in 0..<walkers { values[w] = scale }
      return
    }
    field.energies(walkers: walkers, at: positions, into: &values)
    for w in 0..<walkers { values[w] *= scale }
  }

  /// ∇μ at the positions of a block of walkers, same layout as the positions.
  package func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    guard let field else {
      for i in 0..<gradients.count { gradients[i] = 0 }
      return
    }
    field.gradients(walkers: walkers, at: positions, into: &gradients)
    for i in 0..<gradients.count { gradients[i] *= scale }
  }
}
