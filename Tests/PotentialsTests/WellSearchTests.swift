// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Potentials

/// A search for wells ends on every landscape, and tells minima that are not isolated.
@Suite struct WellSearchTests {
  private static let bond = "2*(1 - ((sqrt(R) - 1.5)/0.5)^2)^2"

  /// A bond that is short or long and free to turn: a ring or a sphere each.
  @Test(arguments: [(["x", "y"], "x^2 + y^2"), (["x", "y", "z"], "x^2 + y^2 + z^2")])
  func aBondThatIsFreeToTurnHasTwoManifolds(names: [String], square: String) throws {
    let potential = try ExpressionPotential(
      Self.bond.replacingOccurrences(of: "R", with: square), coordinates: names)
    #expect(potential.wells.count == 2)
    #expect(potential.wells.allSatisfy { $0.freeDimensions == names.count - 1 })
    #expect(Set(potential.wells.map { ($0.minimum.length * 1e6).rounded() }) == [1e6, 2e6])
    let reason = try #require(potential.landscape.needsIsolatedMinima)
    #expect(reason.contains("a manifold of \(names.count - 1) dimension"))
  }

  @Test func aFreeCoordinateIsOneOfTheWells() throws {
    for cut in [0.0, 1.7] {
      let potential = try ExpressionPotential(
        "(x^2 - 1)^2 + 2*y^2", coordinates: ["x", "y", "z"], boundaries: [.free, .free, .periodic(cut...(cut + 4))])
      #expect(potential.wells.map(\.freeDimensions) == [1, 1])
      #expect(potential.saddles.count == 1)
      for x in [-1.0, 1] {
        for z in [cut, cut + 1, cut + 3.9] {
          #expect(potential.wells.count { $0.region.contains([x, 0.1, z], in: potential) } == 1)
          #expect(potential.wells.count { $0.core.contains([x, 0, z], in: potential) } == 1)
        }
      }
    }
  }

  @Test func aRingTimesAWell() throws {
    let potential = try ExpressionPotential(
      "(x^2 + y^2 - 1)^2 + (z^2 - 1)^2 + 0.1*z", coordinates: ["x", "y", "z"])
    #expect(potential.wells.map(\.freeDimensions) == [1, 1])
    #expect(potential.wells[0].minimum[2] < 0)
    #expect(potential.wells[0].region.contains([-0.6, 0.8, -1], in: potential))
    #expect(potential.wells[1].region.contains([-0.6, 0.8, 1], in: potential))
  }

  /// A ring that is tilted ever so little has isolated minima.
  @Test func aTiltedRingHasAnIsolatedMinimum() throws {
    let potential = try ExpressionPotential("(x^2 + y^2 - 1)^2 + 0.05*x", coordinates: ["x", "y"])
    #expect(potential.wells.map(\.freeDimensions) == [0])
    #expect(potential.landscape.needsIsolatedMinima == nil)
  }

  /// What is only soft is isolated.
  @Test func aQuarticMinimumIsNotFree() throws {
    let potential = try ExpressionPotential("x^4 + y^2", coordinates: ["x", "y"])
    #expect(potential.wells.map(\.freeDimensions) == [0])
    #expect(potential.wells[0].minimum.length < 1e-3)
  }

  @Test func neitherAnInflectionNorATopIsAWell() throws {
    #expect(try ExpressionPotential("x^3 + y^2", coordinates: ["x", "y"]).wells.isEmpty)
    #expect(try ExpressionPotential("-max(0, x^2 + y^2 - 1)", coordinates: ["x", "y"]).wells.isEmpty)
  }

  @Test(arguments: [["x", "y"], ["x", "y", "z"]])
  func aPlateauIsOneWell(names: [String]) throws {
    let square = names.map { "\($0)^2" }.joined(separator: " + ")
    let flat = try ExpressionPotential("max(0, \(square) - 1)", coordinates: names)
    #expect(flat.wells.map(\.freeDimensions) == [names.count])
    let constant = try ExpressionPotential("0*\(names[0]) + 2", coordinates: names)
    #expect(constant.wells.map(\.freeDimensions) == [names.count])
    let reason = try #require(constant.landscape.needsIsolatedMinima)
    #expect(reason.contains("a plateau"))
  }

  /// On a line the minimum of a plateau is its middle, also over a seam.
  @Test func thePlateauOfALine() throws {
    let line = try ExpressionPotential("max(0, x^2 - 1)^2 + max(0, -x - 2)")
    #expect(line.wells.map(\.freeDimensions) == [1])
    #expect(abs(line.wells[0].minimum[0]) < 1e-6)
    for cut in [-3.0, 0.0, 0.4] {
      let circle = try ExpressionPotential("max(0, cos(pi*x/3))^3", boundaries: [.periodic(cut...(cut + 6))])
      #expect(circle.wells.map(\.freeDimensions) == [1])
      #expect(circle.distance(from: circle.wells[0].minimum, to: [3]) < 1e-3)
    }
    // A step in a slope is no minimum.
    #expect(try ExpressionPotential("x^2/2 + max(0, x - 1)").wells.count == 1)
  }

  /// 2³⁰ minima, or thirty oscillators in a row: the search ends, and says so where it stopped.
  @Test(.timeLimit(.minutes(1)))
  func thirtyCoordinates() throws {
    let names = (1...30).map { "x\($0)" }
    let many = try ExpressionPotential(
      names.map { "(\($0)^2 - 1)^2" }.joined(separator: " + "), coordinates: names)
    #expect(!many.wells.isEmpty)
    #expect(try #require(many.landscape.remark).contains("stopped"))
    let chain = names.map { "\($0)^2/2" } + zip(names, names.dropFirst()).map { "(\($0) - \($1))^2" }
    let one = try ExpressionPotential(chain.joined(separator: " + "), coordinates: names)
    #expect(one.wells.count == 1)
    #expect(one.wells[0].minimum.length < 1e-6)
  }

  /// A sheet of eggs: every well once, each with four neighbors.
  @Test func aTorusWithManyWells() throws {
    let turn = 2 * Double.pi
    let potential = try ExpressionPotential(
      "cos(4*x) + cos(4*y) + 0.01*cos(x) + 0.02*cos(y)", coordinates: ["x", "y"],
      boundaries: [.periodic(0...turn), .periodic(0...turn)])
    #expect(potential.wells.count == 16)
    #expect(potential.saddles.count == 32)
  }

  /// Minima alone are found without saddles, and are the same once these are known.
  @Test func minimaComeFirst() throws {
    let potential = try ExpressionPotential("(x^2 - 1)^2 + y^2 + 0.1*x", coordinates: ["x", "y"])
    #expect(!potential.landscape.isKnown)
    let minima = potential.landscape.minima
    #expect(minima.count == 2)
    #expect(!potential.landscape.isKnown)
    #expect(potential.wells.count == 2)
    #expect(potential.landscape.isKnown)
    #expect(potential.landscape.minima == minima)
  }
}
