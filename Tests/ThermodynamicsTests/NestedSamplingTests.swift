// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// ln of the volume of a ball.
private func logBall(_ dimension: Int, radius: Double) -> Double {
  let d = Double(dimension)
  return d / 2 * log(.pi) - lgamma(d / 2 + 1) + d * log(radius)
}

private func sampled(
  _ plan: NestedSampling, repetitions: UInt32 = 2, seed: UInt64
) throws -> NestedSamples {
  try NestedSamples(combining: (0..<repetitions).compactMap { plan.run(repetition: $0, seed: seed) })
}

struct NestedSamplingTests {
  /// V{½|x|² ≤ ε} is a ball of radius √(2ε).
  @Test(arguments: [2, 5, 10, 20])
  func ballVolumes(dimension: Int) throws {
    let bowl = try Harmonic(stiffness: Array(repeating: 1, count: dimension))
    let plan = try NestedSampling(
      bowl, box: Array(repeating: -4...4, count: dimension), livePoints: 200, lowestEnergy: 0.01)
    let samples = try sampled(plan, seed: 91)
    #expect(samples.isComplete)
    for energy in [2.0, 0.1, 0.01] {
      let volume = try samples.logVolume(below: energy)
      expectZ(
        volume.value, logBall(dimension, radius: (2 * energy).squareRoot()), standardError: volume.standardError,
        "d = \(dimension), ε = \(energy)")
      // One part in n of the volume is uncertain at each of the n steps of a factor e.
      let shrinkage = Double(dimension) * log(8) - volume.value
      #expect(abs(volume.standardError / (shrinkage / 400).squareRoot() - 1) < 0.1)
    }
    #expect(throws: NotApplicable.self) { try samples.logVolume(below: -1) }
  }

