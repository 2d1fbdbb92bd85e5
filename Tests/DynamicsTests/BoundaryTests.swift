// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness
import Settings
import TestSupport
import Testing

@testable import Dynamics

@Suite struct BoundaryTests {
  /// Walkers that start uniformly stay uniform, even with steps as long as the box; clamping would pile them up.
  @Test(arguments: ["euler-maruyama", "leimkuhler-matthews", "stochastic-heun", "mala", "BAOAB"])
  func uniformStaysUniform(name: String) throws {
    let n = 100_000
    let entry = try #require(IntegratorCatalogue.entry(named: name))
    let integrator = try entry.make(Parameters([("friction", .number(1))]))
    let boundaries: [Boundary] = [
      .reflecting(lower: 0, upper: 1), .periodic(-1...2), .reflecting(lower: -0.5, upper: 0.5),
    ]
    var stream = RandomStream(StreamName(seed: 3, task: 0, purpose: .test), walker: 0)
    let starts = [0.0..<1, -1..<2, -0.5..<0.5].flatMap { range in
      (0..<n).map { _ in range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform() }
    }
    var ensemble = try Ensemble(
      potential: FlatLandscape(boundaries: boundaries), integrator: integrator, timeStep: 0.3,
      schedule: ConstantTemperature(1), starts: starts, walkers: 0..<UInt32(n), seed: 12)
    ensemble.run(steps: 37, threads: 2)
    for (c, range) in [0.0...1, -1...2, -0.5...0.5].enumerated() {
      var histogram = Histogram(coordinate: c, range: range, bins: 50)
      histogram.add(ensemble.walkers)
      #expect(histogram.outside == 0)
      #expect(abs(chiSquareZ(histogram.counts)) < 4, "\(name), coordinate \(c)")
    }
  }

  /// On x ≥ 0 reflected Brownian motion from 0 is |W|: ⟨x²⟩ = 2θt, exactly at any step.
  @Test func mirrorFoldsTheFreePath() throws {
    let n = 100_000
    var ensemble = try Ensemble(
      potential: FlatLandscape(boundaries: [.reflecting(lower: 0, upper: .infinity)]), timeStep: 0.1,
      schedule: ConstantTemperature(0.5), starts: Array(repeating: 0, count: n), walkers: 0..<UInt32(n), seed: 1)
    ensemble.run(steps: 20)
    #expect(ensemble.walkers.positions.allSatisfy { $0 >= 0 })
    let (mean, error) = meanAndError(ensemble.walkers.positions.map { $0 * $0 })
    expectZ(mean, 2, standardError: error, "⟨x²⟩")
  }

  /// A mirror turns the momentum round: a ball in a box is the triangle wave of the free flight.
  @Test func momentumTurnsAtTheMirror() throws {
    let h = 0.1
    var boxed = try Ensemble(
      potential: FlatLandscape(boundaries: [.reflecting(lower: 0, upper: 1)]),
      integrator: try Splitting("BAOAB", friction: 0), timeStep: h, schedule: ConstantTemperature(1),
      starts: Array(repeating: 0.5, count: 64), walkers: 0..<64, seed: 5)
    let momenta = boxed.walkers.memory
    boxed.run(steps: 250)
    for w in 0..<64 {
      let free = 0.5 + momenta[w] * 250 * h
      let phase = free - 2 * (free / 2).rounded(.down)
      #expect(abs(boxed.walkers.positions[w] - (phase > 1 ? 2 - phase : phase)) < 1e-10)
      #expect(abs(boxed.walkers.memory[w]) == abs(momenta[w]))
    }
  }
}
