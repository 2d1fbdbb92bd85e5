// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// What a well holds does not depend on where its circle is cut.
struct CircleWellTests {
  private static let turn = 2 * Double.pi

  private func torsion(_ energy: String, cut: Double) throws -> ExpressionPotential {
    try ExpressionPotential(energy, boundaries: [.periodic(cut...(cut + Self.turn))])
  }

  /// 1 + cos x at θ = 0.2: F = −θ ln(2π e^{−5} I₀(5)) = −0.0285117684.
  @Test(arguments: [-Double.pi, 0, 2.9])
  func integrationFromAWellAtTheSeam(cut: Double) throws {
    let potential = try torsion("1 + cos(x)", cut: cut)
    let well = potential.wells[0]
    let exact = try FreeEnergy.quadrature(potential, region: well.region, temperature: 0.2)
    #expect(agree(exact.freeEnergy.value, -0.028511768446, relative: 1e-9))
    let paths = [
      try ThermodynamicIntegration.fromTheCold(
        potential, region: well.region, minimum: well.minimum, temperature: 0.2, seed: 5),
      try ThermodynamicIntegration.fromTheParabola(
        potential, region: well.region, minimum: well.minimum, temperature: 0.2, seed: 6),
    ]
    for path in paths {
      let parts = try path.nodes.indices.map { node in
        try #require(try path.run(node: node, walkers: 0..<64, steps: 1600, seed: 7))
      }
      expectZ(try IntegratedFreeEnergy(path, combining: parts).thermodynamics, exact)
    }
    var generator = RandomStream(StreamName(seed: 8, task: 0, purpose: .sampling), walker: 0)
    let sampled = try FreeEnergy.sampled(
      potential, region: well.region, minimum: well.minimum, temperature: 0.2, samples: 20_000, using: &generator)
    expectZ(sampled, exact)
  }

  /// The wells of a torus are disjoint and share nearly the whole, wherever it is cut.
  @Test func populationsOfATorusFollowTheCuts() throws {
    var shares: [[Double]] = []
    for cut in [[0.0, 0], [-Double.pi, -Double.pi], [1.2, 4]] {
      let potential = try ExpressionPotential(
        "1 + cos(x) + 0.5*cos(2*x + 0.4) + 0.7*cos(y)", coordinates: ["x", "y"],
        boundaries: cut.map { .periodic($0...($0 + Self.turn)) })
      let whole = try FreeEnergy.quadrature(potential, region: .everywhere(2), temperature: 0.4).freeEnergy.value
      shares.append(
        try potential.wells.map { well in
          let own = try FreeEnergy.quadrature(potential, region: well.region, temperature: 0.4).freeEnergy.value
          return exp((whole - own) / 0.4)
        })
      // Planes that do not meet in a point leave a little to none of the wells, and nothing to two.
      let sum = shares[shares.count - 1].reduce(0, +)
      #expect(sum < 1 + 1e-7 && sum > 0.999)
    }
    for other in shares.dropFirst() {
      #expect(other.count == shares[0].count)
      for (own, known) in zip(other, shares[0]) { #expect(agree(own, known, relative: 1e-6)) }
    }
  }

  /// A ball over the seam in 1 + cos x at θ = 0.3 holds 0.595819 of the law.
  @Test func aBallOverTheSeam() throws {
    for cut in [-Double.pi, 0, 3.2] {
      let potential = try torsion("1 + cos(x)", cut: cut)
      let ball = Region.ball(center: [3], radius: 0.5)
      let free = try [ball, .everywhere(1)].map {
        try FreeEnergy.quadrature(potential, region: $0, temperature: 0.3).freeEnergy.value
      }
      #expect(agree(exp((free[1] - free[0]) / 0.3), 0.595819, relative: 2e-6))
    }
  }
}
