// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// D and f from trajectories whose D and f are known.
struct TrajectoryDiffusionTests {
  /// The process of Ornstein and Uhlenbeck, f/θ = x²/2σ² and D = κσ², drawn exactly at times an interval apart.
  private static func ornsteinUhlenbeck(
    frames: Int, interval: Double, rate: Double = 1, sigma: Double = 1, seed: UInt64
  ) -> [Double] {
    var stream = RandomStream(StreamName(seed: seed, task: 0, purpose: .test), walker: 0)
    let decay = exp(-rate * interval)
    let spread = sigma * (1 - decay * decay).squareRoot()
    var x = sigma * stream.normal()
    return (0..<frames).map { _ in
      x = decay * x + spread * stream.normal()
      return x
    }
  }

  private static func trajectory(_ values: [Double], interval: Double) -> Trajectory {
    Trajectory(interval: interval, values: values)
  }

  /// The scores of ln D and of f where the law has weight.
  private static func scores(
    _ result: TrajectoryDiffusion, within range: ClosedRange<Double>, diffusion: (Double) -> Double
  ) -> [Double] {
    result.places.filter { range.contains($0.position) }.map {
      log($0.diffusion.value / diffusion($0.position)) / ($0.diffusion.standardError / $0.diffusion.value)
    }
  }

  @Test(arguments: [0, 1]) func ornsteinUhlenbeckIsFound(seed: Int) throws {
    let interval = 0.06
    let values = Self.ornsteinUhlenbeck(frames: 20_000, interval: interval, rate: 0.7, sigma: 1.3, seed: UInt64(seed))
    let result = try TrajectoryDiffusion([Self.trajectory(values, interval: interval)])
    let truth = 0.7 * 1.3 * 1.3
    let first = try #require(result.lags.first)
    expectZ(first.diffusion.value, truth, standardError: first.diffusion.standardError, "mean D")
    #expect(first.diffusion.standardError < 0.03 * truth)
    #expect(Self.scores(result, within: -2...2) { _ in truth }.allSatisfy { abs($0) < 4 })
    #expect(result.doubts.isEmpty, "\(result.doubts)")
    for place in result.places where abs(place.position) < 2 {
      let lowest = try #require(result.places.min { $0.energy.value < $1.energy.value }).position
      let energy = (place.position * place.position - lowest * lowest) / (2 * 1.3 * 1.3)
      #expect(abs(place.energy.value - energy) < 4 * place.energy.standardError + 0.02)
    }
  }

  /// Other units of length and time are other units of D.
  @Test func units() throws {
    let values = Self.ornsteinUhlenbeck(frames: 10_000, interval: 0.1, seed: 5)
    let plain = try TrajectoryDiffusion([Self.trajectory(values, interval: 0.1)])
    let other = try TrajectoryDiffusion([Self.trajectory(values.map { 1e-3 * $0 }, interval: 100)])
    for (a, b) in zip(plain.places, other.places) where abs(a.position) < 2 {
      #expect(agree(a.diffusion.value * 1e-6 / 1000, b.diffusion.value, relative: 1e-3))
      #expect(agree(a.diffusion.standardError * 1e-9, b.diffusion.standardError, relative: 1e-2))
    }
  }

  /// Walkers of the engine, more mobile on the one side of a barrier than on the other.
  @Test func trajectoriesOfTheEngine() throws {
    let θ = 0.6
    let well = try ExpressionPotential("(x^2 - 1)^2", coordinates: ["x"])
    let field = try ExpressionPotential("0.3*(1 + 0.6*tanh(2*x))", coordinates: ["x"])
    let potential = well.moved(by: Mobility(field, scale: 1 / θ))
    let count = 4
    var ensemble = try Ensemble(
      potential: potential, integrator: EulerMaruyama(), timeStep: 0.0005, schedule: ConstantTemperature(θ),
      starts: [-1, 1, -1, 1], walkers: 0..<UInt32(count), seed: 8)
    var values = [[Double]](repeating: [], count: count)
    ensemble.run(steps: 400_000 * 2, every: 40) { walkers, _ in
      for w in 0..<count { values[w].append(walkers.positions[w]) }
    }
    let result = try TrajectoryDiffusion(values.map { Self.trajectory($0, interval: 0.02) })
    let scores = Self.scores(result, within: -1.3...1.3) { 0.3 * (1 + 0.6 * tanh(2 * $0)) }
    #expect(scores.allSatisfy { abs($0) < 4 }, "\(scores)")
    let inner = result.places.filter { abs($0.position) < 1.3 }
    #expect(inner.allSatisfy { $0.diffusion.standardError < 0.2 * $0.diffusion.value })
  }

