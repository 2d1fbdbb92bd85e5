// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Settings
import TestSupport
import Testing

@testable import Dynamics

/// Threads, blocks, interruptions and observations do not change a bit.
@Suite struct SameBitsTests {
  private func problem(
    _ integrator: any Integrator = EulerMaruyama(), noise: NoiseGenerator = .philox
  ) throws -> FirstPassageProblem {
    FirstPassageProblem(
      potential: try DoubleWell(), integrator: integrator, timeStep: 0.004, schedule: ConstantTemperature(0.4),
      target: .above(1), timeLimit: 60, noise: noise, seed: 42, task: 3)
  }

  private func run(
    _ problem: FirstPassageProblem, threads: Int = 1, capacity: Int? = nil, walkers: Range<UInt32> = 100..<400
  ) throws -> FirstPassageResult {
    let start = problem.start(at: Walkers.standing(at: [-1], count: walkers.count), walkers: walkers)
    let end = try problem.resume(start, threads: threads, blockCapacity: capacity) { _, _ in true }
    guard case .finished(let result) = end else { throw CheckpointMismatch() }
    return result
  }

  static let integrators: [any Integrator] = IntegratorCatalogue.entries.compactMap {
    try? $0.make(Parameters($0.parameters.map { ($0.name, $0.defaultValue ?? .null) }))
  }

  @Test(arguments: SameBitsTests.integrators.indices) func oneThreadIsMany(index: Int) throws {
    let problem = try problem(Self.integrators[index])
    let result = try run(problem)
    #expect(Set(result.outcomes) != [.diverged])
    #expect(try run(problem, threads: 3) == result)
    for capacity in [8, 40, 1000] { #expect(try run(problem, threads: 2, capacity: capacity) == result) }
  }

  /// Some walkers alone fare as they do among others.
  @Test func walkersAreAlone() throws {
    let (all, some) = (try run(try problem()), try run(try problem(), walkers: 150..<157))
    #expect(some.times == Array(all.times[50..<57]))
    #expect(some.finalPositions == Array(all.finalPositions[50..<57]))
  }

  @Test(arguments: ["philox", "mt19937", "taus2"]) func resumedIsUninterrupted(generator: String) throws {
    var problem = try problem(try Splitting("BAOAB", friction: 2), noise: try NoiseGenerator(named: generator))
    // Long enough for several rounds.
    problem.timeLimit = 400
    problem.schedule = LinearTemperature(from: 0.1, to: 0.5, over: 400)
    let whole = try run(problem)
    var state = problem.start(at: Walkers.standing(at: [-1], count: 300), walkers: 100..<400)
    var pauses = 0
    while true {
      var calls = 0
      let run = try problem.resume(state, threads: 2, blockCapacity: nil, firstRoundWork: 20_000) { _, _ in
        calls += 1
        return calls < 5
      }
      guard case .stopped(let checkpoint) = run else {
        guard case .finished(let result) = run else { break }
        #expect(result == whole)
        break
      }
      pauses += 1
      let bytes = try PropertyListEncoder().encode(checkpoint)
      state = try PropertyListDecoder().decode(FirstPassageCheckpoint.self, from: bytes)
      #expect(state == checkpoint)
    }
    #expect(pauses > 2)
  }

  /// However often walkers are observed, and wherever a step's deviates begin within their quadruple.
  @Test(arguments: ["philox", "mt19937"], ["leimkuhler-matthews", "stochastic-runge-kutta", "mala"])
  func observingChangesNothing(generator: String, name: String) throws {
    let integrator = try IntegratorCatalogue.entry(named: name)?.make(Parameters()) ?? LeimkuhlerMatthews()
    func ensemble() throws -> Ensemble {
      try Ensemble(
        potential: HarmonicLandscape(dimension: 3), integrator: integrator, timeStep: 0.1,
        schedule: CosineTemperature(from: 1, to: 0.5, over: 5), starts: Array(repeating: 0.5, count: 300),
        walkers: 0..<100, noise: try NoiseGenerator(named: generator), seed: 4)
    }
    var whole = try ensemble()
    whole.run(steps: 101)
    for stride in [1, 3, 10] {
      var parts = try ensemble()
      parts.run(steps: 101, every: stride, threads: 2, blockCapacity: 24) { _, _ in }
      #expect(parts.walkers.positions == whole.walkers.positions, "every \(stride)")
      #expect(parts.time == whole.time)
    }
  }

  /// A checkpoint of another generator is refused.
  @Test func foreignCheckpoint() throws {
    let (mersenne, philox) = (try problem(noise: .gsl("mt19937")), try problem())
    guard case .stopped(let checkpoint) = try mersenne.run(from: [-1, -1], walkers: 0..<2, observe: { _, _ in false })
    else { return }
    #expect(throws: CheckpointMismatch.self) { try philox.resume(checkpoint) }
  }
}
