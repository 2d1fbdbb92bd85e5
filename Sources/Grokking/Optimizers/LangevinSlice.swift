// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Randomness
import Training

/// What the Langevin optimizers share: the gradient in double precision and the deviates that `Dynamics` would draw.
///
/// Deviate number step·d + c of the replica moves weight c of d, as in a block of one walker: a training run by these
/// schemes takes the steps of `Ensemble` on the `NetworkPotential`.
struct LangevinSlice<R: Real> {
  let count: Int
  /// The weights in double precision.
  let position: UnsafeMutablePointer<Double>
  /// ∇f, the penalty included.
  let gradient: UnsafeMutablePointer<Double>
  private let noise: UnsafeMutablePointer<Double>
  private let slice: ParameterSlice<R>
  private let context: OptimizerStepContext

  /// `nil` if the loop has not kept the position, which it does for optimizers that ask for it.
  init?(_ slice: ParameterSlice<R>, _ context: OptimizerStepContext) {
    guard let position = slice.position, let scratch = slice.scratch else { return nil }
    self.slice = slice
    self.context = context
    self.position = position
    count = slice.count
    gradient = scratch
    noise = scratch + slice.count
    R.confine(UnsafePointer(slice.gradient), stiffness: context.penalty, position, gradient, count: count)
    guard context.shrink != 0 else { return }
    let rest = 1 - context.shrink
    for c in 0..<count { position[c] *= rest }
  }

  /// The deviates of a step.
  func deviates(step: Int) -> UnsafePointer<Double> {
    let first = UInt64(step) * UInt64(slice.whole) + UInt64(slice.offset)
    let lead = Int(first % 4)
    let blocks = (lead + count + 3) / 4
    var output = MutableSpan(_unsafeStart: noise, count: 4 * blocks)
    withUnsafePointer(to: context.walker) { walker in
      NormalStream(context.noise).fill(
        &output, walkers: Span(_unsafeStart: walker, count: 1), firstBlock: first / 4, blocks: blocks)
    }
    return UnsafePointer(noise + lead)
  }

  /// Momenta of the Maxwell law at a temperature, those that an ensemble's walker of this name starts with.
  func startingMomenta(into momenta: UnsafeMutablePointer<Double>, temperature: Double) {
    let name = StreamName(seed: context.noise.seed, task: context.noise.task, purpose: .momentum)
    var stream = RandomStream(name, walker: context.walker, position: UInt64(slice.offset))
    for c in 0..<count { momenta[c] = temperature.squareRoot() * stream.normal() }
  }

  /// Writes the position back in the network's precision.
  func publish() { R.convert(UnsafePointer(position), slice.weights, count: count) }

  /// The passes over arrays.
  static var kernels: ravine_step_kernels { ravine_best_kernels().pointee.steps.pointee }
}
