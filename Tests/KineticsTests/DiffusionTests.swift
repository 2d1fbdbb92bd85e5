// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// Walkers of a potential, observed at whole numbers of steps.
private func walk(
  _ potential: any Potential, from point: [Double], temperature: Double, timeStep: Double, steps: [Int],
  walkers: UInt32, integrator: any Integrator = EulerMaruyama(), every interval: Int? = nil, seed: UInt64
) throws -> WalkerDisplacements {
  var ensemble = try Ensemble(
    potential: potential, integrator: integrator, timeStep: timeStep, schedule: ConstantTemperature(temperature),
    starts: Walkers.standing(at: point, count: Int(walkers)), walkers: 0..<walkers, seed: seed)
  var displacements = WalkerDisplacements(potential, from: ensemble.walkers)
  var now = 0
  for step in steps {
    while now < step {
      let next = min(step, now + (interval ?? step))
      ensemble.run(steps: next - now)
      if next < step { displacements.follow(ensemble.walkers) }
      now = next
    }
    displacements.record(ensemble.walkers, at: ensemble.time)
  }
  return displacements
}

extension WalkerDisplacements {
  fileprivate func direction(_ name: String) throws -> Int { try #require(directions.firstIndex { $0.name == name }) }

  fileprivate func msd(_ name: String, delay: Double = 0) throws -> MeanSquaredDisplacement {
    MeanSquaredDisplacement(times: times, squares: squares(in: try direction(name)), delay: delay)
  }
}

struct DiffusionTests {
  /// ⟨Δs²⟩ = 2θt for any time step, the widest that is stable included.
  @Test(arguments: [0.001, 0.015]) func aConstantValleyIsExact(timeStep: Double) throws {
    let valley = ZeroRiskLine(dimension: 3, stiffness: 100, profile: .constant)
    let found = try walk(
      valley, from: [0, 0, 0], temperature: 0.3, timeStep: timeStep, steps: [1, 2, 5, 10, 20, 50, 100, 200],
      walkers: 4000, seed: 1)
    let along = try found.msd("tangential")
    let coefficient = try along.coefficient().value
    expectZ(coefficient.value, 0.3, standardError: coefficient.standardError)
    let exponent = try along.exponent().value
    expectZ(exponent.value, 1, standardError: exponent.standardError)
    let normal = try #require(found.squares(in: try found.direction("normal")).estimate(7))
    let u = timeStep * 100
    expectZ(normal.value, 2 * 0.3 / 100 / (1 - u / 2), standardError: normal.standardError, "m θ/k of the scheme")
    // Along the valley and along its first axis is the same.
    #expect(try found.msd("x") == along)
  }

  /// A ring: turns are counted, and D = θ R²⟨1/r²⟩ = θ(1 + θ/kR²).
  @Test func turnsAreCounted() throws {
    let ring = ZeroRiskRing(radius: 1, stiffness: 100)
    let found = try walk(
      ring, from: [1, 0], temperature: 0.5, timeStep: 0.002, steps: [100, 500, 2500, 12500], walkers: 2000,
      integrator: LeimkuhlerMatthews(), every: 100, seed: 2)
    let coefficient = try found.msd("tangential", delay: 0.001).coefficient().value
    expectZ(coefficient.value, 0.5 * 1.005, standardError: coefficient.standardError)
    // Several turns by then.
    #expect(try #require(found.squares(in: try found.direction("tangential")).estimate(3)).value > 20)
  }

  @Test func aCircleIsUnrolled() throws {
    let found = try walk(
      Flat(boundary: .periodic(0...1)), from: [0.5], temperature: 1, timeStep: 0.001, steps: [10, 100, 1000],
      walkers: 3000, every: 2, seed: 3)
    let coefficient = try found.msd("x").coefficient().value
    expectZ(coefficient.value, 1, standardError: coefficient.standardError)
  }

  /// Drift θ(m/2)a down the exponential valley, with m = 2 transverse directions.
  @Test func theEntropicDriftOfTheExponentialValley() throws {
    let valley = ZeroRiskLine(dimension: 3, stiffness: 400, profile: .exponential, modulation: 0.5)
    let found = try walk(
      valley, from: [0, 0, 0], temperature: 0.2, timeStep: 0.002, steps: [250, 500, 1000, 2000], walkers: 4000,
      integrator: LeimkuhlerMatthews(), seed: 4)
    let line = try #require(found.displacements(in: try found.direction("tangential")))
    let velocity = try driftVelocity(times: found.times, displacements: line).velocity
    // The walls start cold and lag by 1/2k, a hundredth of the first time.
    expectZ(velocity.value, 0.2 * 0.5, standardError: velocity.standardError + 0.001)
  }

