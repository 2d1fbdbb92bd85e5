// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Potentials

/// What general code asks of a potential, the potential answers.
@Suite struct PotentialFactsTests {
  @Test func coordinateNames() throws {
    #expect(try DoubleWell().coordinateNames == ["x"])
    #expect(EntropicDoubleWell(dimension: 3).coordinateNames == ["x", "y", "z"])
    #expect(EntropicDoubleWell(dimension: 4).coordinateNames == ["x1", "x2", "x3", "x4"])
    #expect(try ExpressionPotential("q^2 + p^2", coordinates: ["q", "p"]).coordinateNames == ["q", "p"])
  }

  @Test func costPerStep() throws {
    #expect(try DoubleWell().costPerStep == 1)
    #expect(EntropicDoubleWell(dimension: 7).costPerStep == 7)
  }

  @Test("the cube knows the partition function of what it can measure")
  func exactGibbs() throws {
    let cube = try Cube(dimension: 3, length: 2, constraints: 1)
    func agrees(_ region: Region, _ volume: Double) -> Bool {
      guard let found = cube.exactGibbs(of: region, temperature: 0.3) else { return false }
      return abs(exp(found.logPartition) - volume) < 1e-14
    }
    #expect(agrees(.everywhere(3), 4))
    #expect(agrees(.halfSpace(normal: [0, -2, 0], offset: -1), 1))
    #expect(agrees(.box(lower: [3, 0, 0], upper: [4, 1, 1]), 0))
    let ball: Double = 4 / 3 * Double.pi * 0.027
    #expect(agrees(.ball(center: [0.5, 1, 1], radius: 0.3), ball))
    #expect(cube.exactGibbs(of: .ball(center: [0, 1, 1], radius: 0.3), temperature: 0.3) == nil)
    #expect(cube.exactGibbs(of: .everywhere(3), temperature: 0.3)?.energy == 0)
    #expect(try DoubleWell().exactGibbs(of: .everywhere(1), temperature: 1) == nil)
  }

  @Test("laws along a parameter are those of the known answers")
  func laws() throws {
    let wells = EntropicDoubleWell(dimension: 5, widening: 1.5)
    let ratio = wells.law(of: .logPopulationRatio(of: "wide", to: "narrow"), along: "dimension")
    #expect(ratio == ParameterLaw("a(d − 1), a = 1.5", 6))
    #expect(wells.law(of: .logPopulationRatio(of: "narrow", to: "wide"), along: "dimension")?.value == -6)
    #expect(wells.law(of: .logPopulationRatio(of: "wide", to: "narrow"), along: "barrier") == nil)
    #expect(wells.law(of: .logPopulationRatio(of: "wide", to: "middle"), along: "dimension") == nil)
    #expect(wells.law(of: .entropy(of: "wide"), along: "dimension") == nil)

    let cube = try Cube(dimension: 4, length: 3, constraints: 2, fraction: 0.25)
    let entropy = try #require(cube.law(of: .entropy(of: "cube"), along: "constraints"))
    #expect(entropy.formula == "d ln L + k ln ε, ε = 0.25")
    #expect(entropy.value == cube.knownAnswers.first { $0.quantity == "entropy" }?.value)
    #expect(cube.law(of: .entropy(of: "cube"), along: "dimension") == nil)
    #expect(try DoubleWell().law(of: .entropy(of: "left"), along: "barrier") == nil)
  }
}
