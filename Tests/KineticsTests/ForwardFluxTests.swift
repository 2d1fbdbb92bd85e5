// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Kinetics

@Suite struct ForwardFluxTests {
  static func flux(
    beta: Double, timeStep: Double = 0.002, starts: Int = 200, home: Region = .below(-1), target: Region = .above(1),
    score: any Score = CoordinateScore(0), integrator: any Integrator = EulerMaruyama(), seed: UInt64 = 21,
    task: StreamTask
  ) throws -> ForwardFlux {
    let excursions = Excursions(
      potential: QuarticWell(), integrator: integrator, timeStep: timeStep,
      schedule: ConstantTemperature(1 / beta), score: score, home: home, target: target, seed: seed, task: task)
    return try ForwardFlux(excursions, starts: Walkers.standing(at: [-1], count: starts))
  }

  private static func exact(_ beta: Double) throws -> Double {
    try ExactTransition(potential: QuarticWell(), from: .below(-1), to: .above(1), temperature: 1 / beta).rate.value
  }

  /// The interfaces climb to the target, each passed by about the wanted share.
  @Test func theInterfacesArePlaced() throws {
    let ladder = try Self.flux(beta: 10, task: 0).interfaces()
    #expect(ladder.count > 4)
    #expect(zip(ladder, ladder.dropFirst()).allSatisfy { $0 < $1 })
    #expect(ladder[0] > -1 && ladder[ladder.count - 1] < 1)
    let run = try #require(try Self.flux(beta: 10, task: 1).run(interfaces: ladder, rounds: 10, trials: 2000))
    // Few walkers placed them, so the shares scatter about 0.3.
    for share in run.probabilities.dropLast() { #expect(share > 0.12 && share < 0.6) }
    #expect(run.probability > 0)
  }

  @Test func aWantedNumberOfInterfacesIsPlaced() throws {
    let ladder = try Self.flux(beta: 10, task: 0).interfaces(count: 6)
    #expect(ladder.count == 6)
    #expect(zip(ladder, ladder.dropFirst()).allSatisfy { $0 < $1 })
  }

  /// k_AB against quadrature; the repetitions scatter about it without bias.
  @Test(arguments: [5.0, 10, 15]) func theRateIsTheTransitionRate(beta: Double) throws {
    let ladder = try Self.flux(beta: beta, task: 0).interfaces(trials: 500)
    let rates = try (1...16).map { task in
      try #require(
        try Self.flux(beta: beta, task: StreamTask(bits: UInt32(task))).run(interfaces: ladder, rounds: 8, trials: 800)
      ).rate
    }
    let rate = try #require(mean(of: rates))
    #expect(rate.standardError < 0.1 * rate.value)
    expectZ(rate.value, try Self.exact(beta), standardError: rate.standardError, "β = \(beta)")
  }

