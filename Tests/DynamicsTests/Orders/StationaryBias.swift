// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

@testable import Dynamics

/// The error of the stationary ⟨x²⟩ at several steps, against quadrature.
struct StationaryBias {
  var integrator: any Integrator
  var steps: [Double]
  var walkers = 400_000
  var samples = 60

  /// Error and standard error at each step.
  func measure(seed: UInt64) throws -> [(Double, Double)] {
    let potential = RippledWell()
    let exact = BoltzmannAverage(potential, temperature: 1, range: -12...12)({ $0 * $0 })
    return try steps.map { h in
      var ensemble = try Ensemble(
        potential: potential, integrator: integrator, timeStep: h, schedule: ConstantTemperature(1),
        starts: (0..<walkers).map { $0 % 2 == 0 ? 1.0 : -1 }, walkers: 0..<UInt32(walkers), seed: seed)
      ensemble.run(steps: Int(12 / h), threads: 2)
      var moments = TimeAverages(dimension: 1, walkers: 0..<UInt32(walkers))
      let stride = max(1, Int(1 / h))
      ensemble.run(steps: samples * stride, every: stride, threads: 2) { walkers, _ in moments.add(walkers) }
      let (mean, error) = meanAndError(moments.squares(0))
      return (mean - exact, error)
    }
  }
}
