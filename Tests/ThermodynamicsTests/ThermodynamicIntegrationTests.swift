// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// All nodes of a path, one after the other.
private func integrated(
  _ path: ThermodynamicIntegration, walkers: UInt32 = 64, steps: Int = 1600, seed: UInt64
) throws -> IntegratedFreeEnergy {
  let parts = try path.nodes.indices.map { node in
    try #require(try path.run(node: node, walkers: 0..<walkers, steps: steps, seed: seed))
  }
  return try IntegratedFreeEnergy(path, combining: parts)
}

struct ThermodynamicIntegrationTests {
  /// A polynomial of degree 2n − 1 exactly; the coarse rule one of its number of nodes less one.
  @Test(arguments: [3, 4, 7, 10])
  func rules(count: Int) {
    let rule = GaussLegendre(nodes: count)
    let coarse = rule.coarseWeights.count { $0 != 0 }
    #expect(coarse == (count % 2 == 0 ? count / 2 : count / 2 + 1))
    for power in 0..<2 * count {
      let exact = power % 2 == 0 ? 2 / Double(power + 1) : 0
      func sum(_ weights: [Double]) -> Double {
        zip(weights, rule.nodes).reduce(0) { $0 + $1.0 * pow($1.1, Double(power)) }
      }
      #expect(abs(sum(rule.weights) - exact) < 1e-13)
      if power < coarse { #expect(abs(sum(rule.coarseWeights) - exact) < 1e-12) }
    }
  }

  @Test(arguments: [2, 8])
  func wellsByBothPaths(dimension: Int) throws {
    let potential = EntropicDoubleWell(dimension: dimension)
    let theta = 0.2
    for (index, well) in potential.wells.enumerated() {
      let exact = try FreeEnergy.quadrature(potential, region: well.region, temperature: theta)
      let ladder = try ThermodynamicIntegration.fromTheCold(
        potential, region: well.region, minimum: well.minimum, temperature: theta, seed: 81,
        task: StreamTask(bits: UInt32(index)))
      let heated = try integrated(ladder, seed: 82 + UInt64(index))
      expectZ(heated.thermodynamics, exact)
      #expect(heated.thermodynamics.freeEnergy.standardError < 0.02 * theta * Double(dimension))
      let parabola = try ThermodynamicIntegration.fromTheParabola(
        potential, region: well.region, minimum: well.minimum, temperature: theta, seed: 83,
        task: StreamTask(bits: UInt32(index)))
      let bent = try integrated(parabola, seed: 84 + UInt64(index))
      expectZ(bent.thermodynamics, exact)
      for result in [heated, bent] {
        #expect(result.overlaps.allSatisfy { $0 > 0.3 && $0 <= 1 })
        #expect(result.points.allSatisfy { (0.5...0.95).contains($0.acceptance) }, "\(result.points.map(\.acceptance))")
      }
    }
  }

  /// Down from infinite temperature in a box, where β₀F = −ln V.
  @Test func fromInfiniteTemperature() throws {
    let bowl = Formula([0...2, 0...2], boundaries: Array(repeating: .reflecting(lower: 0, upper: 2), count: 2)) {
      3 * $0[0] * $0[0] + $0[1]
    }
    let beta = 2.0
    let path = try ThermodynamicIntegration(
      heating: bowl, region: .everywhere(2), minimum: [0.1, 0.1], temperature: 1 / beta, from: 0,
      reducedFreeEnergy: .exact(-log(4), accuracy: 0), nodes: 8)
    let result = try integrated(path, seed: 85)
    let partition =
      (Double.pi / (12 * beta)).squareRoot() * erf(2 * (3 * beta).squareRoot()) * (1 - exp(-2 * beta)) / beta
    let free = result.thermodynamics.freeEnergy
    expectZ(free.value, -log(partition) / beta, standardError: free.standardError)
    #expect(result.warnings == [])
  }

  /// The share of the parabola within a half-space is known; within anything else it is counted.
  @Test func parabolaWithinARegion() throws {
    let well = try HarmonicWell(at: [0, 0], of: Harmonic(stiffness: [1, 4]))
    let whole = try FreeEnergy.harmonic(Harmonic(stiffness: [1, 4]), minimum: [0, 0], temperature: 0.5)
    var stream = RandomStream(StreamName(seed: 86, task: 0, purpose: .test), walker: 0)
    func free(_ region: Region) throws -> Estimate {
      try well.freeEnergy(in: region, temperature: 0.5, samples: 20_000, using: &stream)
    }
    #expect(agree(try free(.everywhere(2)).value, whole.freeEnergy.value, relative: 1e-9))
    let half = try free(.halfSpace(normal: [0, 3], offset: 0.6))
    let share = erfc(0.2 * (4 / 0.5).squareRoot() / 2.0.squareRoot()) / 2
    #expect(agree(half.value, whole.freeEnergy.value - 0.5 * log(share), relative: 1e-9))
    let counted = try free(.box(lower: [-.infinity, 0.2], upper: [.infinity, .infinity]))
    expectZ(counted.value, half.value, standardError: counted.standardError)
    #expect(throws: NotApplicable("only 0 of 20000 draws from the parabola fall into the region")) {
      try free(.box(lower: [40, 40], upper: [41, 41]))
    }
  }