  /// The interfaces may lie anywhere: badly placed ones give the same rate.
  @Test func badInterfacesGiveTheSameRate() throws {
    let rates = try (0..<48).map { task in
      try #require(
        try Self.flux(beta: 5, seed: 22, task: StreamTask(bits: UInt32(task))).run(
          interfaces: [-0.95, -0.9, -0.2, -0.1, 0.5], rounds: 4, trials: 400)
      ).rate
    }
    let rate = try #require(mean(of: rates))
    expectZ(rate.value, try Self.exact(5), standardError: rate.standardError)
  }

  /// Deep at home it takes a while to get to its edge: with the delay the mean passage time from there is found.
  @Test func theDelayCompletesTheMeanPassageTime() throws {
    let beta = 3.0
    let exact = try ExactPassage(potential: QuarticWell(), temperature: 1 / beta)
      .moments(from: .point([-1.2]), to: .above(1)).mean.value
    let times = try (0..<40).map { task in
      let base = try Self.flux(
        beta: beta, timeStep: 0.001, home: .below(-0.6), seed: 23, task: StreamTask(bits: UInt32(task)))
      let flux = try ForwardFlux(base.excursions, starts: Walkers.standing(at: [-1.2], count: 300))
      let run = try #require(flux.run(interfaces: [-0.4, -0.1], rounds: 8, trials: 1200))
      return run.delay + 1 / run.rate
    }
    let time = try #require(mean(of: times))
    expectZ(time.value, exact, standardError: time.standardError)
  }

  /// Walkers that start beyond home, on both sides of the top: some are at the target before home, the others' first way differs
  /// from later ones. The mean passage time is that of all of them.
  @Test(arguments: [(-0.4, 0.2), (-0.6, -0.3), (-5.0, 0.0)]) func theStartMayLieAnywhere(
    lower: Double, upper: Double
  ) throws {
    let theta = 0.3
    let region = Region.interval(lower, upper)
    let exact = try ExactPassage(potential: QuarticWell(), temperature: theta).moments(
      from: .gibbs(region), to: .above(1)
    ).mean.value
    let sampler = try LocalGibbs(
      QuarticWell(), in: region, around: [max(lower, -1) / 2 + upper / 2], temperature: theta)
    var shares: [Double] = []
    let times = try (0..<48).map { task in
      let name = StreamTask(bits: UInt32(task))
      let excursions = Excursions(
        potential: QuarticWell(), timeStep: 0.0005, schedule: ConstantTemperature(theta), score: CoordinateScore(0),
        home: .interval(-1.1, -0.9), target: .above(1), seed: 24, task: name)
      let flux = try ForwardFlux(excursions, starts: sampler.draw(walkers: 0..<300, seed: 24, task: name))
      let run = try #require(flux.run(interfaces: [-0.6, -0.2], rounds: 6, trials: 600))
      shares.append(run.directShare)
      return run.delay + (1 - run.directShare) / run.rate
    }
    let time = try #require(mean(of: times))
    #expect(time.standardError < 0.05 * time.value)
    expectZ(time.value, exact, standardError: time.standardError, "\(lower) to \(upper)")
    // By the committor of quadrature.
    let transition = try ExactTransition(
      potential: QuarticWell(), from: .interval(-1.1, -0.9), to: .above(1), temperature: theta)
    let places = sampler.draw(walkers: 0..<4000, seed: 25, task: 0)
    let chances = try places.map { $0 < -0.9 ? 0 : $0 > 1 ? 1 : try transition.committor(at: $0).value }
    let (found, wanted) = (try #require(mean(of: shares)), try #require(mean(of: chances)))
    expectZ(found.value, wanted.value, standardError: hypot(found.standardError, wanted.standardError), "direct")
  }

  @Test func threadsDoNotShow() throws {
    let ladder = [-0.8, -0.5, -0.2]
    let one = try Self.flux(beta: 6, task: 5).run(interfaces: ladder, rounds: 3, trials: 300, threads: 1)
    let two = try Self.flux(beta: 6, task: 5).run(interfaces: ladder, rounds: 3, trials: 300, threads: 2)
    #expect(one == two)
  }

  /// A score that falls towards the target is a reason and no endless loop.
  @Test func aScoreThatFallsIsAReason() throws {
    let flux = try Self.flux(beta: 10, score: CoordinateScore(0, descending: true), task: 0)
    #expect(throws: NotApplicable.self) { try flux.interfaces() }
  }

  /// Coverage of Student's interval over 400 sets of 8 repetitions.
  @Test(.long) func theIntervalCoversTheRate() throws {
    let beta = 6.0
    let ladder = try Self.flux(beta: beta, seed: 30, task: 0).interfaces(trials: 500)
    let exact = try Self.exact(beta)
    var coverage = Coverage()
    for set in 0..<400 {
      let rates = try (0..<8).map { task in
        try #require(
          try Self.flux(
            beta: beta, timeStep: 0.001, starts: 100, seed: UInt64(100 + set), task: StreamTask(bits: UInt32(task))
          ).run(
            interfaces: ladder, rounds: 4, trials: 300, threads: 2)
        ).rate
      }
      coverage.add(try #require(logarithmicMean(of: rates)), exact)
    }
    coverage.check("the rate by forward flux", degreesOfFreedom: 7, isUnbiased: true)
  }
}

@Suite struct CommittorScoreTests {
  /// The log-odds of the exact committor, down to 10⁻¹³, at points between the cells.
  @Test(arguments: [5.0, 15, 30]) func itIsTheCommittorOfTheLine(beta: Double) throws {
    let score = try CommittorScore(
      potential: QuarticWell(), temperature: 1 / beta, home: .below(-1), target: .above(1))
    let exact = try ExactTransition(
      potential: QuarticWell(), from: .below(-1), to: .above(1), temperature: 1 / beta)
    var last = -Double.infinity
    for x in [-0.9, -0.63, -0.2, 0, 0.31, 0.7] {
      let q = try exact.committor(at: x).value
      let found = score.score(at: [x])
      #expect(found > last)
      last = found
      if 1 - q > 1e-9 { #expect(abs(found - log(q / (1 - q))) < 0.02, "β = \(beta), x = \(x)") }
    }
    #expect(score.score(at: [-1.5]) < score.score(at: [-0.99]))
    #expect(score.score(at: [1.5]) >= score.score(at: [0.95]))
    #expect(score.score(at: [-100]).isFinite && score.score(at: [100]).isFinite)
  }

  @Test func itRisesInThePlane() throws {
    let potential = DoubleWell2D()
    let wells = Landscape(of: potential).wells
    let score = try CommittorScore(
      potential: potential, temperature: 0.05, home: wells[0].core, target: wells[1].core, cells: 96)
    let ends = wells.map { score.score(at: $0.minimum) }
    #expect(ends[0] < -10 && ends[1] > 10)
    let middle = zip(wells[0].minimum, wells[1].minimum).map { ($0 + $1) / 2 }
    let half = score.score(at: middle)
    #expect(half > ends[0] && half < ends[1])
  }

  @Test func itNeedsOneOrTwoDimensions() throws {
    let reason = #expect(throws: NotApplicable.self) {
      _ = try CommittorScore(
        potential: EntropicDoubleWell(dimension: 3), temperature: 0.2, home: .ball(center: [-1, 0, 0], radius: 0.1),
        target: .ball(center: [1, 0, 0], radius: 0.1))
    }
    #expect(
      reason?.description == "the committor is solved in one and two dimensions and the potential has 3")
  }
}
