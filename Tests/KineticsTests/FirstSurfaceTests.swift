// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// The rate does not depend on what is called home, nor on where in its surroundings the first surface lies.
@Suite struct FirstSurfaceTests {
  private static let temperature = 0.14
  private static let timeStep = 0.003

  private static func potential() throws -> GaussianWells {
    try GaussianWells(
      [
        GaussianWells.Hole(name: "a", center: [-0.9, 0.3], depth: 1.4, width: 0.3),
        GaussianWells.Hole(name: "b", center: [0.9, -0.1], depth: 1.2, width: 0.45),
      ], confinement: 0.5)
  }

  /// Homes around the left minimum: small, wider than the well's inner part, elongated, and not convex.
  private static func home(_ index: Int, around a: [Double]) -> Region {
    switch index {
    case 0: .ball(center: a, radius: 0.04)
    case 1: .ball(center: a, radius: 0.3)
    case 2: .box(lower: [a[0] - 0.15, a[1] - 0.35], upper: [a[0] + 0.1, a[1] + 0.35])
    default: .all([.ball(center: a, radius: 0.35), .not(.ball(center: [a[0] + 0.25, a[1]], radius: 0.2))])
    }
  }

  private static func setting(_ index: Int, usesCommittor: Bool, task: StreamTask, seed: UInt64) throws -> (
    excursions: Excursions, start: [Double], law: ReactantLaw, exact: Double
  ) {
    let potential = try potential()
    let wells = potential.wells
    let (a, b) = (wells[0].minimum, wells[1].minimum)
    let (home, target) = (home(index, around: a), Region.ball(center: b, radius: 0.12))
    let solution = try CommittorSolution(potential: potential, temperature: temperature, home: home, target: target)
    let score: any Score =
      usesCommittor ? try CommittorScore(solution) : DistanceScore(to: target, in: potential)
    let reach = CrossingCorrection.shiftFactor * (2 * temperature * timeStep).squareRoot()
    let excursions = Excursions(
      potential: potential, integrator: StochasticHeun(), timeStep: timeStep,
      schedule: ConstantTemperature(temperature),
      score: score, home: home.widened(by: reach), target: target.widened(by: reach), seed: seed, task: task)
    let exact = try FokkerPlanck(potential: potential, temperature: temperature, cells: 64)
      .meanFirstPassage(from: .point(a), to: target).inverse.value
    return (excursions, a, try ReactantLaw(solution), exact)
  }

  @Test("splitting with any home and score", arguments: 0..<4, [true, false])
  func splitting(index: Int, usesCommittor: Bool) throws {
    let (excursions, a, law, exact) = try Self.setting(index, usesCommittor: usesCommittor, task: 0, seed: 71)
    let starts: (Range<UInt32>) -> [Double] = { Walkers.standing(at: a, count: $0.count) }
    let surface = try #require(SplittingPassage.surface(for: excursions, starts: starts))
    let splitting = AdaptiveMultilevelSplitting(excursions, replicas: 200)
    var passage = SplittingPassage(splitting, surface: surface, law: law)
    passage.untimed = SplittingPassage.untimedLoops(for: excursions, surface: surface, law: law, starts: starts)
    let found = try #require(try passage.run(repetitions: 0..<12, starts: starts))
    let summary = try SplittingSummary(found, of: splitting, elsewhere: law.hasFarTime ? law.farTime : (0, 0))
    expectZ(log(summary.rate.value / exact), 0, standardError: summary.rate.standardError / summary.rate.value)
    #expect(summary.rate.standardError < (usesCommittor ? 0.12 : 0.4) * summary.rate.value)
  }

  @Test("forward flux with any home and score", arguments: 0..<4, [true, false])
  func forwardFlux(index: Int, usesCommittor: Bool) throws {
    func flux(_ task: StreamTask) throws -> (ForwardFlux, Double) {
      let setting = try Self.setting(index, usesCommittor: usesCommittor, task: task, seed: 72)
      return (
        try ForwardFlux(
          setting.excursions, starts: Walkers.standing(at: setting.start, count: 200), law: setting.law), setting.exact
      )
    }
    let (pilot, exact) = try flux(0)
    let ladder = try pilot.interfaces(trials: 400)
    let rates = try (1...10).map { task in
      let run = try #require(
        try flux(StreamTask(bits: UInt32(task))).0.run(interfaces: ladder, rounds: 4, trials: 600))
      return 1 / (1 / run.rate + run.delay)
    }
    let rate = try #require(logarithmicMean(of: rates))
    expectZ(log(rate.value / exact), 0, standardError: rate.standardError / rate.value)
    #expect(rate.standardError < (usesCommittor ? 0.12 : 0.3) * rate.value)
  }

  /// A crossing within the region is none.
  @Test func aLevelCountsOutsideOnly() {
    let score = OutsideScore(CoordinateScore(0), outside: .interval(-1, 0.5), in: QuarticWell())
    #expect(
      score.scores(of: [0.2, 0.5, 0.6, -2], count: 4) == [
        -.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0.6, -2,
      ])
    let excursions = Excursions(
      potential: QuarticWell(), timeStep: 0.001, schedule: ConstantTemperature(0.5), score: CoordinateScore(0),
      home: .interval(-1.2, 0.2), seed: 73)
    let starts = excursions.walkers(Array(0..<64), at: Array(repeating: -1, count: 64))
    let inside = excursions.outward.run(starts, until: -0.3)
    #expect(excursions.isHome(inside.ends).allSatisfy { $0 })
    let outside = excursions.outside.run(starts, until: -0.3)
    #expect(outside.outcomes.allSatisfy { $0 == .level })
    #expect(outside.ends.positions.allSatisfy { $0 > 0.2 })
  }
}
