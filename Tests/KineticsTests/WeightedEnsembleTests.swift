// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Kinetics

@Suite struct WeightedEnsembleTests {
  private static func ensemble(
    beta: Double, starts: [Double], timeStep: Double = 0.002, steps: Int = 25, perBin: Int = 40, target: Region? = nil,
    integrator: any Integrator = EulerMaruyama(), seed: UInt64 = 11, task: StreamTask
  ) throws -> WeightedEnsemble {
    // As far outwards as makes up for the crossings between the steps.
    let reach = CrossingCorrection.shiftFactor * (2 / beta * timeStep).squareRoot()
    let excursions = Excursions(
      potential: QuarticWell(), integrator: integrator, timeStep: timeStep, schedule: ConstantTemperature(1 / beta),
      score: CoordinateScore(0), target: target?.widened(by: reach), seed: seed, task: task)
    return try WeightedEnsemble(excursions, starts: starts, walkersPerBin: perBin, stepsPerIteration: steps)
  }

  /// Splitting and merging keep every bin's weight, and with it the sum, up to rounding.
  @Test func theWeightsAddUpToOne() throws {
    let ensemble = try Self.ensemble(
      beta: 8, starts: Array(repeating: -1, count: 50), target: .above(1), task: 1)
    var walkers = ensemble.start()
    let bins = ScoreBins(count: 16, from: -1, to: 0.9)
    for _ in 0..<400 {
      ensemble.iterate(&walkers, in: bins)
      #expect(abs(walkers.totalWeight - 1) < 1e-12)
    }
    #expect(walkers.arrivals.reduce(0, +) > 0)
  }

  @Test func childrenKeepTheWeightOfEachBin() {
    var stream = RandomStream(StreamName(seed: 1, task: 0, purpose: .test), walker: 0)
    let scores = (0..<500).map { _ in stream.uniform() }
    let weights = (0..<500).map { _ in stream.exponential() }
    let bins = ScoreBins(count: 7, from: 0, to: 1)
    let children = Resampling(bins: bins, walkersPerBin: 9).children(scores: scores, weights: weights, using: &stream)
    #expect(children.parents.count == 63)
    for bin in 0..<7 {
      let before = scores.indices.filter { bins.bin(of: scores[$0]) == bin }.reduce(0) { $0 + weights[$1] }
      let after = children.parents.indices.filter { bins.bin(of: scores[Int(children.parents[$0])]) == bin }
        .reduce(0) { $0 + children.weights[$1] }
      #expect(agree(before, after, relative: 1e-12))
    }
  }

  /// The mean weight that each parent leaves over many resamplings is its own.
  @Test func splittingAndMergingAreUnbiased() {
    let scores = [0.1, 0.2, 0.3, 0.4, 0.6, 0.7]
    let weights = [0.01, 0.3, 0.05, 0.14, 0.4, 0.1]
    var stream = RandomStream(StreamName(seed: 2, task: 0, purpose: .test), walker: 0)
    let resampling = Resampling(bins: ScoreBins(edges: [0.5]), walkersPerBin: 3)
    let rounds = 20000
    var sums = [Double](repeating: 0, count: 6)
    var squares = [Double](repeating: 0, count: 6)
    for _ in 0..<rounds {
      let children = resampling.children(scores: scores, weights: weights, using: &stream)
      var left = [Double](repeating: 0, count: 6)
      for (parent, weight) in zip(children.parents, children.weights) { left[Int(parent)] += weight }
      for walker in 0..<6 {
        sums[walker] += left[walker]
        squares[walker] += left[walker] * left[walker]
      }
    }
    for walker in 0..<6 {
      let mean = sums[walker] / Double(rounds)
      let variance = squares[walker] / Double(rounds) - mean * mean
      expectZ(mean, weights[walker], standardError: (variance / Double(rounds)).squareRoot(), "walker \(walker)")
    }
  }

  /// P(X₁ > ½ | X₀ = −1) = 1.3080·10⁻³ at β = 5, without a target: what physics.md knows.
  @Test func theLawAtAGivenTime() throws {
    var shares: [Double] = []
    for task in 0..<32 {
      let ensemble = try Self.ensemble(
        beta: 5, starts: [-1], timeStep: 0.0005, steps: 80, perBin: 60, seed: 4, task: StreamTask(bits: UInt32(task)))
      var walkers = ensemble.start()
      let bins = ScoreBins(count: 24, from: -1.2, to: 1)
      for _ in 0..<25 { ensemble.iterate(&walkers, in: bins) }
      shares.append(walkers.weight(in: .above(0.5), of: QuarticWell()))
    }
    let share = try #require(mean(of: shares))
    #expect(share.standardError < 0.04 * share.value)
    expectZ(share.value, 1.3080e-3, standardError: share.standardError)
  }

