// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// f = ½ Σ kᵢxᵢ², optionally bent by a term that leaves its integral alone.
private struct Bowl: Potential {
  var stiffness: [Double]
  var dimension: Int { stiffness.count }
  var window: [ClosedRange<Double>] { stiffness.map { -5 / $0.squareRoot()...(5 / $0.squareRoot()) } }

  func energy(at position: Span<Double>) -> Double {
    var sum = 0.0
    for c in stiffness.indices { sum += stiffness[c] * position[c] * position[c] / 2 }
    return sum
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    for c in stiffness.indices { gradient[c] = stiffness[c] * position[c] }
  }
}

/// f = −x²/2 + x⁴/4 + Σ (½kᵢyᵢ² + ¼yᵢ⁴): a saddle at the origin with quartic walls.
private struct Pass: Potential {
  var stiffness: [Double]
  var dimension: Int { stiffness.count + 1 }
  var window: [ClosedRange<Double>] { Array(repeating: -2.5...2.5, count: dimension) }

  func energy(at position: Span<Double>) -> Double {
    let square = position[0] * position[0]
    return stiffness.indices.reduce(square * square / 4 - square / 2) { sum, c in
      let y = position[c + 1] * position[c + 1]
      return sum + stiffness[c] * y / 2 + y * y / 4
    }
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    gradient[0] = position[0] * position[0] * position[0] - position[0]
    for c in stiffness.indices {
      let y = position[c + 1]
      gradient[c + 1] = stiffness[c] * y + y * y * y
    }
  }
}

struct FreeEnergyTests {
  @Test(arguments: [1, 2, 3])
  func harmonicWellIsExact(dimension: Int) throws {
    let bowl = Bowl(stiffness: Array([2, 0.5, 7].prefix(dimension)))
    let origin = [Double](repeating: 0, count: dimension)
    for theta in dimension == 3 ? [0.3] : [0.05, 1.7] {
      let exact = try FreeEnergy.harmonic(bowl, minimum: origin, temperature: theta)
      let integral = try FreeEnergy.quadrature(bowl, region: .everywhere(dimension), temperature: theta)
      let product = bowl.stiffness.reduce(1) { $0 * 2 * .pi * theta / $1 }
      #expect(agree(exact.freeEnergy.value, -theta / 2 * log(product), relative: 1e-8))
      for (a, b) in [
        (integral.freeEnergy, exact.freeEnergy), (integral.energy, exact.energy), (integral.entropy, exact.entropy),
      ] {
        let accuracy = try #require(a.accuracy)
        #expect(accuracy < 1e-5)
        #expect(agree(a.value, b.value, relative: max(accuracy, 2e-9)))
      }
    }
  }

  /// The share of a disc of radius r under an isotropic Gaussian is 1 − e^{−βr²/2}, of a ball erf(s) − 2s e^{−s²}/√π.
  @Test func ballsAndHalfSpaces() throws {
    let plane = Bowl(stiffness: [1, 1])
    let all = try FreeEnergy.quadrature(plane, region: .everywhere(2), temperature: 1)
    let disc = try FreeEnergy.quadrature(plane, region: .ball(center: [0, 0], radius: 0.8), temperature: 1)
    #expect(agree(disc.populationRatio(to: all, temperature: 1).value, -expm1(-0.32), relative: 1e-7))
    let half = try FreeEnergy.quadrature(plane, region: .halfSpace(normal: [1, 1], offset: 1), temperature: 1)
    #expect(agree(half.populationRatio(to: all, temperature: 1).value, erfc(0.5) / 2, relative: 1e-7))
    let low = try FreeEnergy.quadrature(plane, region: .energyBelow(0.32), temperature: 1)
    #expect(agree(low.freeEnergy.value, disc.freeEnergy.value, relative: 1e-6))
    let rest = try FreeEnergy.quadrature(plane, region: .not(.ball(center: [0, 0], radius: 0.8)), temperature: 1)
    #expect(agree(rest.populationRatio(to: all, temperature: 1).value, exp(-0.32), relative: 1e-7))
  }

  /// The table of docs/physics.md: p_R/p_L of the entropic double well, whatever its stiffness.
  @Test(arguments: [(3.0, 6.0996), (5.0, 6.6680), (8.0, 6.9913)])
  func populationsOfTheEntropicDoubleWell(beta: Double, expected: Double) throws {
    let well = EntropicDoubleWell()
    let right = try FreeEnergy.quadrature(well, region: .halfSpace(normal: [1, 0], offset: 0), temperature: 1 / beta)
    let left = try FreeEnergy.quadrature(well, region: .halfSpace(normal: [-1, 0], offset: 0), temperature: 1 / beta)
    let ratio = right.populationRatio(to: left, temperature: 1 / beta)
    #expect(agree(ratio.value, expected, relative: 1e-5))
    #expect(try #require(ratio.accuracy) < 1e-6)
    // Equal energies, to leading order: what differs is the entropy, by a(d − 1) = 2 up to terms of order θ.
    #expect(abs(right.entropy.value - left.entropy.value - 2) < 1.5 / beta)
  }

  /// dF/dθ = −S and E = F + θS for a well that is not harmonic.
  @Test func entropyIsTheSlopeOfTheFreeEnergy() throws {
    let well = try DoubleWell()
    func at(_ theta: Double) throws -> WellThermodynamics {
      try FreeEnergy.quadrature(well, region: .above(0), temperature: theta)
    }
    let step = 1e-3
    let slope =
      (8 * (try at(0.3 + step).freeEnergy.value - at(0.3 - step).freeEnergy.value)
        - (try at(0.3 + 2 * step).freeEnergy.value - at(0.3 - 2 * step).freeEnergy.value)) / (12 * step)
    #expect(agree(-slope, try at(0.3).entropy.value, relative: 1e-8))
  }

