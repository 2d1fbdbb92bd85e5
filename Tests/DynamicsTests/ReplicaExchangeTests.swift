// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Settings
import TestSupport
import Testing

@testable import Dynamics

/// Parallel tempering leaves every temperature its own law.
struct ReplicaExchangeTests {
  private static let ladder = [0.1, 0.2, 0.4, 0.8]

  private func exchange(
    _ potential: any Potential, _ integrator: any Integrator = MetropolisAdjustedLangevin(), timeStep: Double = 0.02,
    ladder: [Double] = ReplicaExchangeTests.ladder, every: Int = 5, at x: Double = 1, walkers: Range<UInt32> = 20..<520
  ) throws -> ReplicaExchange {
    try ReplicaExchange(
      potential: potential, integrator: integrator, timeStep: timeStep, temperatures: ladder, swapEvery: every,
      starts: Walkers.standing(at: [x], count: walkers.count), walkers: walkers, seed: 3, task: 7)
  }

  /// ∫ g e^{−f/θ} / ∫ e^{−f/θ} over [−3, 3].
  private func average(_ potential: any Potential, _ temperature: Double, _ g: (Double) -> Double) -> Double {
    var (weight, sum) = (0.0, 0.0)
    for k in 0...12000 {
      let x = -3 + Double(k) * 5e-4
      let w = exp(-potential.energy(at: [x].span) / temperature)
      weight += w
      sum += w * g(x)
    }
    return sum / weight
  }

  /// MALA has no bias: means over independent walkers of f and of the share on the left, z-scores against quadrature. A
  /// tilted well that a walker at the lowest temperature would not leave within the time (barrier of ten temperatures).
  @Test("every temperature keeps its Gibbs law")
  func stationary() throws {
    let well = try DoubleWell(tilt: 0.05)
    var replicas = try exchange(well, walkers: 0..<2000)
    replicas.run(steps: 12_000)
    for (level, temperature) in zip(replicas.levels, Self.ladder) {
      let energies = level.positions.map { well.energy(at: [$0].span) }
      let left = level.positions.map { $0 < 0 ? 1.0 : 0.0 }
      for (values, truth, what) in [
        (energies, average(well, temperature) { well.energy(at: [$0].span) }, "energy"),
        (left, average(well, temperature) { $0 < 0 ? 1 : 0 }, "left"),
      ] {
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
        expectZ(
          mean, truth, standardError: (variance / Double(values.count)).squareRoot(), "\(what) at \(temperature)")
      }
    }
    for (asked, done) in zip(replicas.exchanges.attempts, replicas.exchanges.accepted) {
      #expect(asked > 0 && done > asked / 5 && done < asked)
    }
    #expect(replicas.exchanges.roundTrips > 2000)
  }

  @Test("threads and the division into calls do not change a bit", arguments: ["mala", "euler-maruyama", "BAOAB"])
  func sameBits(name: String) throws {
    let entry = try #require(IntegratorCatalogue.entry(named: name))
    let integrator = try entry.make(Parameters(entry.parameters.map { ($0.name, $0.defaultValue ?? .null) }))
    let well = try DoubleWell()
    func end(_ calls: [Int], threads: Int, generator: NoiseGenerator = .philox) throws -> ReplicaExchange {
      var replicas = try exchange(well, integrator)
      for steps in calls { replicas.run(steps: steps, threads: threads) }
      return replicas
    }
    let whole = try end([203], threads: 1)
    for other in [try end([203], threads: 3), try end([1, 2, 100, 99, 1], threads: 2)] {
      #expect(other.levels == whole.levels)
      #expect(other.exchanges == whole.exchanges)
      #expect(other.step == 203)
    }
    #expect(whole.exchanges.accepted.allSatisfy { $0 > 0 })
  }

  /// Some walkers alone fare as they do among others.
  @Test("walkers are alone")
  func alone() throws {
    let well = try DoubleWell()
    var all = try exchange(well)
    var some = try exchange(well, walkers: 100..<107)
    all.run(steps: 100)
    some.run(steps: 100)
    for (whole, part) in zip(all.levels, some.levels) {
      #expect(part.positions == Array(whole.positions[80..<87]))
    }
  }

  /// With a gap in energy that no replica closes none change places; at equal energies all do.
  @Test("acceptance is Metropolis'")
  func acceptance() throws {
    // Neighbors with energies f and gap of β: exp(−Δβ·Δf) against the counted share, on a frozen harmonic pair.
    let well = try DoubleWell()
    var close = try exchange(well, ladder: [0.2, 0.2000001], every: 1)
    close.run(steps: 50)
    #expect(close.exchanges.accepted[0] > close.exchanges.attempts[0] * 999 / 1000)
  }

  @Test("a walker is lost with all its replicas")
  func divergence() throws {
    let well = try DoubleWell()
    var replicas = try exchange(well, EulerMaruyama(), timeStep: 0.3, ladder: [0.1, 3], every: 2)
    replicas.run(steps: 60)
    #expect(!replicas.divergences.isEmpty)
    #expect(replicas.walkers.count < 500)
    for level in replicas.levels { #expect(level.count == replicas.walkers.count) }
    #expect(replicas.levels[0].identifiers == replicas.walkers.map { $0 * 2 })
    #expect(replicas.levels[1].identifiers == replicas.walkers.map { $0 * 2 + 1 })
    #expect(Set(replicas.divergences.map(\.walker)).isDisjoint(with: replicas.walkers))
  }

  @Test(
    "a ladder ascends and is warm",
    arguments: [
      ([0.1], "temperatures has 1 of them; replica exchange takes two at least."),
      ([0.1, 0.1], "temperatures goes from 0.1 to 0.1; a ladder ascends from the coldest to the hottest."),
      ([0.5, 0.1], "temperatures goes from 0.5 to 0.1; a ladder ascends from the coldest to the hottest."),
      ([0, 0.1], "temperatures holds 0; replicas need noise, each must be positive."),
    ])
  func badLadders(ladder: [Double], message: String) throws {
    let well = try DoubleWell()
    let problem = #expect(throws: Problem.self) { try exchange(well, ladder: ladder) }
    #expect(problem?.message == message)
  }
}
