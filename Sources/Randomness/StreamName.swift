// SPDX-License-Identifier: GPL-3.0-or-later

/// What a stream of random numbers is for; streams of different purposes never share a number.
public enum Purpose: UInt16, Sendable, Hashable, CaseIterable {
  /// The noise of the equation of motion.
  case dynamics = 1
  /// Starting points.
  case start
  /// Whether a path crossed a boundary between two steps.
  case crossing
  /// Acceptance of Metropolis steps.
  case metropolis
  /// Resampling in error bars.
  case bootstrap
  /// Starting momenta.
  case momentum
  /// Seeds of other generators.
  case seeds
  /// Which branch of a splitting method goes on from where.
  case splitting
  /// Sampling of equilibrium averages.
  case sampling
  /// Starting points of searches and optimizers.
  case search
  /// Tests.
  case test
  /// Initial weights of networks.
  case initialization
  /// Which examples are trained on.
  case split
  /// The order of mini-batches.
  case batches
  /// What dropout drops.
  case dropout
  /// Tasks: teachers, label noise, random codes.
  case examples
  /// Noise that is added to the gradients of training.
  case gradient
  /// Which replicas of different temperatures change places.
  case exchange
  /// Which walkers of a weighted ensemble are split and merged.
  case resampling
  /// Points that are drawn above a level, in nested sampling.
  case nested
  /// Draws of methods and kinds that other packages bring; Ravine itself draws none of these.
  case guest
  /// Directions in which a spectrum is probed.
  case probes
}

/// The name of a stream of random numbers.
///
/// A number is found from its name alone: seed, task and purpose here, walker and position where it is drawn. There is
/// no global generator and no order in which numbers must be drawn, so results do not depend on threads. The
/// name is the key and the counter of Philox4x32-10, which is a bijection for each key:
///
///     key      = seed (64 bits)
///     counter  = block index bits 0…31 | block index bits 32…47, purpose · 2¹⁶ | walker | task
///
/// so two different names of one seed never share a block, by construction.
public struct StreamName: Sendable, Hashable {
  /// The scenario's seed.
  public var seed: UInt64
  /// Which task of the scenario draws the numbers.
  public var task: StreamTask
  /// What the numbers are for.
  public var purpose: Purpose

  /// A stream's name.
  public init(seed: UInt64, task: StreamTask, purpose: Purpose) {
    self.seed = seed
    self.task = task
    self.purpose = purpose
  }

  /// The four random words of a block of a walker; the block index counts modulo 2⁴⁸.
  public func block(_ index: UInt64, walker: UInt32) -> Philox4x32.Block {
    let high = UInt32(truncatingIfNeeded: index >> 32) & 0xffff | UInt32(purpose.rawValue) << 16
    return Philox4x32(key: seed).block(
      Philox4x32.Block(UInt32(truncatingIfNeeded: index), high, walker, task.bits))
  }
}
