// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

extension Walkers {
  /// Walkers at their starting points, with the memory that the integrator starts from.
  ///
  /// Deviate m·d + c of a walker's stream of purpose `momentum` starts coordinate c of memory m.
  init(
    _ identifiers: some Collection<UInt32>, at positions: [Double], dimension: Int, integrator: any Integrator,
    temperature: Double, noise: NoiseGenerator, seed: UInt64, task: StreamTask
  ) {
    self.dimension = dimension
    self.identifiers = Array(identifiers)
    self.positions = positions
    let kinds = integrator.memory
    let n = identifiers.count
    // The deviates that sequential generators have begun to hand out, see `BlockRun`.
    let carried = noise == .philox ? 0 : 4
    memory = [Double](repeating: 0, count: (kinds.count * dimension + carried) * n)
    guard !kinds.isEmpty else { return }
    let name = StreamName(seed: seed, task: task, purpose: .momentum)
    for (w, identifier) in identifiers.enumerated() {
      var stream = RandomStream(name, walker: identifier)
      for (index, kind) in kinds.enumerated() {
        for c in 0..<dimension {
          let deviate = stream.normal()
          memory[(index * dimension + c) * n + w] =
            switch kind {
            case .momentum: temperature.squareRoot() * deviate
            case .deviate: deviate
            case .average: 0
            }
        }
      }
    }
  }
}