  /// Noise of the measurement is no diffusion: D falls with the lag, and that is told.
  @Test func noiseOfMeasurementIsNoticed() throws {
    var stream = RandomStream(StreamName(seed: 3, task: 0, purpose: .test), walker: 0)
    let values = Self.ornsteinUhlenbeck(frames: 30_000, interval: 0.03, seed: 12).map { $0 + 0.15 * stream.normal() }
    let result = try TrajectoryDiffusion([Self.trajectory(values, interval: 0.03)])
    #expect(result.doubts.contains { $0.contains("not Markovian") }, "\(result.lags)")
  }

  @Test func filesInDifferentWellsAreNoticed() throws {
    let pieces = [-1.2, 1.2].enumerated().map { index, center in
      Self.ornsteinUhlenbeck(frames: 2000, interval: 0.1, sigma: 0.4, seed: UInt64(31 + index)).map { $0 + center }
    }
    let result = try TrajectoryDiffusion(pieces.map { Self.trajectory($0, interval: 0.1) })
    #expect((result.rHat ?? 1) > 1.05 && result.doubts.contains { $0.contains("R̂") })
  }

  @Test func badTrajectories() throws {
    let short = Self.ornsteinUhlenbeck(frames: 50, interval: 0.1, seed: 1)
    #expect(throws: NotApplicable.self) { try TrajectoryDiffusion([Self.trajectory(short, interval: 0.1)]) }
    let still = [Double](repeating: 0.5, count: 5000)
    #expect(throws: NotApplicable("the coordinate never moves: there is one state only")) {
      try TrajectoryDiffusion([Self.trajectory(still, interval: 0.1)])
    }
    let slow = Self.ornsteinUhlenbeck(frames: 2000, interval: 0.001, seed: 2)
    let result = try TrajectoryDiffusion([Self.trajectory(slow, interval: 0.001)])
    #expect(result.doubts.contains { $0.contains("independent frames") }, "\(result.effectiveFrames)")
    #expect(throws: TrajectoryError.self) {
      try Trajectory(times: [0, 1, 1], values: [0, 1, 2], lines: [1, 2, 3])
    }
    do {
      _ = try Trajectory(times: [0, 1, 2, 3.4, 4.4, 5.4], values: [0, 1, 2, 3, 4, 5], lines: [2, 3, 4, 5, 6, 7])
      Issue.record("unequal intervals went through")
    } catch { #expect(error.line == 5) }
    let gap = try Trajectory(times: [0, 1, 2, 5, 6, 7], values: [0, 1, 2, 3, 4, 5], lines: [1, 2, 3, 4, 5, 6])
    #expect(gap.pieces == [[0, 1, 2], [3, 4, 5]] && gap.notes.count == 1)
  }

  /// Intervals of 95 % hold the truth in 93 to 97 % of many repetitions.
  @Test(.long) func coverage() throws {
    var (held, total) = (0, 0)
    let truth = 1.0
    for seed in 0..<400 {
      let values = Self.ornsteinUhlenbeck(frames: 4000, interval: 0.1, seed: UInt64(1000 + seed))
      let result = try TrajectoryDiffusion([Self.trajectory(values, interval: 0.1)])
      let first = try #require(result.lags.first).diffusion
      total += 1
      if abs(first.value - truth) < 1.959964 * first.standardError { held += 1 }
    }
    let share = Double(held) / Double(total)
    #expect(share > 0.93 - 0.02 && share < 0.97 + 0.02, "\(share)")
  }
}