  /// Ornstein and Uhlenbeck's ⟨Δx²⟩ = (2θ/γ)(t − (1 − e^{−γt})/γ), from ballistic to diffusive.
  @Test func ballisticToDiffusive() throws {
    let steps = (0..<12).map { Int((5 * pow(2, Double($0))).rounded()) }
    let found = try walk(
      ZeroRiskLine(stiffness: 1), from: [0, 0], temperature: 2, timeStep: 0.01, steps: steps, walkers: 4000,
      integrator: try Splitting("BAOAB", friction: 1.5), seed: 5)
    let along = try found.msd("tangential")
    for (index, time) in found.times.enumerated() {
      let exact = 2 * 2 / 1.5 * (time - (1 - exp(-1.5 * time)) / 1.5)
      let estimate = try #require(along.squares.estimate(index))
      expectZ(estimate.value, exact, standardError: estimate.standardError, "t = \(time)")
    }
    let late = try along.within(5...200).coefficient(hasOffset: true)
    expectZ(late.value.value, 2 / 1.5, standardError: late.value.standardError)
    var generator = SplitMix(6)
    let crossover = try along.crossovers(1, using: &generator)
    #expect(abs(crossover.exponents[0].value - 2) < 0.05)
    #expect(abs(crossover.exponents[1].value - 1) < 0.06)
    #expect(agree(crossover.times[0].value, 2 / 1.5, relative: 0.15))
    let local = along.localExponents(window: 4)
    #expect(local[0].exponent.value > 1.9)
    #expect(local[local.count - 1].exponent.value < 1.1)
  }

  /// D = θ/I₀(a/2)² for walls k₀e^{−a cos}, whatever θ is; the circle of a cosine potential has I₀(βV)².
  @Test func lifsonAndJackson() throws {
    func bessel(_ x: Double) -> Double {
      (0..<2000).reduce(0) { $0 + exp(x * cos(2 * .pi * Double($1) / 2000)) / 2000 }
    }
    let valley = ZeroRiskLine(stiffness: 1e6, profile: .cosine, modulation: 3, period: 2)
    let found = try EffectiveDiffusion.lifsonJackson(valley, temperature: 0.4)
    #expect(agree(found.value, 0.4 / (bessel(1.5) * bessel(1.5)), relative: 1e-10))
    #expect(try #require(found.accuracy) < 1e-4)
    #expect(
      agree(
        try EffectiveDiffusion.lifsonJackson(ZeroRiskRing(modulation: 2), temperature: 0.1).value,
        0.1 / (bessel(1) * bessel(1)), relative: 1e-10))
    #expect(
      throws: NotApplicable(
        "the law of Lifson and Jackson is for circles and for valleys whose walls repeat themselves")
    ) { try EffectiveDiffusion.lifsonJackson(Parabola(), temperature: 1) }
  }

  /// The simulation has the coefficient of Lifson and Jackson in a cosine valley.
  @Test(.long) func theCosineValleyFollowsTheLaw() throws {
    let valley = ZeroRiskLine(stiffness: 1000, profile: .cosine, modulation: 2, period: 1)
    let law = try EffectiveDiffusion.lifsonJackson(valley, temperature: 0.1)
    let found = try walk(
      valley, from: [0, 0], temperature: 0.1, timeStep: 0.0002, steps: [10_000, 20_000, 40_000, 80_000], walkers: 4000,
      integrator: LeimkuhlerMatthews(), seed: 7)
    let coefficient = try found.msd("tangential").coefficient(hasOffset: true).value
    expectZ(
      coefficient.value, law.value,
      standardError: (pow(coefficient.standardError, 2) + pow(law.value * (law.accuracy ?? 0), 2)).squareRoot())
  }

  /// Exponent and coefficient hold the truth 95 % of the time, z has unit variance: free walkers.
  @Test(.long, arguments: [200, 1000]) func coverage(walkers: UInt32) throws {
    var held = [0, 0, 0]
    var scores: [[Double]] = [[], [], []]
    let repetitions = 500
    let steps = (0..<10).map { 1 << $0 }
    for seed in 0..<repetitions {
      let found = try walk(
        ZeroRiskLine(stiffness: 1), from: [0, 0], temperature: 1, timeStep: 0.1, steps: steps, walkers: walkers,
        seed: UInt64(100 + seed))
      let along = try found.msd("tangential")
      let line = try #require(found.displacements(in: try found.direction("tangential")))
      let drift = try driftVelocity(times: found.times, displacements: line).velocity
      for (index, (estimate, truth)) in [
        (try along.exponent().value, 1.0), (try along.coefficient().value, 1), (drift, 0),
      ].enumerated() {
        if try #require(estimate.interval).contains(truth) { held[index] += 1 }
        scores[index].append(estimate.z(against: truth))
      }
    }
    let count = Double(repetitions)
    for (name, (hits, list)) in zip(["exponent", "coefficient", "drift"], zip(held, scores)) {
      let mean = list.reduce(0, +) / count
      let variance = list.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      print("\(name), \(walkers) walkers: held \(Double(hits) / count), z \(mean), variance \(variance)")
      #expect(abs(binomialZ(hits, of: repetitions, probability: 0.95)) <= 4, "\(name): \(hits)")
      #expect(abs(variance - 1) <= 4 * (2 / count).squareRoot() + 0.03, "\(name): \(variance)")
    }
  }

  @Test func whatHasNoNumberSaysWhy() throws {
    let still = MeanSquaredDisplacement(
      times: [1, 2, 3], squares: CorrelatedMeans(samples: 10, sums: [0, 0, 0], products: Array(repeating: 0, count: 9)))
    #expect(throws: NotApplicable("nothing has moved in this direction")) { try still.exponent() }
    #expect(throws: NotApplicable("3 times are needed; there are 2")) { try still.within(1...2).exponent() }
  }
}
