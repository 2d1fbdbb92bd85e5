// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials

/// A potential whose gradient can be estimated from part of the data.
///
/// Schemes made for it (`sgld` and its kin) ask for the estimate; all others ask for the gradient.
package protocol NoisyPotential: Potential {
  /// How many examples an estimate is made from; `nil` where it takes all of them and is the gradient itself.
  var batch: Int? { get }

  /// An unbiased estimate of ∇f at the positions of a block of walkers, same layout as the positions.
  ///
  /// It must be a function of its arguments: random numbers come from streams named by walker and step.
  ///
  /// - Parameters:
  ///   - step: how many steps were taken before.
  ///   - walkers: the walkers' names, n of them.
  ///   - positions: d × n numbers, coordinate-major.
  ///   - gradients: the estimate, d × n numbers.
  func noisyGradients(
    step: UInt64, walkers: Span<UInt32>, at positions: Span<Double>, into gradients: inout MutableSpan<Double>)
}

extension NoisyPotential {
  /// Estimates are made from all examples.
  package var batch: Int? { nil }
}
