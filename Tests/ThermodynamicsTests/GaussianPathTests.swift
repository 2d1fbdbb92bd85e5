// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// All walkers of a path.
func walked(
  _ potential: any Potential, confinement: Double? = nil, temperature: Double, nodes: Int = 10, walkers: UInt32 = 16,
  steps: Int = 1000, observing observables: [Observable] = [], seed: UInt64
) throws -> PathFreeEnergy {
  let prior = try GaussianPrior(of: potential, confinement: confinement, temperature: temperature)
  let path = try GaussianPath(from: prior, nodes: nodes, seed: seed, task: 0)
  let walks = (1...walkers).compactMap { path.walk($0, steps: steps, observing: observables, seed: seed, task: 0) }
  return try PathFreeEnergy(path, combining: walks)
}

struct GaussianPathTests {
  @Test(
    "linear regression in 1 to 20 weights: F, E, S and the evidence in closed form",
    arguments: [(1, 6, 0.5, 0.02), (2, 9, 0.1, 0.1), (5, 3, 0.02, 0.01), (12, 40, 0.3, 0.004), (20, 15, 0.05, 0.03)])
  func regression(dimension: Int, rows: Int, confinement: Double, temperature: Double) throws {
    let potential = Regression(dimension: dimension, rows: rows, confinement: confinement, seed: 11)
    let exact = potential.exact(temperature: temperature)
    let found = try walked(
      potential, temperature: temperature, observing: [Regression.train], seed: UInt64(dimension))
    expectExact(found.thermodynamics, (exact.freeEnergy, exact.energy, exact.entropy), "d = \(dimension)")
    expectZ(
      found.logEvidence.value, exact.logEvidence, standardError: found.logEvidence.standardError, "ln Z/Z₀")
    #expect(found.logEvidence.standardError < 0.02 * max(10, abs(exact.logEvidence)))
    #expect(found.doubts.isEmpty, "\(found.doubts)")
    #expect((found.rHat ?? 9) < 1.05)
    #expect(found.ruleError < found.logEvidence.standardError)
  }

  @Test("a toy with walls of its own begins at any Gaussian law") func doubleWell() throws {
    let potential = try DoubleWell()
    for theta in [0.3, 1] {
      let truth = exact(over: -4...4, temperature: theta) { x in potential.energy(at: [x]) }
      for confinement in [0.5, 3] {
        let found = try walked(potential, confinement: confinement, temperature: theta, walkers: 32, seed: 5)
        expectExact(found.thermodynamics, truth, "γ = \(confinement)")
      }
    }
  }

