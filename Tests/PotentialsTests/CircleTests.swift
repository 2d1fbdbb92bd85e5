// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Potentials

/// Nothing depends on where a circle is cut: each law holds with the seam moved.
@Suite struct CircleTests {
  private static let turn = 2 * Double.pi
  private static let cuts = [-Double.pi, 0, -1.3, 2.2, 17.0]

  /// A torsion on a circle that is cut at a place.
  private static func torsion(cut: Double) throws -> ExpressionPotential {
    try ExpressionPotential("1 + cos(x) + 0.3*cos(2*x + 1)", boundaries: [.periodic(cut...(cut + turn))])
  }

  /// Two angles, each circle cut at a place of its own.
  private static func torus(_ energy: String, cuts: [Double]) throws -> ExpressionPotential {
    try ExpressionPotential(
      energy, coordinates: ["x", "y"], boundaries: cuts.map { .periodic($0...($0 + turn)) })
  }

  @Test(arguments: cuts)
  func theWayRoundIsTheShorterOne(cut: Double) {
    let circle = Boundary.periodic(cut...(cut + Self.turn))
    for index in 0..<50 {
      let x = Double(index) * 0.73 - 20
      #expect(abs(circle.displacement(from: x, to: x + 0.4) - 0.4) < 1e-13)
      #expect(abs(circle.displacement(from: x, to: x + 0.4 + 3 * Self.turn) - 0.4) < 1e-13)
      #expect(abs(circle.displacement(from: x, to: x + 6) - (6 - Self.turn)) < 1e-13)
      let place = circle.wrapped(x)
      #expect(cut <= place && place < cut + Self.turn)
      #expect(abs(circle.displacement(from: x, to: place)) < 1e-12)
    }
  }

  private static let regions: [Region] = [
    .ball(center: [3.0], radius: 0.5), .ball(center: [-9.1], radius: 1), .ball(center: [0.1], radius: 3.1),
    .ball(center: [1], radius: 4), .box(lower: [3], upper: [3.3]), .box(lower: [-4], upper: [-2]),
    .box(lower: [-20], upper: [0.5]), .not(.ball(center: [3.1], radius: 0.3)),
    .any([.box(lower: [2.9], upper: [3.5]), .ball(center: [0], radius: 0.2)]),
  ]

