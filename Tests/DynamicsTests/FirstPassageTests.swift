// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Settings
import TestSupport
import Testing

@testable import Dynamics

extension FirstPassageProblem {
  /// The result of walkers that all start at one point.
  func result(from point: [Double], count: Int, threads: Int = 1) throws -> FirstPassageResult {
    let run = try run(from: Walkers.standing(at: point, count: count), walkers: 0..<UInt32(count), threads: threads)
    guard case .finished(let result) = run else { throw CheckpointMismatch() }
    return result
  }
}

@Suite struct FirstPassageTests {
  @Test(arguments: [(3.0, 26.6401), (5.0, 182.418)])
  func meanTimeOfTheDoubleWell(inverseTemperature: Double, exact: Double) throws {
    let problem = FirstPassageProblem(
      potential: try DoubleWell(), timeStep: 0.001, schedule: ConstantTemperature(1 / inverseTemperature),
      target: .above(1), timeLimit: .infinity, seed: 11)
    let result = try problem.result(from: [-1], count: inverseTemperature == 3 ? 8192 : 2048, threads: 2)
    #expect(result.count(.arrived) == result.times.count)
    let (mean, error) = meanAndError(result.times)
    expectZ(mean, exact, standardError: error, "τ at β = \(inverseTemperature)")
  }

  /// Out of |x| < 1 from the middle: τ = 1/(2θ).
  @Test(arguments: [CrossingCorrection.bridge, .shift], ["philox", "mt19937"])
  func flatInterval(correction: CrossingCorrection, generator: String) throws {
    let problem = FirstPassageProblem(
      potential: FlatLandscape(), timeStep: 0.001, schedule: ConstantTemperature(0.5),
      target: .not(.interval(-1, 1)), timeLimit: .infinity, correction: correction,
      noise: try NoiseGenerator(named: generator), seed: 5)
    let (mean, error) = meanAndError(try problem.result(from: [0], count: 20_000, threads: 2).times)
    expectZ(mean, 1, standardError: error, "\(correction), \(generator)")
  }

  /// Free diffusion to a point is exact at any step: P(arrived by t) = erfc(1/√(4θt)), within steps and between them.
  @Test(arguments: [EulerMaruyama(), LeimkuhlerMatthews()] as [any Integrator])
  func freeDiffusionToAPlane(integrator: any Integrator) throws {
    let (n, θ) = (100_000, 0.5)
    // For Leimkuhler–Matthews the path begins half a step's noise before the walker: so test late times.
    let isEuler = integrator is EulerMaruyama
    let problem = FirstPassageProblem(
      potential: FlatLandscape(), integrator: integrator, timeStep: isEuler ? 0.8 : 0.01,
      schedule: ConstantTemperature(θ), target: .above(1), timeLimit: 4, seed: 23)
    let result = try problem.result(from: [0], count: n)
    for t in isEuler ? [0.3, 0.8, 1, 1.5, 2.4, 4] : [1, 4] {
      let arrived = Double((0..<n).count { result.outcomes[$0] == .arrived && result.times[$0] <= t }) / Double(n)
      let exact = erfc(1 / (4 * θ * t).squareRoot())
      expectZ(arrived, exact, standardError: (exact * (1 - exact) / Double(n)).squareRoot(), "by \(t)")
    }
  }

  /// Out of a ball of radius R in d = 3 from its center: τ = R²/(2dθ).
  @Test func flatBall() throws {
    let problem = FirstPassageProblem(
      potential: FlatLandscape(boundaries: [.free, .free, .free]), timeStep: 0.0005, schedule: ConstantTemperature(0.5),
      target: .not(.ball(center: [1, 2, 3], radius: 1.5)), timeLimit: .infinity, seed: 6)
    let (mean, error) = meanAndError(try problem.result(from: [1, 2, 3], count: 10_000, threads: 2).times)
    expectZ(mean, 1.5 * 1.5 / 3, standardError: error, "d = 3")
  }

  /// Every overdamped scheme whose bath is the equation's finds the time over the barrier.
  @Test(
    arguments: [
      EulerMaruyama(), LeimkuhlerMatthews(), StochasticHeun(), StochasticRungeKutta(), MetropolisAdjustedLangevin(),
      StochasticGradientLangevin(),
    ] as [any Integrator])
  func everyOverdampedScheme(integrator: any Integrator) throws {
    let problem = FirstPassageProblem(
      potential: try DoubleWell(), integrator: integrator, timeStep: 0.002, schedule: ConstantTemperature(1 / 3.0),
      target: .above(1), timeLimit: .infinity, seed: 12)
    let (mean, error) = meanAndError(try problem.result(from: [-1], count: 3000, threads: 2).times)
    expectZ(mean, 26.6401, standardError: error, integrator.name)
  }

  /// What changes with θ(t) is the clock only: ∫θ dt at the exit has the mean of a constant temperature, ½.
  @Test func heatingChangesTheClock() throws {
    let problem = FirstPassageProblem(
      potential: FlatLandscape(), timeStep: 0.0005, schedule: LinearTemperature(from: 0.05, to: 2.05, over: 4),
      target: .not(.interval(-1, 1)), timeLimit: .infinity, seed: 15)
    let times = try problem.result(from: [0], count: 20_000, threads: 2).times
    #expect((times.max() ?? 5) < 4)
    let (mean, error) = meanAndError(times.map { 0.05 * $0 + 0.25 * $0 * $0 })
    expectZ(mean, 0.5, standardError: error, "∫θ dt")
  }

