// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing
import Thermodynamics

/// A half-space of the first coordinate.
private func side(_ sign: Double, _ dimension: Int) -> Region {
  .halfSpace(normal: [sign] + Array(repeating: 0, count: dimension - 1), offset: 0)
}

/// A slab of eight dimensions.
private func slab(_ lower: Double, _ upper: Double) -> Region {
  .box(
    lower: [lower] + Array(repeating: -.infinity, count: 7), upper: [upper] + Array(repeating: .infinity, count: 7))
}

struct FreeEnergyReductionTests {
  /// p(x) ∝ e^{−βh(x²−1)²} e^{a(d−1)x/2}, added up by Simpson's rule.
  private func direct(_ dimension: Int, _ beta: Double) -> (ratio: Double, floorOfWide: Double) {
    let step = 1e-4
    func density(_ x: Double) -> Double { exp(-beta * pow(x * x - 1, 2) + Double(dimension - 1) * x) }
    var (left, right, floor) = (0.0, 0.0, 0.0)
    for index in 0...50_000 {
      let x = Double(index) * step
      let weight = index == 0 ? 1.0 : index % 2 == 1 ? 4 : 2
      right += weight * density(x)
      left += weight * density(-x)
      floor += weight * pow(x * x - 1, 2) * density(x)
    }
    return (right / left, floor / right)
  }

  @Test(arguments: [2, 4, 8, 16, 32, 64])
  func entropicDoubleWellInManyDimensions(dimension: Int) throws {
    let well = EntropicDoubleWell(dimension: dimension)
    for beta in [3.0, 5, 8] {
      let wide = try FreeEnergy.quadrature(well, region: side(1, dimension), temperature: 1 / beta)
      let narrow = try FreeEnergy.quadrature(well, region: side(-1, dimension), temperature: 1 / beta)
      let expected = direct(dimension, beta)
      let ratio = wide.populationRatio(to: narrow, temperature: 1 / beta)
      #expect(agree(ratio.value, expected.ratio, relative: 1e-10), "\(ratio.value) against \(expected.ratio)")
      #expect(try #require(ratio.accuracy) < 1e-9)
      let energy = expected.floorOfWide + Double(dimension - 1) / (2 * beta)
      #expect(agree(wide.energy.value, energy, relative: 1e-10), "\(wide.energy.value) against \(energy)")
      #expect(agree(wide.freeEnergy.value, wide.energy.value - wide.entropy.value / beta, relative: 1e-12))
    }
  }

  /// The reduction and the integral over the plane are the same numbers.
  @Test func reductionAgreesWithThePlane() throws {
    let well = EntropicDoubleWell()
    let region = Region.box(lower: [-0.5, -.infinity], upper: [1.2, .infinity])
    let line = try FreeEnergy.quadrature(well, region: region, temperature: 0.3)
    let plane = try FreeEnergy.quadrature(Disguise(inner: well), region: region, temperature: 0.3)
    #expect(agree(line.freeEnergy.value, plane.freeEnergy.value, relative: 1e-8))
    #expect(agree(line.energy.value, plane.energy.value, relative: 1e-8))
    #expect(agree(line.entropy.value, plane.entropy.value, relative: 1e-8))
  }

  /// S = −dF/dθ: the walls' share of the energy belongs to the same Z.
  @Test func entropyIsTheSlopeOfTheFreeEnergy() throws {
    let well = EntropicDoubleWell(dimension: 16)
    func at(_ theta: Double) throws -> WellThermodynamics {
      try FreeEnergy.quadrature(well, region: side(1, 16), temperature: theta)
    }
    let step = 1e-3
    let slope =
      (8 * (try at(0.3 + step).freeEnergy.value - at(0.3 - step).freeEnergy.value)
        - (try at(0.3 + 2 * step).freeEnergy.value - at(0.3 - 2 * step).freeEnergy.value)) / (12 * step)
    #expect(agree(-slope, try at(0.3).entropy.value, relative: 1e-8))
  }

  /// S = d ln L + k ln ε, whatever the temperature.
  @Test func entropyOfTheCubeIsLinearInItsConstraints() throws {
    for constraints in 0...12 {
      let cube = try Cube(dimension: 12, length: 2, constraints: constraints, fraction: 0.1)
      let all = try FreeEnergy.quadrature(cube, region: .everywhere(12), temperature: 0.7)
      let entropy = 12 * log(2) + Double(constraints) * log(0.1)
      #expect(agree(all.entropy.value, entropy, relative: 1e-13))
      #expect(agree(all.freeEnergy.value, -0.7 * entropy, relative: 1e-13))
      #expect(all.energy.value == 0)
    }
    let cube = try Cube(dimension: 5, length: 1, constraints: 1, fraction: 0.5)
    let half = try FreeEnergy.quadrature(
      cube, region: .all([.halfSpace(normal: [0, 2, 0, 0, 0], offset: 1.5), .energyBelow(0)]), temperature: 1)
    #expect(agree(exp(half.entropy.value), 0.125, relative: 1e-13))
    let ball = try FreeEnergy.quadrature(
      cube, region: .ball(center: [0.25, 0.5, 0.5, 0.5, 0.5], radius: 0.2), temperature: 1)
    #expect(agree(exp(ball.entropy.value), 8 * .pi * .pi / 15 * pow(0.2, 5), relative: 1e-12))
  }

  @Test func whatHasNoNumberSaysWhy() throws {
    let well = EntropicDoubleWell(dimension: 8)
    let tilted = Region.halfSpace(normal: Array(repeating: 1, count: 8), offset: 0)
    #expect(throws: NotApplicable("quadrature is for at most three dimensions and the potential has 8")) {
      try FreeEnergy.quadrature(well, region: tilted, temperature: 1)
    }
    #expect(throws: NotApplicable("no point of the region was found in the potential's window")) {
      try FreeEnergy.quadrature(well, region: .all([slab(1, 2), slab(-2, -1)]), temperature: 1)
    }
    #expect(throws: NotApplicable("the region has no volume; its probability is zero")) {
      try FreeEnergy.quadrature(well, region: .all([side(1, 8), side(-1, 8)]), temperature: 1)
    }
    let cube = try Cube(dimension: 4)
    #expect(throws: NotApplicable("the region has no volume; its probability is zero")) {
      try FreeEnergy.quadrature(
        cube, region: .box(lower: [2, 0, 0, 0], upper: [3, 1, 1, 1]), temperature: 1)
    }
    #expect(throws: NotApplicable("the temperature is 0.0; it must be positive")) {
      try FreeEnergy.quadrature(cube, region: .everywhere(4), temperature: 0)
    }
  }
}
