// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Grokking
import Potentials
import TestSupport
import Testing
import Training

/// What the bath costs: a Langevin step against a plain gradient step on the quadratic network, in processor time.
struct StepCostTests {
  /// At most so much more.
  private static let limit = 1.15

  private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  @Test("p = 23, 128 hidden units, 423 rows, single precision", .long) func quadraticNetwork() throws {
    let network = try TwoHotNetwork()
    #expect(network.train.count == 423)
    let objective = try network.objective(Float.self)
    var weights = network.layout.initialWeights(seed: 1, replica: 0).map { Float($0) }
    var slope = weights
    func plain(_ steps: Int) {
      weights.withUnsafeMutableBufferPointer { weights in
        slope.withUnsafeMutableBufferPointer { slope in
          guard let w = weights.baseAddress, let g = slope.baseAddress else { return }
          for _ in 0..<steps {
            var output = MutableSpan(_unsafeStart: g, count: slope.count)
            _ = objective.gradient(
              at: Span(_unsafeStart: UnsafePointer(w), count: weights.count), rows: network.train.span, dropout: nil,
              into: &output)
            // Hardly moves, as below: what a gradient costs depends on where it is taken.
            Float.combine(-1e-6, g, 1, w, count: weights.count)
          }
        }
      }
    }
    let potential = try network.potential(Float.self)
    var ensembles = try [EulerMaruyama(), StochasticGradientLangevin()].map { (integrator: any Integrator) in
      try Ensemble(
        potential: potential, integrator: integrator, timeStep: 1e-6, schedule: ConstantTemperature(1e-6),
        starts: potential.initialPosition(of: 0), walkers: 0..<1, seed: 1)
    }
    var times = [[Double]](repeating: [], count: 3)
    // The best of several stretches is the one that nothing disturbed; each is long enough to forget what starting costs.
    for _ in 0..<60 {
      let steps = 200
      var begin = processorTime()
      plain(steps)
      times[0].append((processorTime() - begin) / Double(steps))
      for index in ensembles.indices {
        begin = processorTime()
        ensembles[index].run(steps: steps)
        times[index + 1].append((processorTime() - begin) / Double(steps))
      }
    }
    let best = times.map { $0.min() ?? .nan }
    print("plain step \(best[0] * 1e6) µs, Euler–Maruyama \(best[1] / best[0]), sgld \(best[2] / best[0]) times that")
    #expect(best[1] < Self.limit * best[0])
    #expect(best[2] < Self.limit * best[0])
  }
}