  /// Energy, gradient and Hessian of a mixture are those of its parts.
  @Test func mixtures() throws {
    let potential = EntropicDoubleWell(dimension: 3)
    let parabola = try HarmonicWell(at: potential.wells[1].minimum, of: potential)
    let mixture = MixedPotential(from: parabola, to: potential, share: 0.3)
    let point = [0.4, -0.2, 0.9]
    func mixed(_ a: Double, _ b: Double) -> Double { 0.7 * a + 0.3 * b }
    #expect(
      agree(mixture.energy(at: point), mixed(parabola.energy(at: point), potential.energy(at: point)), relative: 1e-13))
    for c in 0..<3 {
      #expect(
        agree(
          mixture.gradient(at: point)[c], mixed(parabola.gradient(at: point)[c], potential.gradient(at: point)[c]),
          relative: 1e-13))
      // The slope is the energy's.
      var (left, right) = (point, point)
      left[c] -= 1e-5
      right[c] += 1e-5
      #expect(
        abs(mixture.gradient(at: point)[c] - (mixture.energy(at: right) - mixture.energy(at: left)) / 2e-5) < 1e-7)
    }
    for c in 0..<9 {
      #expect(
        agree(
          mixture.hessian(at: point)[c], mixed(parabola.hessian(at: point)[c], potential.hessian(at: point)[c]),
          relative: 1e-10))
    }
  }

  @Test func partsAddUp() throws {
    let potential = try DoubleWell()
    let path = try ThermodynamicIntegration.fromTheParabola(
      potential, region: .above(0), minimum: [1], temperature: 0.2, nodes: 4, seed: 87)
    func run(_ walkers: Range<UInt32>, _ threads: Int) throws -> [NodeSums] {
      try path.nodes.indices.map { node in
        try #require(try path.run(node: node, walkers: walkers, steps: 160, seed: 88, threads: threads))
      }
    }
    let whole = try IntegratedFreeEnergy(path, combining: try run(0..<24, 1))
    let parts = try IntegratedFreeEnergy(path, combining: try run(0..<8, 2) + run(8..<24, 1))
    #expect(whole.thermodynamics.freeEnergy == parts.thermodynamics.freeEnergy)
  }

  @Test func whatHasNoNumberSaysWhy() throws {
    let potential = try DoubleWell()
    #expect(throws: NotApplicable("the point to start from, [-1.0], is not in the region or has no finite energy")) {
      try ThermodynamicIntegration.fromTheCold(
        potential, region: .above(0), minimum: [-1], temperature: 0.2, seed: 1)
    }
    #expect(throws: NotApplicable("a path of 2 nodes has no rule to compare with; take 3 or more")) {
      try ThermodynamicIntegration.fromTheParabola(
        potential, region: .above(0), minimum: [1], temperature: 0.2, nodes: 2, seed: 1)
    }
    #expect(throws: NotApplicable("the Hessian is not positive at the minimum")) {
      try ThermodynamicIntegration.fromTheParabola(
        try Cube(), region: .everywhere(3), minimum: [0.5, 0.5, 0.5], temperature: 0.2, seed: 1)
    }
    let path = try ThermodynamicIntegration.fromTheParabola(
      potential, region: .above(0), minimum: [1], temperature: 0.2, nodes: 3, seed: 1)
    #expect(throws: NotApplicable("node 1 of the path has 0 walkers; an error bar takes at least two")) {
      try IntegratedFreeEnergy(path, combining: [])
    }
  }

  @Test(.long) func coverage() throws {
    let potential = EntropicDoubleWell(dimension: 4)
    let well = potential.wells[1]
    let exact = try FreeEnergy.quadrature(potential, region: well.region, temperature: 0.2)
    for name in ["temperature", "potentials"] {
      var free = Coverage()
      var energy = Coverage()
      var entropy = Coverage()
      for repetition in 0..<400 {
        let seed = 2000 + UInt64(repetition)
        let path =
          name == "temperature"
          ? try ThermodynamicIntegration.fromTheCold(
            potential, region: well.region, minimum: well.minimum, temperature: 0.2, samples: 20_000, nodes: 6,
            seed: seed)
          : try ThermodynamicIntegration.fromTheParabola(
            potential, region: well.region, minimum: well.minimum, temperature: 0.2, samples: 20_000, nodes: 6,
            seed: seed)
        let result = try integrated(path, walkers: 32, steps: 480, seed: seed).thermodynamics
        free.add(result.freeEnergy, exact.freeEnergy.value)
        energy.add(result.energy, exact.energy.value)
        entropy.add(result.entropy, exact.entropy.value)
      }
      free.check("F by integration in \(name)")
      energy.check("E by integration in \(name)")
      entropy.check("S by integration in \(name)")
    }
  }
}
