// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Potentials

@Suite struct LandscapeTests {
  /// A search that knows nothing finds what the potential knows of itself.
  @Test(arguments: [
    "double-well", "asymmetric-double-well", "triple-well-1d", "prinz", "double-well-2d", "triple-well-2d",
    "quadruple-well", "muller-brown", "gaussian-wells", "entropic-double-well",
  ])
  func aSearchFindsWhatIsKnown(name: String) throws {
    let potential = try #require(Sample.all.first { $0.entry.name == name && $0.settings.isEmpty }).make()
    let found = Landscape.search(potential)
    #expect(found.wells.count == potential.wells.count)
    #expect(found.saddles.count == potential.saddles.count)
    var meaning: [String: String] = [:]
    for well in found.wells {
      let known = potential.wells.first { ($0.minimum - well.minimum).length < 1e-6 }
      meaning[well.name] = try #require(known).name
    }
    for saddle in found.saddles {
      let known = potential.saddles.first { ($0.position - saddle.position).length < 1e-6 }
      #expect(Set(saddle.connects.compactMap { meaning[$0] }) == Set(try #require(known).connects))
    }
    let energies = found.wells.map { potential.energy(at: $0.minimum) }
    #expect(zip(energies, energies.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 })
  }

  /// Three dimensions, minima at the corners of a cube, saddles on its edges, and nothing of higher index among them.
  @Test func eightWellsInThreeDimensions() throws {
    let potential = try ExpressionPotential(
      "(x^2-1)^2 + (y^2-1)^2 + (z^2-1)^2 + x/20 + y/30 + z/40", coordinates: ["x", "y", "z"],
      window: [
        -2...2, -2...2, -2...2,
      ])
    #expect(potential.wells.count == 8)
    #expect(potential.saddles.count == 12)
  }

  /// On a circle the last well is the neighbor of the first.
  @Test func wellsAroundACircle() throws {
    let potential = try ExpressionPotential("cos(3*x)", boundaries: [.periodic(0...(2 * .pi))])
    #expect(potential.wells.count == 3)
    #expect(potential.saddles.count == 3)
    let pairs = Set(potential.saddles.map { Set($0.connects) })
    #expect(pairs == [["well-1", "well-2"], ["well-2", "well-3"], ["well-3", "well-1"]])
    let shifted = try ExpressionPotential("cos(2*x)", boundaries: [.periodic(-1...(2 * .pi - 1))])
    // The minimum at π/2 is whole, that at 3π/2 has its region over the seam.
    for x in [0.1, 1.5, 3.0] {
      #expect(shifted.wells.filter { $0.region.contains([x], in: shifted) }.map(\.minimum).count == 1)
    }
  }

  @Test func aPotentialWithoutWellsIsSearched() {
    struct Slope: LinePotential {
      let window = [-3.0...3.0]
      func energy<Lane: Lanes>(_ x: Lane) -> Lane { x * x * (x * x - 2) }
    }
    let landscape = Landscape(of: Slope())
    #expect(landscape.wells.map(\.minimum) == [[-1], [1]])
    #expect(landscape.saddles.map(\.position) == [[0]])
  }

  @Test func whatRunsAwayHasNoWells() throws {
    #expect(try ExpressionPotential("x + y", coordinates: ["x", "y"]).wells.isEmpty)
    #expect(try ExpressionPotential("-x^2 - y^2", coordinates: ["x", "y"]).wells.isEmpty)
    #expect(try ExpressionPotential("log(x)").wells.isEmpty)
    #expect(try ExpressionPotential("1/x").wells.isEmpty)
  }

  @Test func aPoleDividesWellsAndIsNoSaddle() throws {
    let potential = try ExpressionPotential("x^-2 + x^2 + x/10")
    #expect(potential.wells.count == 2)
    #expect(potential.saddles.isEmpty)
  }
}
