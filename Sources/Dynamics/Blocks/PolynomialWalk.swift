// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Potentials

/// Many Euler–Maruyama steps at once on a line whose slope is a polynomial, while no walker is near a target.
///
/// The temperature may differ from step to step, the length of the steps may not; the amplitudes √(2θh) of the noise lie in
/// the block. The positions stay in registers. The operations are those of single steps in the same order, so it makes no
/// difference to a result which way a step was taken.
struct PolynomialWalk: Sendable {
  private let coefficients: [Double]

  /// The kernel for a scheme on a potential; `nil` where steps must be taken one by one.
  init?(_ potential: any Potential, _ integrator: any Integrator, _ walls: Walls?) {
    guard let potential = potential as? any PolynomialPotential, integrator.takesEulerSteps, walls == nil else {
      return nil
    }
    coefficients = potential.slopeCoefficients
  }

  /// Takes a number of steps from the block's old positions, unless a walker leaves the range; then nothing changes.
  ///
  /// - Parameter timeStep: the length of each.
  /// - Returns: whether the steps were taken.
  func take(
    _ steps: Int, _ block: inout WalkerBlock, noise: UnsafePointer<Double>,
    within range: (lower: Double, upper: Double), timeStep: Double
  ) -> Bool {
    let (old, new) = (block.old, block.new)
    let taken = coefficients.withUnsafeBufferPointer { c in
      guard let start = c.baseAddress else { return false }
      return ravine_best_kernels().pointee.steps.pointee.polynomial_walk(
        new.start, old.start, start, Int32(c.count - 1), -timeStep, block.amplitudes, noise, block.walkers, steps,
        range.lower, range.upper, block.walkers) != 0
    }
    if taken { block.turn() }
    return taken
  }

  /// Takes a number of steps from the block's old positions to its new ones, each walker only until it leaves its range;
  /// marks those that left as candidates.
  ///
  /// - Parameters:
  ///   - lower: each walker's range; its bounds do not belong to it.
  ///   - sign: 1 or −1, of the coordinate in the score.
  ///   - largest: the largest score of each so far, raised.
  ///   - taken: the steps that each took.
  /// - Returns: whether any walker left its range.
  func excursion(
    _ steps: Int, _ block: borrowing WalkerBlock, noise: UnsafePointer<Double>, lower: UnsafePointer<Double>,
    upper: UnsafePointer<Double>, sign: Double, largest: UnsafeMutablePointer<Double>,
    taken: UnsafeMutablePointer<Double>, timeStep: Double
  ) -> Bool {
    coefficients.withUnsafeBufferPointer { c in
      guard let start = c.baseAddress else { return false }
      return ravine_best_kernels().pointee.steps.pointee.polynomial_excursion(
        block.new.start, block.old.start, start, Int32(c.count - 1), -timeStep, block.amplitudes, noise,
        block.walkers, steps, lower, upper, sign, largest, taken, block.candidates, block.walkers) != 0
    }
  }
}
