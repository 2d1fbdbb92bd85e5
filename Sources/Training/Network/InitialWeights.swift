// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

extension ParameterLayout {
  /// Weights at the beginning: each tensor from a stream of its own, so that another tensor does not shift the numbers.
  ///
  /// - Parameters:
  ///   - seed: the seed of the scenario.
  ///   - replica: which of several independent initializations.
  ///   - scale: the α that all weights are multiplied with.
  package func initialWeights(seed: UInt64, replica: UInt32, scale: Double = 1) -> [Double] {
    tensors.flatMap { tensor -> [Double] in
      let name = StreamName(seed: seed, task: Self.streamTask(of: tensor.name), purpose: .initialization)
      var stream = RandomStream(name, walker: replica)
      return (0..<tensor.count).map { element in
        switch tensor.start {
        case .uniform(let bound): scale * bound * (2 * stream.uniform() - 1)
        case .normal(let deviation): scale * deviation * stream.normal()
        case .constant(let value): scale * value
        case .given(let values): scale * (element < values.count ? values[element] : 0)
        }
      }
    }
  }

  /// The number of a tensor's stream: FNV-1a of its name.
  static func streamTask(of name: String) -> StreamTask {
    StreamTask(bits: name.utf8.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 })
  }
}