  @Test("units of length and energy only shift F") func units() throws {
    let potential = Regression(dimension: 3, rows: 7, confinement: 0.4, seed: 2)
    var scaled = potential
    // Rows s times as large and weights 1/s: γ grows as s².
    scaled.rows = potential.rows.map { $0.map { 8 * $0 } }
    scaled.confinement = 64 * potential.confinement
    let (one, two) = (
      try walked(potential, temperature: 0.1, seed: 4), try walked(scaled, temperature: 0.1, seed: 4)
    )
    #expect(agree(one.logEvidence.value, two.logEvidence.value, relative: 1e-7))
    #expect(
      agree(
        one.thermodynamics.entropy.value - 3 * log(8), two.thermodynamics.entropy.value, relative: 1e-7))
  }

  @Test("a hot law needs no path") func hot() throws {
    let potential = Regression(dimension: 2, rows: 5, confinement: 30, seed: 3)
    let prior = try GaussianPrior(of: potential, temperature: 20)
    #expect(try GaussianPath(from: prior, nodes: 5, seed: 1, task: 0).nodes.count == 1)
    let exact = potential.exact(temperature: 20)
    let found = try walked(potential, temperature: 20, seed: 3)
    expectExact(found.thermodynamics, (exact.freeEnergy, exact.energy, exact.entropy), "hot")
  }

  @Test("walkers without time to follow are noticed") func hurried() throws {
    // A ladder of stiffness that a few trajectories cannot follow.
    let potential = Formula(Array(repeating: -1...1, count: 4)) { x in
      (0..<4).reduce(0) { $0 + pow(30, Double($1)) * (x[$1] - 1) * (x[$1] - 1) } + 0.005
        * (0..<4).reduce(0) { $0 + x[$1] * x[$1] }
    }
    let found = try walked(potential, confinement: 0.01, temperature: 0.001, walkers: 32, steps: 20, seed: 8)
    #expect(!found.doubts.isEmpty || (found.rHat ?? 1) > 1.01)
  }

  /// h(x² − 1)² + tx, held by γ.
  private func tilted(barrier h: Double, tilt: Double) -> Formula {
    Formula([-2...2]) { x in h * (x[0] * x[0] - 1) * (x[0] * x[0] - 1) + tilt * x[0] + 0.05 * x[0] * x[0] }
  }

  @Test("walkers that freeze in two valleys of different loss are noticed; walkers that mix are not")
  func frozen() throws {
    // A barrier of 60θ closes at a tenth of the path, where a tilt of 2θ has hardly told the valleys apart.
    for seed in 1...3 {
      let apart = try walked(
        tilted(barrier: 6, tilt: 0.1), confinement: 0.1, temperature: 0.1, walkers: 16, steps: 1000, seed: UInt64(seed))
      #expect((apart.rHat ?? 1) > 1.01)
    }
    let potential = tilted(barrier: 0.15, tilt: 0.1)
    let mixed = try walked(potential, confinement: 0.1, temperature: 0.1, walkers: 16, steps: 6000, seed: 1)
    #expect((mixed.rHat ?? 9) < 1.01)
    #expect(mixed.doubts.isEmpty, "\(mixed.doubts)")
    expectExact(mixed.thermodynamics, exact(over: -4...4, temperature: 0.1) { potential.energy(at: [$0]) }, "mixed")
    // What it is worth is more than the number of walkers, and no more than trajectories.
    let worth = try #require(mixed.logEvidence.effectiveSamples)
    #expect(worth > 100)
    #expect(worth < 16 * 6000)
  }

  @Test("what has no Gaussian law says so") func objections() {
    func reason(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return ""
    }
    #expect(
      reason { _ = try GaussianPrior(of: try DoubleWell(), temperature: 1) }
        == "the potential tells of no Gaussian confinement (γ/2)|x|² to begin at; give the γ of one under 'confinement'"
    )
    let free = Regression(dimension: 2, rows: 5, confinement: 0, seed: 3)
    #expect(
      reason { _ = try GaussianPrior(of: free, temperature: 1) }
        == "the confinement is 0.0, so that e^(−f/θ) cannot be normalized; give a positive one")
  }

  @Test("error bars of F hold the truth as often as they say", .long) func coverage() throws {
    let potential = Regression(dimension: 6, rows: 8, confinement: 0.1, seed: 21)
    let exact = potential.exact(temperature: 0.02)
    var evidence = Coverage()
    for seed in 0..<400 {
      let found = try walked(potential, temperature: 0.02, walkers: 12, steps: 300, seed: UInt64(1000 + seed))
      evidence.add(found.logEvidence, exact.logEvidence)
    }
    evidence.check("ln Z/Z₀ of regression", degreesOfFreedom: 11, isUnbiased: true)
  }

  @Test("the harmonic basin of linear regression is all there is", arguments: [1, 7, 20])
  func basin(dimension: Int) throws {
    let potential = Regression(dimension: dimension, rows: 9, confinement: 0.2, seed: 6)
    let exact = potential.exact(temperature: 0.05)
    let found = try HarmonicBasin(
      of: potential, from: Array(repeating: 0.3, count: dimension), temperature: 0.05, seed: 1, task: 0)
    #expect(found.misfit < 1e-6)
    #expect(abs(found.thermodynamics.freeEnergy.value - exact.freeEnergy) < 1e-8)
    #expect(abs(found.thermodynamics.energy.value - exact.energy) < 1e-8)
    #expect(abs(found.thermodynamics.entropy.value - exact.entropy) < 1e-6)
  }

  @Test("a basin that is no parabola is told from one") func quartic() throws {
    let potential = Formula([-1...1, -1...1]) { x in x[0] * x[0] + x[1] * x[1] + 3 * x[0] * x[0] * x[0] * x[0] }
    let found = try HarmonicBasin(of: potential, from: [0.3, 0.2], temperature: 0.2, seed: 1, task: 0)
    #expect(found.misfit > 0.01)
  }

  @Test("the part of the prior below a loss is that of the chi-square law; the evidence is exact")
  func priorVolumes() throws {
    // L = |w|² under N(0, s²): ln P(χ²_d < ε/s²).
    let d = 4
    var potential = Regression(dimension: d, rows: d, confinement: 0.5, seed: 1)
    potential.rows = (0..<d).map { row in (0..<d).map { $0 == row ? Double(d).squareRoot() : 0 } }
    potential.answers = potential.rows.map { _ in 0 }
    let theta = 0.1
    let prior = try GaussianPrior(of: potential, temperature: theta)
    let volumes = PriorVolumes(of: prior, livePoints: 400, lowestLoss: 1e-3)
    let runs = (0..<4).compactMap { volumes.run(repetition: $0, seed: 5, task: 0) }
    let found = try NestedSamples(combining: runs)
    let variance = theta / potential.confinement
    for epsilon in [1e-3, 1e-2, 0.1, 0.5] {
      // P(χ²₄ < x) = 1 − e^{−x/2}(1 + x/2), by its series where that cancels.
      let half = epsilon / variance / 2
      let exact = half < 1e-2 ? log(half * half / 2 * (1 - 2 * half / 3)) : log(1 - exp(-half) * (1 + half))
      let volume = try found.logVolume(below: epsilon)
      expectZ(volume.value, exact, standardError: volume.standardError, "ln P(L < \(epsilon))")
    }
    let evidence = try found.logPartition(temperature: theta)
    expectZ(
      evidence.value, potential.exact(temperature: theta).logEvidence, standardError: evidence.standardError,
      "ln ⟨e^{−βL}⟩")
  }
}
