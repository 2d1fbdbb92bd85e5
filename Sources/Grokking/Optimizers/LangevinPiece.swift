// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Randomness
import Training

/// What the Langevin optimizers share: the gradient in double precision and the deviates that `Dynamics` would draw.
///
/// Deviate number step·d + c of the replica moves weight c of d, as in a block of one walker: a training run by these
/// schemes takes the steps of `Ensemble` on the `NetworkPotential`.
struct LangevinPiece<R: Real> {
  let count: Int
  /// The weights in double precision.
  let position: UnsafeMutablePointer<Double>
  /// ∇f, the penalty included.
  let gradient: UnsafeMutablePointer<Double>
  private let noise: UnsafeMutablePointer<Double>
  private let piece: OptimizerPiece<R>
  private let moment: OptimizerMoment

  /// `nil` if the loop has not kept the position, which it does for optimizers that ask for it.
  init?(_ piece: OptimizerPiece<R>, _ moment: OptimizerMoment) {
    guard let position = piece.position, let scratch = piece.scratch else { return nil }
    self.piece = piece
    self.moment = moment
    self.position = position
    count = piece.count
    gradient = scratch
    noise = scratch + piece.count
    R.confine(UnsafePointer(piece.gradient), stiffness: moment.penalty, position, gradient, count: count)
    guard moment.shrink != 0 else { return }
    let rest = 1 - moment.shrink
    for c in 0..<count { position[c] *= rest }
  }

  /// The deviates of a step.
  func deviates(step: Int) -> UnsafePointer<Double> {
    let first = UInt64(step) * UInt64(piece.whole) + UInt64(piece.offset)
    let lead = Int(first % 4)
    let blocks = (lead + count + 3) / 4
    var output = MutableSpan(_unsafeStart: noise, count: 4 * blocks)
    withUnsafePointer(to: moment.walker) { walker in
      NormalStream(moment.noise).fill(
        &output, walkers: Span(_unsafeStart: walker, count: 1), firstBlock: first / 4, blocks: blocks)
    }
    return UnsafePointer(noise + lead)
  }

  /// Momenta of the Maxwell law at a temperature, those that an ensemble's walker of this name starts with.
  func startingMomenta(into momenta: UnsafeMutablePointer<Double>, temperature: Double) {
    let name = StreamName(seed: moment.noise.seed, task: moment.noise.task, purpose: .momentum)
    var stream = RandomStream(name, walker: moment.walker, position: UInt64(piece.offset))
    for c in 0..<count { momenta[c] = temperature.squareRoot() * stream.normal() }
  }

  /// Writes the position back in the network's precision.
  func publish() { R.convert(UnsafePointer(position), piece.weights, count: count) }

  /// The passes over arrays.
  static var kernels: ravine_step_kernels { ravine_best_kernels().pointee.steps.pointee }
}