  /// Without a bath and a force a walker arrives after distance/momentum, to rounding: the path within a step is a line.
  @Test func momentaArriveOnALine() throws {
    let problem = FirstPassageProblem(
      potential: FlatLandscape(), integrator: try Splitting("BAOAB", friction: 0), timeStep: 0.37,
      schedule: ConstantTemperature(1), target: .above(1), timeLimit: 50, seed: 4)
    let momenta = problem.start(at: Array(repeating: 0, count: 200), walkers: 0..<200).onTheWay.memory
    let result = try problem.result(from: [0], count: 200)
    for (w, p) in momenta.enumerated() {
      let arrives = p > 0 && 1 / p <= 50
      #expect(result.outcomes[w] == (arrives ? .arrived : .censored))
      #expect(agree(result.times[w], arrives ? 1 / p : 50, relative: 1e-12))
    }
  }

  /// What the corrections are worth: h = 0.01 is a step of a tenth of the interval's half width.
  @Test func correctionsAtALargeStep() throws {
    func bias(_ correction: CrossingCorrection) throws -> (mean: Double, error: Double) {
      let problem = FirstPassageProblem(
        potential: FlatLandscape(), timeStep: 0.01, schedule: ConstantTemperature(0.5),
        target: .not(.interval(-1, 1)), timeLimit: .infinity, correction: correction, seed: 7)
      let (mean, error) = meanAndError(try problem.result(from: [0], count: 100_000, threads: 2).times)
      return (mean - 1, error)
    }
    let none = try bias(.none)
    // To leading order both ends are 0.5826·√(2θh) farther away.
    #expect(abs(none.mean - 2 * CrossingCorrection.shiftFactor * 0.1) < 0.01 + 4 * none.error)
    for correction in [CrossingCorrection.bridge, .shift] {
      let corrected = try bias(correction)
      #expect(abs(corrected.mean) < 0.005 + 4 * corrected.error, "\(correction): \(corrected)")
    }
  }

  /// The screen only saves time: a target said so that nothing is known of it gives the same bits.
  @Test func screensDoNotMatter() throws {
    let muller = try #require(PotentialCatalogue.entries.first { $0.name == "muller-brown" })
    let surface = try muller.make(Parameters(muller.parameters.map { ($0.name, $0.defaultValue ?? .null) }))
    let ball = Region.ball(center: [-0.05, 0.467], radius: 0.15)
    let cases: [(any Potential, Region, Region, [Double], Double, Double)] = [
      (surface, ball, .not(.not(ball)), [-0.558, 1.441], 1e-4, 15),
      (FlatLandscape(), .not(.interval(-1, 1)), .any([.below(-1), .above(1)]), [0.2], 0.01, 0.5),
      (try DoubleWell(), .interval(0.9, 1.1), .not(.not(.interval(0.9, 1.1))), [-1], 0.01, 0.5),
    ]
    for (potential, target, unknown, start, h, θ) in cases {
      var problem = FirstPassageProblem(
        potential: potential, timeStep: h, schedule: ConstantTemperature(θ), target: target, timeLimit: 4000 * h,
        seed: 9)
      let screened = try problem.result(from: start, count: 300)
      #expect(screened.count(.arrived) > 20)
      problem.target = unknown
      #expect(try problem.result(from: start, count: 300) == screened)
    }
  }

  @Test func startsInsideAndLimits() throws {
    let problem = FirstPassageProblem(
      potential: try DoubleWell(), timeStep: 0.01, schedule: ConstantTemperature(0.05), target: .above(1),
      timeLimit: 0.995, seed: 9)
    let run = try problem.run(from: [1.2, -1, 1, -1], walkers: 7..<11)
    guard case .finished(let result) = run else { return }
    #expect(result.outcomes == [.arrived, .censored, .arrived, .censored])
    #expect(result.times == [0, 0.995, 0, 0.995])
    #expect(result.finalPositions[0] == 1.2 && result.finalPositions[2] == 1)
    #expect(result.walkerSteps == 200)
  }

  /// Progress adds up, and stopping is heard.
  @Test func progress() throws {
    let problem = FirstPassageProblem(
      potential: try DoubleWell(), timeStep: 0.001, schedule: ConstantTemperature(0.2), target: .above(1),
      timeLimit: 500, seed: 3)
    var reports: [FirstPassageProgress] = []
    let run = try problem.run(from: Walkers.standing(at: [-1], count: 500), walkers: 0..<500) { progress, _ in
      reports.append(progress)
      return reports.count < 3
    }
    guard case .stopped(let checkpoint) = run else {
      Issue.record("it did not stop")
      return
    }
    #expect(reports.count == 3 && checkpoint.progress.walkerSteps == reports[2].walkerSteps)
    for report in reports { #expect(report.onTheWay + report.arrived + report.diverged == 500) }
    #expect(agree(reports[2].timeAtRisk, Double(reports[2].walkerSteps) * 0.001, relative: 1e-3))
    #expect(reports[0].walkerSteps < reports[1].walkerSteps)
  }
}
