// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// What the law of Eyring and Kramers says that it neglects, against what it does neglect.
@Suite struct NeglectedTermsTests {
  /// Two Gaussian wells in the plane, narrow and wide.
  private static func plane(_ seed: Int) throws -> (potential: GaussianWells, cold: Double) {
    var generator = SplitMix(UInt64(1000 + seed))
    func between(_ lower: Double, _ upper: Double) -> Double { .random(in: lower...upper, using: &generator) }
    let holes = [
      GaussianWells.Hole(
        name: "a", center: [-1 + between(-0.2, 0.2), between(-0.5, 0.5)], depth: between(0.9, 1.6),
        width: between(0.18, 0.4)),
      GaussianWells.Hole(
        name: "b", center: [1 + between(-0.2, 0.2), between(-0.5, 0.5)], depth: between(0.9, 1.6),
        width: between(0.25, 0.6)),
    ]
    return (try GaussianWells(holes, confinement: 0.5), between(5.5, 12))
  }

  /// The law, what it says of itself, and its error against the grid: from the well `a` into the heart of `b`; `nil` where it
  /// declines.
  static func judge(_ seed: Int) throws -> (error: Double, neglected: Double, isDoubtful: Bool)? {
    let (potential, cold) = try plane(seed)
    let landscape = Landscape(of: potential)
    let from = try #require(landscape.wells.first { $0.name == "a" })
    let to = try #require(landscape.wells.first { $0.name == "b" })
    let tops = landscape.saddles.filter { $0.connects.contains("a") }.map { potential.energy(at: $0.position) }
    let theta = (try #require(tops.min()) - potential.energy(at: from.minimum)) / cold
    let target = Region.ball(center: to.minimum, radius: 0.2)
    let passage: WellPassage
    do {
      passage = try WellPassage(
        potential: potential, landscape: landscape, from: [from], to: target, temperature: theta)
    } catch { return nil }
    let law = try EyringKramersChain(passage: passage, potential: potential, temperature: theta)
    let time = try FokkerPlanck(potential: potential, temperature: theta, cells: 80).meanFirstPassage(
      from: .point(from.minimum), to: target)
    return (law.rate.value * time.value - 1, law.neglected, !law.doubts.isEmpty)
  }

  @Test(arguments: 1...6) func theStatedNeglectHoldsInThePlane(seed: Int) throws {
    guard let found = try Self.judge(seed) else { return }
    #expect(abs(found.error) < 1.5 * found.neglected, "\(found)")
    #expect(found.isDoubtful || abs(found.error) < 0.4, "\(found)")
  }

  /// In at least nine of ten, and none of those that are not doubted is off by a half.
  @Test(.long) func theStatedNeglectHoldsInMostPlanes() throws {
    let all = try (1...60).compactMap { try Self.judge($0) }
    #expect(all.count > 40)
    let held = all.count { abs($0.error) < 1.5 * $0.neglected }
    #expect(Double(held) >= 0.9 * Double(all.count), "\(held) of \(all.count)")
    #expect(all.allSatisfy { $0.isDoubtful || abs($0.error) < 0.5 })
  }

  /// A harmonic well and pass in the plane leave the integrals as they are; only the line counts.
  @Test func separatePlanesAreLines() throws {
    let plane = try ExpressionPotential(
      "(x^2 - 1)^2 + 2*y^2", coordinates: ["x", "y"], window: [-2...2, -2...2])
    let line = QuarticWell()
    let theta = 0.1
    let bottoms = try [
      Anharmonicity(at: #require(HessianSpectrum(of: plane, at: [-1, 0])), of: plane, temperature: theta),
      Anharmonicity(at: #require(HessianSpectrum(of: line, at: [-1])), of: line, temperature: theta),
    ]
    #expect(abs(bottoms[0].stable - bottoms[1].stable) < 0.02)
    let tops = try [
      Anharmonicity(at: #require(HessianSpectrum(of: plane, at: [0, 0])), of: plane, temperature: theta),
      Anharmonicity(at: #require(HessianSpectrum(of: line, at: [0])), of: line, temperature: theta),
    ]
    #expect(abs(tops[0].stable) < 0.005)
    #expect(agree(tops[0].unstable, tops[1].unstable, relative: 1e-9))
  }
}
