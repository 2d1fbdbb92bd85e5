// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// The time that walkers from home spend in wells beside the path and on it belongs to the rate.
@Suite struct TimeElsewhereTests {
  private static func law(
    _ potential: any Potential, temperature: Double, home: Region, target: Region
  ) throws -> ReactantLaw {
    try ReactantLaw(
      CommittorSolution(potential: potential, temperature: temperature, home: home, target: target))
  }

  /// From the middle to the right, a well beside the path; from the left to the right, one on it.
  private static let ways: [(tilt: Double, home: (Double, Double), target: Double)] = [
    (0.1, (-0.1, 0.1), 0.9), (-0.05, (-0.15, 0.1), 0.95), (0.02, (-1.1, -0.9), 0.9), (-0.1, (-1.2, -0.9), 0.9),
  ]

  /// ∫_far (1 − q)ρ/∫_near (1 − q)ρ by quadrature, the wells divided at the tops of the barriers.
  private static func quadrature(_ line: TripleLine, _ temperature: Double, _ way: Int) -> Double {
    let (home, target) = (ways[way].home, ways[way].target)
    let table = line.law(temperature: temperature, from: line.shift + home.1, to: line.shift + target)
    let top = 1 / 3.0.squareRoot()
    var (near, far) = (0.0, 0.0)
    for entry in table {
      let x = entry.x - line.shift
      let isNear = home.0 < -0.5 ? x < -top : abs(x) < top
      if isNear { near += (1 - entry.committor) * entry.density } else { far += (1 - entry.committor) * entry.density }
    }
    return far / near
  }

  @Test("the law tells the time elsewhere, wherever the origin lies", arguments: 0..<ways.count, [0.1, 0.15])
  func farTime(way: Int, temperature: Double) throws {
    let (tilt, home, target) = Self.ways[way]
    let exact = Self.quadrature(TripleLine(tilt: tilt), temperature, way)
    for shift in [0, 13.7] {
      let line = TripleLine(tilt: tilt, shift: shift)
      let law = try Self.law(
        line, temperature: temperature, home: .interval(shift + home.0, shift + home.1), target: .above(shift + target))
      // The tilt moves the tops of the barriers a little.
      #expect(agree(1 + law.farTime.value, 1 + exact, relative: 0.01), "\(law.farTime) against \(exact)")
      #expect(law.hasFarTime)
    }
    // Across a channel nothing changes.
    let channel = Channel(line: TripleLine(tilt: tilt))
    func strip(_ range: (Double, Double)) -> Region { .box(lower: [range.0, -9], upper: [range.1, 9]) }
    let plane = try Self.law(
      channel, temperature: temperature, home: strip(home), target: .halfSpace(normal: [1, 0], offset: target))
    let error = plane.farTime.error + 0.02 * (1 + exact)
    #expect(abs(plane.farTime.value - exact) < 3 * error, "\(plane.farTime) against \(exact)")
  }

  @Test func betweenTwoWellsThereIsNoTimeElsewhere() throws {
    let law = try Self.law(QuarticWell(), temperature: 0.1, home: .below(-1), target: .above(1))
    #expect(!law.hasFarTime)
  }

  private static func excursions(
    _ line: TripleLine, _ way: Int, temperature: Double, timeStep: Double, seed: UInt64, task: StreamTask = 0
  ) -> Excursions {
    let reach = CrossingCorrection.shiftFactor * (2 * temperature * timeStep).squareRoot()
    let (_, home, target) = ways[way]
    return Excursions(
      potential: line, timeStep: timeStep, schedule: ConstantTemperature(temperature), score: CoordinateScore(0),
      home: .interval(home.0 - reach, home.1 + reach), target: .above(target - reach), seed: seed, task: task)
  }

  private static func exact(_ line: TripleLine, _ way: Int, _ temperature: Double) throws -> Double {
    try ExactPassage(potential: line, temperature: temperature)
      .moments(from: .point([(ways[way].home.0 + ways[way].home.1) / 2]), to: .above(ways[way].target)).rate.value
  }

