// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

/// A source of noise that several threads use for different walkers.
///
/// What the source changes when it is read is one generator per walker, and no two threads have the same walker.
struct SharedNoise: @unchecked Sendable {
  let source: NoiseSource
  /// Whether deviates must be taken in order: a quadruple that was begun is carried to the next call.
  let isSequential: Bool

  init(_ generator: NoiseGenerator, _ name: StreamName, walkers: Range<UInt32>) throws {
    source = try NoiseSource(generator, name, walkers: walkers)
    isSequential = generator != .philox
  }

  /// Philox, which serves walkers of any names in any order.
  init(philox name: StreamName) {
    source = NoiseSource(philox: name)
    isSequential = false
  }
}