  @Test func partitionFunctionOfADoubleWell() throws {
    let potential = try DoubleWell()
    let box = try #require(NestedSampling.box(of: potential, hottest: 0.5))
    let plan = try NestedSampling(potential, box: box, livePoints: 400, coldest: 0.1)
    let samples = try sampled(plan, seed: 92)
    #expect(samples.isComplete)
    for theta in [0.5, 0.2, 0.1] {
      let exact = try FreeEnergy.quadrature(potential, region: .everywhere(1), temperature: theta)
      expectZ(try samples.thermodynamics(temperature: theta), exact)
      #expect(samples.warnings(temperature: theta) == [])
    }
    #expect(throws: NotApplicable("nested sampling ended above the states of the temperature 1e-06")) {
      try samples.thermodynamics(temperature: 1e-6)
    }
  }

  /// A region is one more constraint: the wide well of eight dimensions alone.
  @Test func wellOfManyDimensions() throws {
    let potential = EntropicDoubleWell(dimension: 8)
    let well = potential.wells[1]
    let box = try #require(NestedSampling.box(of: potential, hottest: 0.2))
    let plan = try NestedSampling(potential, region: well.region, box: box, livePoints: 200, coldest: 0.2)
    let samples = try sampled(plan, seed: 93)
    let exact = try FreeEnergy.quadrature(potential, region: well.region, temperature: 0.2)
    expectZ(try samples.thermodynamics(temperature: 0.2), exact)
    // √(H/n) is the law of the error.
    let error = try samples.logPartition(temperature: 0.2).standardError
    let information = try samples.information(temperature: 0.2)
    #expect(abs(error / (information / 400).squareRoot() - 1) < 0.3)
  }

  /// Z = ω ∫ r^{d−1} e^{−(r − 2)²/2w²} dr.
  @Test(arguments: [2, 5])
  func gaussianShells(dimension: Int) throws {
    let shell = Formula(Array(repeating: -4...4, count: dimension)) { x in
      var square = 0.0
      for c in x.indices { square += x[c] * x[c] }
      return pow(square.squareRoot() - 2, 2) / (2 * 0.01)
    }
    let plan = try NestedSampling(shell, livePoints: 300, coldest: 1)
    let value = try sampled(plan, seed: 94).logPartition(temperature: 1)
    let d = Double(dimension)
    let radial = (1...40_000).reduce(0.0) { sum, index in
      let r = Double(index) * 1e-4
      return sum + 1e-4 * pow(r, d - 1) * exp(-(r - 2) * (r - 2) / 0.02)
    }
    expectZ(
      value.value, log(d) + logBall(dimension, radius: 1) + log(radial), standardError: value.standardError)
  }

  /// f = 0 on a ball: the points that end there share the volume that is left, with nothing below.
  @Test(arguments: [2, 6])
  func plateauAtTheBottom(dimension: Int) throws {
    let basin = Formula(Array(repeating: -2...2, count: dimension)) { x in
      var square = 0.0
      for c in x.indices { square += x[c] * x[c] }
      return max(0, square - 1)
    }
    let samples = try sampled(try NestedSampling(basin, livePoints: 300, lowestEnergy: 0), seed: 95)
    #expect(samples.isComplete)
    let volume = try samples.logVolume(below: 0)
    expectZ(volume.value, logBall(dimension, radius: 1), standardError: volume.standardError)
    // At low temperature only the plateau counts: S = ln V, E = 0.
    let cold = try samples.thermodynamics(temperature: 1e-4)
    expectZ(cold.entropy.value, logBall(dimension, radius: 1), standardError: cold.entropy.standardError)
  }

  /// Energies on stairs: all points tie with many others, at every height.
  @Test func stairs() throws {
    let stairs = Formula(Array(repeating: -2...2, count: 3)) { x in
      var square = 0.0
      for c in x.indices { square += x[c] * x[c] }
      return (2 * square).rounded(.up)
    }
    let samples = try sampled(try NestedSampling(stairs, livePoints: 400, lowestEnergy: 1), seed: 96)
    for step in [6.0, 3, 1] {
      let volume = try samples.logVolume(below: step)
      expectZ(
        volume.value, logBall(3, radius: (step / 2).squareRoot()), standardError: volume.standardError, "≤ \(step)")
    }
  }

  /// Flat everywhere: the volume is the box's, exactly, and linear in the constraints; a region of it is measured.
  @Test func cubes() throws {
    for constraints in [0, 3, 10] {
      let cube = try Cube(dimension: 10, length: 2, constraints: constraints, fraction: 0.3)
      let samples = try sampled(try NestedSampling(cube, livePoints: 50, lowestEnergy: 0), repetitions: 1, seed: 97)
      let volume = try samples.logVolume(below: 0)
      #expect(agree(volume.value, 10 * log(2) + Double(constraints) * log(0.3), relative: 1e-12))
      #expect(volume.standardError == 0)
    }
    let cube = try Cube(dimension: 10)
    let corner = Region.box(lower: Array(repeating: 0, count: 10), upper: Array(repeating: 0.1, count: 10))
    let samples = try sampled(
      try NestedSampling(cube, region: corner, livePoints: 200, lowestEnergy: 0), seed: 98)
    let volume = try samples.logVolume(below: 0)
    expectZ(volume.value, 10 * log(0.1), standardError: volume.standardError)
  }

  /// On a circle the slices go round: f = 1 − cos φ, Z = 2π e^{−β} I₀(β).
  @Test func circle() throws {
    let turn = -Double.pi...Double.pi
    let pendulum = Formula([turn], boundaries: [.periodic(turn)]) { 1 - cos($0[0] - 3) }
    let samples = try sampled(try NestedSampling(pendulum, livePoints: 300, coldest: 0.2), seed: 99)
    let bessel = (0..<1000).reduce(0.0) { (sum: Double, index: Int) -> Double in
      let angle = 2 * Double.pi * Double(index) / 1000
      return sum + exp(5 * cos(angle)) / 1000
    }
    let value = try samples.logPartition(temperature: 0.2)
    expectZ(value.value, log(2 * .pi) - 5 + log(bessel), standardError: value.standardError)
  }

  /// Two runs merged are one of twice the points: a profile of one run with itself repeats every count doubled.
  @Test func merging() throws {
    var run = NestedRun(logVolume: 0)
    run.outside = [0, 0, 0, 0]
    run.energies = [4, 3, 3, 1]
    run.counts = [3, 3, 2, 1]
    run.finalPoints = 1
    run.isComplete = true
    let one = NestedProfile(merging: [run])
    #expect(one.counts == [3, 3, 2, 1])
    let two = NestedProfile(merging: [run, run])
    #expect(two.energies == [4, 4, 3, 3, 3, 3, 1, 1])
    #expect(two.counts == [6, 5, 6, 5, 4, 3, 2, 1])
  }

  @Test func whatHasNoNumberSaysWhy() throws {
    let potential = try DoubleWell()
    #expect(throws: NotApplicable("nested sampling needs a lowest temperature or a lowest energy to end at")) {
      try NestedSampling(potential)
    }
    #expect(throws: NotApplicable("10 live points cannot tell the shape of 1 dimensions; take 20")) {
      try NestedSampling(potential, livePoints: 10, coldest: 1)
    }
    #expect(throws: NotApplicable("the box that the points start in is not finite or lies outside of the walls")) {
      try NestedSampling(potential, box: [-Double.infinity...1], coldest: 1)
    }
    let nowhere = try NestedSampling(
      potential, region: .all([.above(1), .below(0.5)]), livePoints: 20, coldest: 1)
    #expect(
      throws: NotApplicable("no point of the region was found; its probability is zero or its volume too small")
    ) { try sampled(nowhere, seed: 1) }
  }

  @Test(.long) func coverage() throws {
    let potential = EntropicDoubleWell(dimension: 3)
    let well = potential.wells[1]
    let box = try #require(NestedSampling.box(of: potential, hottest: 0.2))
    let plan = try NestedSampling(potential, region: well.region, box: box, livePoints: 100, coldest: 0.2)
    let exact = try FreeEnergy.quadrature(potential, region: well.region, temperature: 0.2)
    let bowl = try NestedSampling(
      try Harmonic(stiffness: [1, 4, 9, 16]), box: Array(repeating: -4...4, count: 4), livePoints: 100,
      lowestEnergy: 0.05)
    var free = Coverage()
    var energy = Coverage()
    var entropy = Coverage()
    var volume = Coverage()
    for repetition in 0..<400 {
      let result = try sampled(plan, repetitions: 1, seed: 3000 + UInt64(repetition)).thermodynamics(temperature: 0.2)
      free.add(result.freeEnergy, exact.freeEnergy.value)
      energy.add(result.energy, exact.energy.value)
      entropy.add(result.entropy, exact.entropy.value)
      let samples = try sampled(bowl, repetitions: 1, seed: 4000 + UInt64(repetition))
      volume.add(try samples.logVolume(below: 0.05), logBall(4, radius: 0.1.squareRoot()) - log(24))
    }
    free.check("F by nested sampling")
    energy.check("E by nested sampling")
    entropy.check("S by nested sampling")
    volume.check("ln V by nested sampling")
  }
}