  /// The stationary P(|x| < 0.1) = 1.69795·10⁻⁵ at β = 10.
  @Test func theStationaryLaw() throws {
    var shares: [Double] = []
    for task in 0..<16 {
      let ensemble = try Self.ensemble(
        beta: 10, starts: [-1, 1], timeStep: 0.01, steps: 4, perBin: 30, integrator: LeimkuhlerMatthews(), seed: 5,
        task: StreamTask(bits: UInt32(task)))
      var walkers = ensemble.start()
      let bins = ScoreBins(count: 30, from: -1.1, to: 1.1)
      var sum = 0.0
      for iteration in 0..<700 {
        ensemble.iterate(&walkers, in: bins)
        if iteration >= 200 { sum += walkers.weight(in: .interval(-0.1, 0.1), of: QuarticWell()) }
      }
      shares.append(sum / 500)
    }
    let share = try #require(mean(of: shares))
    #expect(share.standardError < 0.05 * share.value)
    expectZ(share.value, 1.69795e-5, standardError: share.standardError)
  }

  /// Hill's relation: the steady flux is the inverse of the mean first-passage time, here from −1 to 1 at β = 10 and 15.
  @Test(arguments: [(10.0, 0.05), (15.0, 0.06)]) func theSteadyFluxIsTheRate(beta: Double, error: Double) throws {
    let exact = try ExactPassage(potential: QuarticWell(), temperature: 1 / beta)
      .moments(from: .point([-1]), to: .above(1)).rate
    let pilot = try Self.ensemble(beta: beta, starts: [-1], target: .above(1), seed: 6, task: 0)
    let bins = try pilot.explore(bins: 24)
    var histories: [[Double]] = []
    var idle: [[Double]] = []
    for task in 1...12 {
      let ensemble = try Self.ensemble(
        beta: beta, starts: [-1], target: .above(1), seed: 6, task: StreamTask(bits: UInt32(task)))
      var walkers = ensemble.start()
      for _ in 0..<400 { ensemble.iterate(&walkers, in: bins) }
      histories.append(walkers.arrivals)
      idle.append(walkers.idleTimes)
    }
    let flux = try SteadyFlux(arrivals: histories, idleTimes: idle, resamplingTime: 0.05)
    #expect(flux.isSteady)
    #expect(flux.rate.standardError < error * flux.rate.value)
    expectZ(flux.rate.value, exact.value, standardError: flux.rate.standardError, "β = \(beta)")
  }

  /// Threads change no bit.
  @Test func threadsDoNotShow() throws {
    let ensemble = try Self.ensemble(beta: 6, starts: [-1], target: .above(1), task: 3)
    let bins = ScoreBins(count: 12, from: -1, to: 0.9)
    var (one, two) = (ensemble.start(), ensemble.start())
    for _ in 0..<60 {
      ensemble.iterate(&one, in: bins, threads: 1)
      ensemble.iterate(&two, in: bins, threads: 2)
    }
    #expect(one.weights == two.weights)
    #expect(one.walkers == two.walkers)
    #expect(one.arrivals == two.arrivals)
  }

  /// A run that goes on from a saved state is the same bit for bit.
  @Test func aSavedStateGoesOnAsIfNothingHadHappened() throws {
    let ensemble = try Self.ensemble(beta: 6, starts: [-1], target: .above(1), task: 4)
    let bins = ScoreBins(count: 12, from: -1, to: 0.9)
    var whole = ensemble.start()
    for _ in 0..<30 { ensemble.iterate(&whole, in: bins) }
    var resumed = try JSONDecoder().decode(WeightedWalkers.self, from: JSONEncoder().encode(whole))
    for _ in 0..<30 {
      ensemble.iterate(&whole, in: bins)
      ensemble.iterate(&resumed, in: bins)
    }
    #expect(whole.weights == resumed.weights)
    #expect(whole.walkers == resumed.walkers)
  }

  /// A target that cannot be reached is said so, and nothing traps.
  @Test func anUnreachedTargetIsAReason() throws {
    let ensemble = try Self.ensemble(beta: 10, starts: [-1], perBin: 4, target: .above(50), task: 5)
    #expect(throws: NotApplicable.self) { try ensemble.explore(bins: 4, iterations: 20) }
    #expect(throws: NotApplicable.self) {
      try SteadyFlux(arrivals: [[0, 0], [0, 0]], idleTimes: [[0, 0], [0, 0]], resamplingTime: 1)
    }
  }

  /// Coverage of the 95 % interval of the rate at β = 6 over 400 sets of 8 repetitions each.
  @Test(.long) func theIntervalCoversTheRate() throws {
    let beta = 6.0
    let exact = try ExactPassage(potential: QuarticWell(), temperature: 1 / beta)
      .moments(from: .point([-1]), to: .above(1)).rate.value
    let bins = try Self.ensemble(beta: beta, starts: [-1], perBin: 20, target: .above(1), seed: 70, task: 0)
      .explore(bins: 12)
    var coverage = Coverage()
    for set in 0..<400 {
      var histories: [[Double]] = []
      var idle: [[Double]] = []
      for repetition in 0..<8 {
        let ensemble = try Self.ensemble(
          beta: beta, starts: [-1], perBin: 20, target: .above(1), seed: UInt64(1000 + set),
          task: StreamTask(bits: UInt32(repetition)))
        var walkers = ensemble.start()
        for _ in 0..<300 { ensemble.iterate(&walkers, in: bins, threads: 2) }
        histories.append(walkers.arrivals)
        idle.append(walkers.idleTimes)
      }
      coverage.add(try SteadyFlux(arrivals: histories, idleTimes: idle, resamplingTime: 0.05).rate, exact)
    }
    coverage.check("the rate by weighted ensembles", degreesOfFreedom: 7, isUnbiased: true)
  }
}