  /// Distances are those to the nearest image, and no wall is left where the circle was cut.
  @Test(arguments: regions)
  func aRegionReachesOverTheSeam(region: Region) throws {
    let reference = try Self.torsion(cut: -.pi)
    for cut in Self.cuts {
      let potential = try Self.torsion(cut: cut)
      for index in 0..<200 {
        let x = -Double.pi + Self.turn * (Double(index) + 0.37) / 200
        let here = potential.boundaries[0].wrapped(x)
        let distance = region.signedDistance(at: [here], in: potential)
        let expected = region.signedDistance(at: [x], in: reference)
        #expect(distance == expected || abs(distance - expected) < 1e-11)
        let section = region.section(along: 0, through: [0], of: potential, searching: cut...(cut + Self.turn))
        if abs(distance) > 1e-9 { #expect(section.contains(here) == (distance <= 0)) }
      }
    }
  }

  /// A distance is never larger than that along the circle to a point inside.
  @Test func aDiscOnATorusIsRound() throws {
    let region = Region.ball(center: [3, -3], radius: 1)
    for cut in Self.cuts {
      let potential = try Self.torus("cos(x) + cos(y)", cuts: [cut, -cut])
      for step in 0..<36 {
        let angle = Self.turn * Double(step) / 36
        let edge = potential.wrapped([3 + cos(angle), -3 + sin(angle)])
        #expect(abs(region.signedDistance(at: edge, in: potential)) < 1e-11)
        let out = potential.wrapped([3 + 1.5 * cos(angle), -3 + 1.5 * sin(angle)])
        #expect(abs(region.signedDistance(at: out, in: potential) - 0.5) < 1e-11)
      }
    }
  }

  @Test(arguments: cuts)
  func theWellsOfACircleFollowTheCut(cut: Double) throws {
    let reference = try Self.torsion(cut: 1)
    let potential = try Self.torsion(cut: cut)
    expectTheSameLandscape(potential, reference)
    let one = try ExpressionPotential("1 + cos(x)", boundaries: [.periodic(cut...(cut + Self.turn))])
    #expect(one.wells.count == 1)
    #expect(one.saddles.map(\.connects) == [["well-1", "well-1"]])
    #expect(abs(one.distance(from: one.wells[0].minimum, to: [.pi])) < 1e-7)
  }

  private static let landscapes = [
    // Two wells that are joined both ways round and each to itself.
    "1 + cos(x) + 0.5*cos(2*x + 0.4) + 0.7*cos(y)",
    "cos(x) + cos(y) + 0.6*cos(x - y + 0.5) + 0.4*cos(2*x)",
    "1.5*cos(2*x) + cos(2*y) + 0.2*cos(x + 0.3) + 0.1*sin(y)",
    "2*cos(x) + cos(y + 0.3)",
  ]

  /// Number, names, energies and passes of the wells of a torus, and which well a point belongs to.
  @Test(arguments: landscapes)
  func theWellsOfATorusFollowTheCuts(energy: String) throws {
    let reference = try Self.torus(energy, cuts: [0.4, 0.9])
    #expect(!reference.wells.isEmpty)
    // Cut through the deepest well, through a saddle, and at a corner of both.
    let seams: [[Double]] = [
      reference.wells[0].minimum, reference.saddles[0].position, [reference.wells[0].minimum[0], -2], [-.pi, -.pi],
      [0, 0],
    ]
    for seam in seams { expectTheSameLandscape(try Self.torus(energy, cuts: seam), reference) }
  }

  /// A torsion with a stretch: the well at the seam is one well, and it is left both ways round.
  @Test func aTorsionWithAStretchIsLeftBothWays() throws {
    for cut in Self.cuts {
      let potential = try ExpressionPotential(
        "1 + cos(2*x) + 0.2*cos(x) + 2*y^2", coordinates: ["x", "y"],
        boundaries: [.periodic(cut...(cut + Self.turn)), .free])
      #expect(potential.wells.count == 2)
      #expect(potential.saddles.count == 2)
      #expect(potential.saddles.allSatisfy { Set($0.connects) == ["well-1", "well-2"] })
    }
  }

  private func expectTheSameLandscape(_ potential: ExpressionPotential, _ reference: ExpressionPotential) {
    #expect(potential.wells.map(\.name) == reference.wells.map(\.name))
    for (own, known) in zip(potential.wells, reference.wells) {
      #expect(potential.distance(from: own.minimum, to: known.minimum) < 1e-6)
      #expect(potential.boundaries.allow(own.minimum))
      #expect(own.region.contains(own.minimum, in: potential))
    }
    #expect(potential.saddles.count == reference.saddles.count)
    for saddle in potential.saddles {
      let known = reference.saddles.first { potential.distance(from: $0.position, to: saddle.position) < 1e-6 }
      #expect(known.map { Set($0.connects) } == Set(saddle.connects))
    }
    let d = potential.dimension
    for index in 0..<300 {
      let x = (0..<d).map { Self.turn * (Double(index) * [0.618034, 0.754878][$0]).truncatingRemainder(dividingBy: 1) }
      let (here, there) = (potential.wrapped(x), reference.wrapped(x))
      let known = reference.wells.map { $0.region.signedDistance(at: there, in: reference) }
      // Not where rounding decides.
      guard known.allSatisfy({ abs($0) > 1e-6 }) else { continue }
      #expect(potential.wells.map { $0.region.contains(here, in: potential) } == known.map { $0 <= 0 })
      #expect(known.count { $0 <= 0 } == 1)
    }
  }
}
