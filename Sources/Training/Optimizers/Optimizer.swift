// SPDX-License-Identifier: GPL-3.0-or-later
package import Randomness

/// How the weights of a group move, given the gradient: settings only, the state lies outside.
///
/// One file each in `Optimizers/`, one word in `OptimizerCatalogue`. Another room may bring its own: what reads a
/// scenario takes the list of entries as an argument. An entry may declare the parameters `rate`, `decay`, `decay-kind`
/// and `decay-biases` itself to give them other defaults; a declared parameter `temperature` that is a number arrives in
/// `OptimizerStepContext.temperature`, and events may set it.
///
/// The loop calls `update` once per slice (a run of neighboring tensors of one group) and step, after gradient noise and
/// clipping. All state vectors are zero at the first update; they and the positions lie in the checkpoint. An
/// update allocates nothing, does not throw, and is a function of its arguments alone, so that a run that is interrupted
/// gives the same bits. Since `R` is not known when `update` is compiled, the elements are moved by the passes of
/// `Real` or by loops over the vectors in double precision, not by loops over `R`.
///
/// Langevin schemes keep their position in double precision (`keepsDoublePosition`), because small increments vanish in a
/// single-precision sum: they take the gradient at `weights` (the position rounded), move `position`, and write the
/// rounded position back to `weights` with `R.convert`. Their noise at a step is named by `context.noise`,
/// `context.walker`, `context.step` and the slice's `offset`.
package protocol Optimizer: Sendable {
  /// The name in a scenario.
  var name: String { get }

  /// How many vectors of the weights' length it keeps from step to step in the network's precision.
  var stateVectors: Int { get }

  /// How many it keeps in double precision, the position not counted; none unless said otherwise.
  var doubleStateVectors: Int { get }

  /// Whether it keeps the position in double precision, as the Langevin schemes do; not unless said otherwise.
  var keepsDoublePosition: Bool { get }

  /// Moves the weights of one slice.
  func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext)

  /// Why it has nothing to do for groups of these names, a sentence; `nil`, as unless said otherwise, where it has.
  func objection(to groups: [String]) -> String?
}

extension Optimizer {
  /// By default nothing is remembered in double precision.
  package var doubleStateVectors: Int { 0 }
  /// By default weights are kept in the precision of the network.
  package var keepsDoublePosition: Bool { false }
  /// By default it moves any group.
  package func objection(to groups: [String]) -> String? { nil }
}

/// The part of a network that an optimizer moves: pointers into the flat vectors, valid during the call.
package struct ParameterSlice<R: Real> {
  /// How many numbers.
  package var count: Int
  /// Where the slice begins in the flat vector; names its random numbers.
  package var offset: Int
  /// The length of the whole flat vector: what a step takes of the random numbers.
  package var whole: Int
  /// `count` weights, which the step moves.
  package var weights: UnsafeMutablePointer<R>
  /// The gradient of the loss; it may be overwritten.
  package var gradient: UnsafeMutablePointer<R>
  /// What it keeps, one pointer each.
  package var stateVectors: [UnsafeMutablePointer<R>]
  /// What it keeps in double precision, one pointer each.
  package var doubleStateVectors: [UnsafeMutablePointer<Double>]
  /// What the filter before it keeps, one pointer each.
  package var filterVectors: [UnsafeMutablePointer<R>]
  /// Its tensors one after the other, without gaps.
  package var tensors: [SliceTensor]
  /// The position in double precision, if the optimizer keeps it.
  package var position: UnsafeMutablePointer<Double>?
  /// Room for 2·`count` + 8 numbers in double precision, if the optimizer keeps the position.
  package var scratch: UnsafeMutablePointer<Double>?

  /// The part of a step that belongs to `count` weights from `offset` on.
  package init(
    count: Int, offset: Int, whole: Int? = nil, weights: UnsafeMutablePointer<R>, gradient: UnsafeMutablePointer<R>,
    stateVectors: [UnsafeMutablePointer<R>] = [], doubleStateVectors: [UnsafeMutablePointer<Double>] = [],
    filterVectors: [UnsafeMutablePointer<R>] = [], tensors: [SliceTensor] = [],
    position: UnsafeMutablePointer<Double>? = nil, scratch: UnsafeMutablePointer<Double>? = nil
  ) {
    self.count = count
    self.offset = offset
    self.whole = whole ?? offset + count
    self.weights = weights
    self.gradient = gradient
    self.stateVectors = stateVectors
    self.doubleStateVectors = doubleStateVectors
    self.filterVectors = filterVectors
    self.tensors = tensors
    self.position = position
    self.scratch = scratch
  }
}

/// What holds during one step.
package struct OptimizerStepContext: Sendable {
  /// Steps taken before.
  package var step: Int
  /// How often this slice was moved before: less than `step` when it was frozen for a time.
  package var updates: Int
  /// The learning rate, warm-up and schedule included; the time step h of a Langevin scheme.
  package var rate: Double
  /// Weight decay: decoupled (w ← w − rate·decay·w).
  package var decay: Double
  /// L2: penalty·w is added to the gradient.
  package var penalty: Double
  /// θ for the Langevin schemes; 0 for those that declare no number `temperature`.
  package var temperature: Double
  /// The stream of the replica's noise.
  package var noise: StreamName
  /// The number of the replica that is trained.
  package var walker: UInt32

  /// What is the same for all weights of a step.
  package init(
    step: Int, updates: Int, rate: Double, decay: Double = 0, penalty: Double = 0, temperature: Double = 0,
    noise: StreamName, walker: UInt32
  ) {
    self.step = step
    self.updates = updates
    self.rate = rate
    self.decay = decay
    self.penalty = penalty
    self.temperature = temperature
    self.noise = noise
    self.walker = walker
  }

  /// rate·decay, the part of the weights that decoupled decay takes away.
  package var shrink: Double { rate * decay }
}