  @Test(arguments: [1, 2, 5, 10])
  func importanceSamplingOfAHarmonicWell(dimension: Int) throws {
    let bowl = Bowl(stiffness: (0..<dimension).map { 1 + Double($0) })
    let origin = [Double](repeating: 0, count: dimension)
    let exact = try FreeEnergy.harmonic(bowl, minimum: origin, temperature: 0.4)
    var generator = SplitMix(51)
    let sampled = try FreeEnergy.sampled(
      bowl, region: .everywhere(dimension), minimum: origin, temperature: 0.4, samples: 40_000, using: &generator)
    expectZ(sampled.freeEnergy.value, exact.freeEnergy.value, standardError: sampled.freeEnergy.standardError, "F")
    expectZ(sampled.energy.value, exact.energy.value, standardError: sampled.energy.standardError, "E")
    expectZ(sampled.entropy.value, exact.entropy.value, standardError: sampled.entropy.standardError, "S")
    #expect(try #require(sampled.freeEnergy.effectiveSamples) > 10_000)
    #expect(sampled.freeEnergy.standardError < 0.01)
  }

  /// The error bars of importance sampling cover the truth of a well that is cut in half, 95 times of 100.
  @Test func importanceSamplingCoverage() throws {
    let bowl = Bowl(stiffness: [1, 3])
    let truth = try FreeEnergy.quadrature(bowl, region: .halfSpace(normal: [1, 0], offset: 0.3), temperature: 1)
    var generator = SplitMix(52)
    var squares = [0.0, 0, 0]
    for _ in 0..<400 {
      let sampled = try FreeEnergy.sampled(
        bowl, region: .halfSpace(normal: [1, 0], offset: 0.3), minimum: [0, 0], temperature: 1, samples: 2000,
        using: &generator)
      squares[0] += pow(sampled.freeEnergy.z(against: truth.freeEnergy.value), 2)
      squares[1] += pow(sampled.energy.z(against: truth.energy.value), 2)
      squares[2] += pow(sampled.entropy.z(against: truth.entropy.value), 2)
    }
    for square in squares { #expect(abs(square - 400) < 4 * 800.0.squareRoot(), "\(square)") }
  }

  @Test func dividingSurfaces() throws {
    let theta = 0.3
    // The quartic walls factor; one wall's integral by the trapezoidal rule, which is exact to rounding here.
    func wall(_ k: Double) -> Double {
      (-4000...4000).reduce(0) { sum, index in
        let y = Double(index) * 1e-3
        return sum + 1e-3 * exp(-(k * y * y / 2 + y * y * y * y / 4) / theta)
      }
    }
    let line = try DividingSurface(potential: Pass(stiffness: [2]), saddle: [0, 0])
    #expect(agree(line.unstableCurvature, 1, relative: 1e-8))
    #expect(agree(try line.freeEnergyByQuadrature(temperature: theta).value, -theta * log(wall(2)), relative: 1e-9))
    let plane = try DividingSurface(potential: Pass(stiffness: [2, 0.5]), saddle: [0, 0, 0])
    let exact = -theta * log(wall(2) * wall(0.5))
    #expect(agree(try plane.freeEnergyByQuadrature(temperature: theta).value, exact, relative: 1e-8))
    var generator = SplitMix(53)
    let sampled = try plane.sampledFreeEnergy(temperature: theta, samples: 40_000, using: &generator)
    expectZ(sampled.value, exact, standardError: sampled.standardError)
    let cold = try line.freeEnergyByQuadrature(temperature: 1e-4).value
    #expect(agree(cold, try line.harmonicFreeEnergy(temperature: 1e-4).value, relative: 1e-4))
    let point = try DividingSurface(potential: try DoubleWell(), saddle: [0])
    #expect(try point.freeEnergyByQuadrature(temperature: 0.2).value == 1)
  }

  /// Behind the crest of a three-hole landscape lies another well; the surface must not run into it.
  @Test func surfaceEndsAtTheCrest() throws {
    let hills = TripleWell2D()
    let surface = try DividingSurface(potential: hills, saddle: hills.saddles[0].position)
    let integrated = try surface.freeEnergyByQuadrature(temperature: 0.05).value
    let harmonic = try surface.harmonicFreeEnergy(temperature: 0.05).value
    #expect(abs(integrated - harmonic) < 0.02)
  }

  @Test func whatHasNoNumberSaysWhy() throws {
    let bowl = Bowl(stiffness: [1, 1, 1, 1])
    #expect(throws: NotApplicable("quadrature is for at most three dimensions and the potential has 4")) {
      try FreeEnergy.quadrature(bowl, region: .everywhere(4), temperature: 1)
    }
    #expect(throws: NotApplicable("no point of the region was found in the potential's window")) {
      try FreeEnergy.quadrature(Bowl(stiffness: [1]), region: .all([.above(1), .below(-1)]), temperature: 1)
    }
    #expect(throws: NotApplicable("the Hessian has no negative eigenvalue at the saddle; no direction leads across it"))
    {
      try DividingSurface(potential: Bowl(stiffness: [1, 1]), saddle: [0, 0])
    }
  }
}
