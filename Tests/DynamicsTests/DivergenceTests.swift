// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import TestSupport
import Testing

@testable import Dynamics

@Suite struct DivergenceTests {
  /// Too long a step: the walkers end, the program does not, and the others are not disturbed.
  @Test func walkersThatDiverge() throws {
    let problem = FirstPassageProblem(
      potential: try DoubleWell(), timeStep: 0.05, schedule: ConstantTemperature(0.3), target: .interval(0.9, 1.1),
      timeLimit: 50, seed: 2)
    // Beyond x² = 1 + 2/(4h) every Euler step overshoots further.
    let starts = (0..<100).map { $0 % 2 == 0 ? -1.0 : -4.5 }
    guard case .finished(let result) = try problem.run(from: starts, walkers: 0..<100) else { return }
    for w in 0..<100 where w % 2 == 1 { #expect(result.outcomes[w] == .diverged) }
    #expect(result.count(.arrived) > 30)
    let lost = try #require(result.divergences.first { $0.walker == 1 })
    #expect(lost.time > 0 && lost.time < 2)
    #expect(lost.position[0].isFinite && abs(lost.position[0]) > 4.5)
    #expect(lost.position[0].magnitude <= Divergence.farAway(problem.potential))
  }

  @Test func ensemblesTakeThemOut() throws {
    var ensemble = try Ensemble(
      potential: try DoubleWell(), timeStep: 0.05, schedule: ConstantTemperature(0.3),
      starts: (0..<100).map { $0 % 10 == 7 ? 5.0 : 1 }, walkers: 0..<100, seed: 2)
    ensemble.run(steps: 40, threads: 2)
    #expect(ensemble.divergences.map(\.walker) == (0..<100).filter { $0 % 10 == 7 }.map(UInt32.init))
    #expect(ensemble.walkers.count == 90)
    #expect(ensemble.walkers.positions.allSatisfy { abs($0) < 3 })
  }

  @Test func startsThatAreNotNumbers() throws {
    let problem = FirstPassageProblem(
      potential: try DoubleWell(), timeStep: 0.01, schedule: ConstantTemperature(0.3), target: .above(1), timeLimit: 1,
      seed: 2)
    guard case .finished(let result) = try problem.run(from: [.nan, -1, .infinity], walkers: 0..<3) else { return }
    #expect(result.outcomes == [.diverged, .censored, .arrived])
  }

  /// On the harmonic well the limit is 2/k, and half of it is suggested.
  @Test func suggestedStep() throws {
    let suggestion = StableTimeStep(
      HarmonicLandscape(curvature: 5, dimension: 3), integrator: EulerMaruyama(), temperature: 1, points: [[0, 0, 0]])
    #expect(agree(suggestion.timeStep, 0.2, relative: 1e-6))
    #expect(agree(suggestion.curvature, 5, relative: 1e-6))
    let underdamped = StableTimeStep(
      HarmonicLandscape(curvature: 4), integrator: try Splitting("BAOAB"), temperature: 1, points: [[0]])
    #expect(agree(underdamped.timeStep, 0.5, relative: 1e-6))
  }

  /// With the suggested step no walker diverges; with twenty times it all do.
  @Test func suggestionHolds() throws {
    let potential = try DoubleWell()
    let step = StableTimeStep(potential, integrator: EulerMaruyama(), temperature: 0.3).timeStep
    func lost(_ timeStep: Double) throws -> Int {
      var ensemble = try Ensemble(
        potential: potential, timeStep: timeStep, schedule: ConstantTemperature(0.3),
        starts: Array(repeating: -1, count: 1000), walkers: 0..<1000, seed: 5)
      ensemble.run(steps: 2000)
      return ensemble.divergences.count
    }
    #expect(try lost(step) == 0)
    #expect(try lost(20 * step) == 1000)
  }

  /// Power iteration finds the largest eigenvalue even when a negative one is larger in size.
  @Test func largestCurvature() throws {
    struct Saddle: Potential {
      var dimension: Int { 2 }
      var window: [ClosedRange<Double>] { [-1...1, -1...1] }
      func energy(at x: Span<Double>) -> Double { x[0] * x[1] * 4 - 5 * (x[0] + x[1]) * (x[0] + x[1]) / 2 }
      func gradient(at x: Span<Double>, into g: inout MutableSpan<Double>) {
        g[0] = 4 * x[1] - 5 * (x[0] + x[1])
        g[1] = 4 * x[0] - 5 * (x[0] + x[1])
      }
    }
    // H = [[−5, −1], [−1, −5]]: eigenvalues −4 and −6; with a positive part added, 1 and −1.
    #expect(agree(StableTimeStep.largestCurvature(Saddle(), at: [0, 0]), -4, relative: 1e-6))
  }
}