  @Test("splitting counts the time elsewhere", arguments: 0..<ways.count) func splitting(way: Int) throws {
    let (temperature, line) = (0.12, TripleLine(tilt: Self.ways[way].tilt))
    let start = (Self.ways[way].home.0 + Self.ways[way].home.1) / 2
    let law = try Self.law(
      line, temperature: temperature, home: .interval(Self.ways[way].home.0, Self.ways[way].home.1),
      target: .above(Self.ways[way].target))
    let excursions = Self.excursions(line, way, temperature: temperature, timeStep: 0.001, seed: 61)
    let starts: (Range<UInt32>) -> [Double] = { $0.map { _ in start } }
    let surface = try #require(SplittingPassage.surface(for: excursions, starts: starts))
    let splitting = AdaptiveMultilevelSplitting(excursions, replicas: 200)
    let found = try #require(
      try SplittingPassage(splitting, surface: surface, law: law).run(repetitions: 0..<16, starts: starts))
    let rate = try SplittingSummary(found, of: splitting, elsewhere: law.farTime).rate
    expectZ(rate.value, try Self.exact(line, way, temperature), standardError: rate.standardError)
    #expect(rate.standardError < 0.15 * rate.value)
  }

  /// A well on the way is found by the climb itself: its time is right without a law, too.
  @Test("killed replicas count with their weights", arguments: [2, 3]) func trap(way: Int) throws {
    let (temperature, line) = (0.16, TripleLine(tilt: Self.ways[way].tilt))
    let start = (Self.ways[way].home.0 + Self.ways[way].home.1) / 2
    let excursions = Self.excursions(line, way, temperature: temperature, timeStep: 0.001, seed: 62)
    let starts: (Range<UInt32>) -> [Double] = { $0.map { _ in start } }
    let surface = try #require(SplittingPassage.surface(for: excursions, starts: starts))
    let splitting = AdaptiveMultilevelSplitting(excursions, replicas: 200)
    let found = try #require(
      try SplittingPassage(splitting, surface: surface).run(repetitions: 0..<24, starts: starts))
    let rate = try SplittingSummary(found, of: splitting).rate
    expectZ(rate.value, try Self.exact(line, way, temperature), standardError: rate.standardError)
  }

  @Test("forward flux counts the time elsewhere", arguments: 0..<ways.count, [true, false])
  func forwardFlux(way: Int, hasLaw: Bool) throws {
    // Without a law only what lies on the way is found.
    guard hasLaw || way >= 2 else { return }
    let (temperature, line) = (0.14, TripleLine(tilt: Self.ways[way].tilt))
    let start = (Self.ways[way].home.0 + Self.ways[way].home.1) / 2
    let law = try Self.law(
      line, temperature: temperature, home: .interval(Self.ways[way].home.0, Self.ways[way].home.1),
      target: .above(Self.ways[way].target))
    func flux(_ task: StreamTask) throws -> ForwardFlux {
      try ForwardFlux(
        Self.excursions(line, way, temperature: temperature, timeStep: 0.001, seed: 63, task: task),
        starts: Walkers.standing(at: [start], count: 200), law: hasLaw ? law : nil)
    }
    let ladder = try flux(0).interfaces(trials: 400)
    let rates = try (1...16).map { task in
      let run = try #require(try flux(StreamTask(bits: UInt32(task))).run(interfaces: ladder, rounds: 4, trials: 500))
      return 1 / (1 / run.rate + run.delay)
    }
    let rate = try #require(logarithmicMean(of: rates))
    expectZ(rate.value, try Self.exact(line, way, temperature), standardError: rate.standardError)
    #expect(rate.standardError < 0.15 * rate.value)
  }

  @Test("a weighted ensemble begins with the time elsewhere", arguments: 0..<ways.count)
  func weightedEnsemble(way: Int) throws {
    let (temperature, line) = (0.12, TripleLine(tilt: Self.ways[way].tilt))
    let start = (Self.ways[way].home.0 + Self.ways[way].home.1) / 2
    let law = try Self.law(
      line, temperature: temperature, home: .interval(Self.ways[way].home.0, Self.ways[way].home.1),
      target: .above(Self.ways[way].target))
    var (histories, idle) = ([[Double]](), [[Double]]())
    for task in 0..<12 {
      let ensemble = try WeightedEnsemble(
        Self.excursions(
          line, way, temperature: temperature, timeStep: 0.001, seed: 64, task: StreamTask(bits: UInt32(task))),
        starts: [start], walkersPerBin: 40, stepsPerIteration: 50, law: law)
      let bins = try ensemble.explore(bins: 20)
      var walkers = ensemble.start(in: bins)
      #expect(abs(walkers.totalWeight - 1) < 1e-9)
      for _ in 0..<200 { ensemble.iterate(&walkers, in: bins) }
      histories.append(walkers.arrivals)
      idle.append(walkers.idleTimes)
    }
    let flux = try SteadyFlux(arrivals: histories, idleTimes: idle, resamplingTime: 0.05)
    expectZ(flux.rate.value, try Self.exact(line, way, temperature), standardError: flux.rate.standardError)
    #expect(flux.rate.standardError < 0.2 * flux.rate.value)
  }

  /// Walkers that fall into a well from which they would not come back in the lifetime of a machine are not waited for.
  @Test func loopsThatFallIntoADeepWellEnd() throws {
    let line = TripleLine(height: 4, tilt: 0.5)
    let temperature = 0.05
    let home = Region.interval(-0.25, 0)
    let law = try Self.law(line, temperature: temperature, home: home, target: .above(0.9))
    #expect(law.farTime.value > 1e3)
    let excursions = Excursions(
      potential: line, timeStep: 0.002, schedule: ConstantTemperature(temperature), score: CoordinateScore(0),
      home: home,
      target: .above(0.9), seed: 65)
    let starts = excursions.walkers(Array(0..<400), at: Array(repeating: -0.1, count: 400))
    let leg = try #require(
      LoopLegs(law: law, group: 400, threads: 1).run(excursions.outward, starts, until: 0.3) { _ in true })
    #expect(leg.givenUp > 0)
    #expect(zip(leg.nearTimes, leg.result.times).allSatisfy { $0 <= $1 })
  }
}
