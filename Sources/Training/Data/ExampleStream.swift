// SPDX-License-Identifier: GPL-3.0-or-later
internal import Randomness

/// The streams of purpose `examples`, told apart by their walker.
enum ExampleStream: UInt32 {
  /// A teacher's weights.
  case teacher
  /// Inputs that are drawn.
  case inputs
  /// Noise on targets that are vectors.
  case noise
  /// Which training labels are wrong, and what they become.
  case labelNoise
  /// The permutation of all answers.
  case permutation

  /// The stream of a seed, at its beginning.
  func stream(seed: UInt64) -> RandomStream {
    RandomStream(StreamName(seed: seed, task: 0, purpose: .examples), walker: rawValue)
  }
}
