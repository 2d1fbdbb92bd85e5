// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import TestSupport
import Testing

@testable import Dynamics

/// Schemes where the mobility differs from place to place.
@Suite struct MobilityTests {
  /// f = (κ/2a + θ) ln(1 + ax²) and μ = 1 + ax²: the drift −μf′ + θμ′ is −κx, so that ⟨x²⟩ obeys m′ = −2(κ − aθ)m + 2θ.
  private struct LinearDrift {
    let κ = 2.0
    let a = 0.8
    let θ = 0.6

    func landscape() throws -> any Potential {
      let field = try ExpressionPotential("1 + \(a)*x^2", coordinates: ["x"])
      return try ExpressionPotential("\(κ / (2 * a) + θ)*log(1 + \(a)*x^2)", coordinates: ["x"])
        .moved(by: Mobility(field, scale: 1))
    }

    func second(at t: Double) -> Double { θ / (κ - a * θ) * (1 - exp(-2 * (κ - a * θ) * t)) }
  }

  private static func second(
    _ landscape: any Potential, _ integrator: any Integrator, θ: Double, h: Double, until t: Double, count: Int,
    seed: UInt64
  ) throws -> (mean: Double, error: Double) {
    var ensemble = try Ensemble(
      potential: landscape, integrator: integrator, timeStep: h, schedule: ConstantTemperature(θ),
      starts: Array(repeating: 0, count: count), walkers: 0..<UInt32(count), seed: seed)
    ensemble.run(steps: Int((t / h).rounded()), threads: 2)
    let (mean, error) = meanAndError(ensemble.walkers.positions.map { $0 * $0 })
    return (mean, error)
  }

  /// One step of Euler and Maruyama makes (1 − κh)²m + 2θh(1 + am) of m.
  @Test(arguments: [0.2, 0.05]) func momentsOfEulerMaruyama(h: Double) throws {
    let system = LinearDrift()
    var m = 0.0
    for _ in 0..<Int((1 / h).rounded()) {
      m = (1 - system.κ * h) * (1 - system.κ * h) * m + 2 * system.θ * h * (1 + system.a * m)
    }
    let found = try Self.second(
      system.landscape(), EulerMaruyama(), θ: system.θ, h: h, until: 1, count: 200_000, seed: 3)
    expectZ(found.mean, m, standardError: found.error, "h = \(h)")
  }

  /// Errors of first order: extrapolated from h and h/2 nothing is left.
  @Test(arguments: [0, 1]) func weakOrderOne(which: Int) throws {
    let system = LinearDrift()
    let schemes: [any Integrator] = [EulerMaruyama(), StochasticHeun()]
    let scheme = try #require(schemes[which].forVaryingMobility)
    #expect(scheme.convergence.weak == 1)
    let results = try [0.1, 0.05].enumerated().map { index, h in
      try Self.second(
        system.landscape(), scheme, θ: system.θ, h: h, until: 1, count: 400_000, seed: UInt64(10 + index))
    }
    let value = 2 * results[1].mean - results[0].mean
    let error = (4 * results[1].error * results[1].error + results[0].error * results[0].error).squareRoot()
    // What is left is of second order, less than h²/2 of the whole here.
    let truth = system.second(at: 1)
    #expect(abs(value - truth) < 4 * error + 0.005 * truth, "\(scheme.name): \(value) ± \(error), \(truth)")
  }

  /// A mobility that varies tenfold leaves the Gibbs law where it is: moments and shares against sums.
  @Test(arguments: [0, 1]) func gibbsStaysStationary(which: Int) throws {
    let θ = 0.5
    let schemes: [any Integrator] = [EulerMaruyama(), StochasticHeun()]
    let scheme = try #require(schemes[which].forVaryingMobility)
    let well = try ExpressionPotential("(x^2 - 1)^2/2 + 0.2*x", coordinates: ["x"])
    let field = try ExpressionPotential("1 + 9/11*tanh(2*x)", coordinates: ["x"])
    let count = 60_000
    let functions: [@Sendable (Double) -> Double] = [
      { $0 }, { $0 * $0 }, { $0 > 0 ? 1 : 0 }, { abs($0 - 1) < 0.2 ? 1 : 0 },
    ]
    var values: [[(Double, Double)]] = []
    for (index, h) in [0.02, 0.01].enumerated() {
      var ensemble = try Ensemble(
        potential: well.moved(by: Mobility(field, scale: 1)), integrator: scheme, timeStep: h,
        schedule: ConstantTemperature(θ), starts: Array(repeating: 0, count: count), walkers: 0..<UInt32(count),
        seed: UInt64(21 + index))
      ensemble.run(steps: Int((12 / h).rounded()), threads: 2)
      let x = ensemble.walkers.positions
      #expect(x.count == count)
      values.append(functions.map { f in meanAndError(x.map(f)) })
    }
    for (index, function) in functions.enumerated() {
      let (coarse, fine) = (values[0][index], values[1][index])
      var (sum, weight) = (0.0, 0.0)
      for i in -40000...40000 {
        let x = Double(i) * 1e-4
        let own = exp(-well.energy(at: [x]) / θ)
        sum += own * function(x)
        weight += own
      }
      let error = (4 * fine.1 * fine.1 + coarse.1 * coarse.1).squareRoot()
      expectZ(2 * fine.0 - coarse.0, sum / weight, standardError: error, "\(scheme.name), function \(index)")
    }
  }

  /// A mobility of 4 with steps of h is one of 1 with steps of 4h, bit for bit; times are a fourth.
  @Test func oneNumberIsAUnitOfTime() throws {
    let well = try ExpressionPotential("(x^2 - 1)^2", coordinates: ["x"])
    func times(_ potential: any Potential, _ h: Double, _ integrator: any Integrator) throws -> [Double] {
      let problem = FirstPassageProblem(
        potential: potential, integrator: integrator, timeStep: h, schedule: ConstantTemperature(0.5),
        target: .halfSpace(normal: [1], offset: 0.9), timeLimit: .infinity, seed: 5)
      let result = try problem.passages(from: Array(repeating: -1, count: 200), walkers: 0..<200)
      return result.times
    }
    for integrator in [EulerMaruyama(), LeimkuhlerMatthews(), StochasticHeun()] as [any Integrator] {
      let plain = try times(well, 0.01, integrator)
      let fast = try times(well.moved(by: Mobility(4)), 0.0025, integrator)
      #expect(zip(plain, fast).allSatisfy { $0 == 4 * $1 }, "\(integrator.name)")
    }
  }

  @Test func threadsAndBlocksDoNotMatter() throws {
    let well = try ExpressionPotential("(x^2 - 1)^2 + y^2*(1 + x^2)", coordinates: ["x", "y"])
    let field = try ExpressionPotential("1 + 0.8*tanh(x - y)", coordinates: ["x", "y"])
    let potential = well.moved(by: Mobility(field, scale: 1))
    for scheme in [EulerMaruyama(), StochasticHeun()] as [any Integrator] {
      let integrator = try #require(scheme.forVaryingMobility)
      let results = try [(1, nil), (3, nil), (2, 8)].map { threads, capacity -> [Double] in
        var ensemble = try Ensemble(
          potential: potential, integrator: integrator, timeStep: 0.01, schedule: ConstantTemperature(0.4),
          starts: Array(repeating: -1, count: 300) + Array(repeating: 0, count: 300), walkers: 0..<300, seed: 9)
        ensemble.run(steps: 100, every: nil, threads: threads, blockCapacity: capacity) { _, _ in }
        return ensemble.walkers.positions
      }
      #expect(results[0] == results[1] && results[0] == results[2])
    }
  }
}
