// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// A home in which a coordinate relaxes slowly and opens and closes the way out: V = (2 − 1/(1 + y²))(x² − 1)² + κy²/2 + z²/2.
///
/// Where y moves much more slowly than x, τ(y) solves θ(pτ′)′/p − k(y)τ = −1 with the weight p(y) of the well at y and the rate k(y)
/// of the line there, both integrals in x; walkers begin at y = 0, where the barrier is lowest.
@Suite struct SlowHomeTests {
  private static let temperature = 0.12
  private static let stiffness = 0.01

  private static func excursions(seed: UInt64, task: StreamTask = 0) throws -> Excursions {
    let reach = CrossingCorrection.shiftFactor * (2 * temperature * 0.01).squareRoot()
    return Excursions(
      potential: try ExpressionPotential(
        "(2 - 1/(1 + y^2))*(x^2 - 1)^2 + \(stiffness)*y^2/2 + z^2/2", coordinates: ["x", "y", "z"]),
      timeStep: 0.01, schedule: ConstantTemperature(temperature), score: CoordinateScore(0),
      home: .halfSpace(normal: [-1, 0, 0], offset: 0.9 - reach),
      target: .halfSpace(normal: [1, 0, 0], offset: 0.8 - reach), seed: seed, task: task)
  }

  /// The passage out of the left well on the line at y, and the weight of that well.
  private static func line(at y: Double) -> (rate: Double, weight: Double) {
    let (height, step) = (2 - 1 / (1 + y * y), 1e-3)
    var (below, time, weight) = (0.0, 0.0, 0.0)
    for index in 0..<3200 {
      let x = -2.4 + (Double(index) + 0.5) * step
      let energy = height * (x * x - 1) * (x * x - 1) / temperature
      below += exp(-energy) * step
      if x > -1 { time += exp(energy) * (below - exp(-energy) * step / 2) * step / temperature }
      if x < 0 { weight = below }
    }
    return (1 / time, weight)
  }

  /// 1/τ(0), by finite volumes in y > 0.
  private static let exact: Double = {
    let (count, step) = (1500, 0.01)
    let lines = (0..<count).map { line(at: (Double($0) + 0.5) * step) }
    let weights = lines.indices.map { index in
      let y = (Double(index) + 0.5) * step
      return lines[index].weight * exp(-stiffness * y * y / 2 / temperature)
    }
    // (flows from cell to cell) τ − p k τ = −p, eliminated from the far end to y = 0.
    let flow = (0..<(count - 1)).map { temperature * (weights[$0] * weights[$0 + 1]).squareRoot() / (step * step) }
    var (slope, shift) = (0.0, 0.0)
    for index in (0..<count).reversed() {
      let up = index + 1 < count ? flow[index] : 0
      let down = index > 0 ? flow[index - 1] : 0
      let sum = up * (1 - slope) + down + weights[index] * lines[index].rate
      (slope, shift) = (down / sum, (up * shift + weights[index]) / sum)
    }
    return 1 / shift
  }()

  private static let starts: @Sendable (Range<UInt32>) -> [Double] = {
    Walkers.standing(at: [-1, 0, 0], count: $0.count)
  }

  @Test("splitting waits until walkers at home have forgotten where they began") func splitting() throws {
    let excursions = try Self.excursions(seed: 31)
    let surface = try #require(SplittingPassage.surface(for: excursions, starts: Self.starts))
    let runIn = LoopRunIn.find(for: excursions, surface: surface, starts: Self.starts)
    #expect(runIn.unsettled == nil && runIn.loops > 40, "\(runIn)")
    let splitting = AdaptiveMultilevelSplitting(excursions, replicas: 100)
    func estimate(after loops: Int) throws -> Estimate {
      var passage = SplittingPassage(splitting, surface: surface)
      passage.untimed = loops
      let found = try #require(try passage.run(repetitions: 0..<24, starts: Self.starts))
      return try SplittingSummary(found, of: splitting).rate
    }
    let rate = try estimate(after: runIn.loops)
    expectZ(log(rate.value / Self.exact), 0, standardError: rate.standardError / rate.value)
    #expect(rate.standardError < 0.2 * rate.value)
    // One loop is far from enough here.
    let early = try estimate(after: 1)
    #expect(log(early.value / Self.exact) > 4 * early.standardError / early.value)
  }

  @Test("forward flux waits as long") func forwardFlux() throws {
    let scout = try Self.excursions(seed: 32)
    let interfaces = [-0.75, -0.6, -0.45, -0.3, -0.1]
    let runIn = LoopRunIn.find(for: scout, surface: interfaces[0], starts: Self.starts)
    #expect(runIn.unsettled == nil && runIn.loops > 40, "\(runIn)")
    let rates = try (0..<16).map { number -> Double in
      var flux = try ForwardFlux(
        Self.excursions(seed: 32, task: StreamTask(bits: UInt32(number + 1))),
        starts: Walkers.standing(at: [-1, 0, 0], count: 100))
      flux.runIn = runIn.loops
      return try #require(flux.run(interfaces: interfaces, rounds: 10, trials: 500)).rate
    }
    let rate = try #require(logarithmicMean(of: rates))
    expectZ(log(rate.value / Self.exact), 0, standardError: rate.standardError / rate.value)
    #expect(rate.standardError < 0.25 * rate.value)
  }

  @Test("walkers that begin anywhere at home need no time to forget it") func stationary() throws {
    let excursions = try Self.excursions(seed: 33)
    let (sigma, narrow) = (
      (Self.temperature / Self.stiffness).squareRoot(), (Self.temperature / 8).squareRoot()
    )
    let starts: (Range<UInt32>) -> [Double] = { names in
      var numbers = [Double](repeating: 0, count: 3 * names.count)
      for (index, name) in names.enumerated() {
        var stream = RandomStream(StreamName(seed: 9, task: 0, purpose: .search), walker: name)
        numbers[index] = -1 + narrow * stream.normal()
        numbers[names.count + index] = sigma * stream.normal()
        numbers[2 * names.count + index] = Self.temperature.squareRoot() * stream.normal()
      }
      return numbers
    }
    let runIn = LoopRunIn.find(for: excursions, surface: -0.7, starts: starts)
    #expect(runIn.unsettled == nil && runIn.loops <= 16, "\(runIn)")
    // What it would take is known all the same.
    #expect(runIn.time > 20)
  }

  @Test("what is never forgotten is said", .long) func frozen() throws {
    var excursions = try Self.excursions(seed: 34)
    excursions.potential = try ExpressionPotential(
      "(2 - 1/(1 + y^2))*(x^2 - 1)^2 + 1e-6*y^2/2 + z^2/2", coordinates: ["x", "y", "z"])
    let runIn = LoopRunIn.find(for: excursions, surface: -0.7, starts: Self.starts)
    #expect(runIn.unsettled?.isEmpty == false, "\(runIn)")
  }

  @Test("a drift of loops is seen in many repetitions, and none in noise") func drift() throws {
    func drifts(_ shift: Double) -> [LoopDrift] {
      (0..<32).map { index in
        var stream = RandomStream(StreamName(seed: 4, task: 0, purpose: .search), walker: UInt32(index))
        return LoopDrift(time: 0.1 * stream.normal() + shift, height: stream.normal())
      }
    }
    #expect(LoopDrift.found(in: drifts(0)) == nil)
    #expect(LoopDrift.found(in: drifts(0.1)) == "the times of loops")
    #expect(LoopDrift.found(in: Array(drifts(0.1).prefix(2))) == nil)
  }
}
