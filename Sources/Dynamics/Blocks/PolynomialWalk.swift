// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Potentials

/// Many Euler–Maruyama steps at once on a line whose slope is a polynomial, while nobody is near a target.
///
/// The positions stay in registers. The operations are those of single steps in the same order, so it makes no
/// difference to a result which way a step was taken.
struct PolynomialWalk: Sendable {
  private let coefficients: [Double]

  /// `nil` where steps must be taken one by one.
  init?(_ potential: any Potential, _ integrator: any Integrator, _ walls: Walls?) {
    guard let potential = potential as? any PolynomialPotential, integrator is EulerMaruyama, walls == nil else {
      return nil
    }
    coefficients = potential.slopeCoefficients
  }

  /// Takes a number of steps from the block's old positions, unless somebody leaves the range; then nothing changes.
  ///
  /// - Returns: whether the steps were taken.
  func take(
    _ steps: Int, _ block: inout WalkerBlock, noise: UnsafePointer<Double>,
    within range: (lower: Double, upper: Double),
    at moment: Moment
  ) -> Bool {
    let (old, new) = (block.old, block.new)
    let taken = coefficients.withUnsafeBufferPointer { c in
      guard let start = c.baseAddress else { return false }
      return ravine_best_kernels().pointee.steps.pointee.polynomial_walk(
        new.start, old.start, start, Int32(c.count - 1), -moment.timeStep,
        (2 * moment.temperature * moment.timeStep).squareRoot(), noise, block.walkers, steps, range.lower, range.upper,
        block.walkers) != 0
    }
    if taken { block.turn() }
    return taken
  }
}
