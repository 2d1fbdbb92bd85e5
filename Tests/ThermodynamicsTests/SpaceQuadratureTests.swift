// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

struct SpaceQuadratureTests {
  private func harmonic(_ point: Span<Double>) -> Double {
    (point[0] * point[0] + point[1] * point[1] + point[2] * point[2]) / 2
  }

  /// (1 − abc)² + (γ/2)(a² + b² + c²), the loss of three weights on the row x = y = 1.
  private func three(_ point: Span<Double>) -> Double {
    let rest = 1 - point[0] * point[1] * point[2]
    return rest * rest + 0.3 * (point[0] * point[0] + point[1] * point[1] + point[2] * point[2])
  }

  @Test("corners, balls and cuts of a Gaussian law in closed form") func gaussian() throws {
    let bowl = Formula(Array(repeating: -3...3, count: 3)) { self.harmonic($0) }
    let theta = 0.25
    func share(_ region: Region) throws -> Double {
      let own = try FreeEnergy.quadrature(bowl, region: region, temperature: theta).freeEnergy
      let all = try FreeEnergy.quadrature(bowl, region: .everywhere(3), temperature: theta).freeEnergy
      return exp((all.value - own.value) / theta)
    }
    // Three planes through the middle, orthogonal but askew to the axes, cut space in eight equal parts.
    let planes = [[1, 1, 1], [1, -1, 0], [1, 1, -2]].map { Region.halfSpace(normal: $0, offset: 0) }
    #expect(abs(try share(.all(planes)) - 0.125) < 1e-7)
    #expect(abs(try share(.any(planes)) - 0.875) < 1e-7)
    // A wedge between two planes at an angle φ holds φ/2π.
    let wedge = Region.all([
      .halfSpace(normal: [0, 0.6, 0.8], offset: 0), .halfSpace(normal: [0.8, 0.6, 0], offset: 0),
    ])
    #expect(abs(try share(wedge) - (.pi - acos(0.36)) / (2 * .pi)) < 1e-7)
    // Off the middle: the law of normal·x/|normal|.
    let cut = try share(.halfSpace(normal: [1, 2, 2], offset: 1.2))
    #expect(abs(cut - erfc(0.4 / (2 * theta).squareRoot()) / 2) < 1e-7)
    // χ²₃ < r²/θ.
    let radius = 0.7
    let x = radius / (2 * theta).squareRoot()
    let inside = erf(x) - 2 / Double.pi.squareRoot() * x * exp(-x * x)
    #expect(abs(try share(.ball(center: [0, 0, 0], radius: radius)) - inside) < 1e-6)
    #expect(abs(try share(.energyBelow(radius * radius / 2)) - inside) < 1e-4)
  }

  @Test("wells of three weights: parts add up to the whole, copies weigh the same, and axes may be permuted")
  func threeWeights() throws {
    let potential = Formula(Array(repeating: -1.5...1.5, count: 3)) { self.three($0) }
    let theta = 0.12
    // The four ways of signs with a positive product, and what lies near the middle: planes of no symmetry with the axes.
    let signs: [[Double]] = [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]
    let edge = 0.9
    let wells = signs.map { own in
      Region.all(
        [.halfSpace(normal: own, offset: edge)]
          + signs.filter { $0 != own }.map { .halfSpace(normal: zip(own, $0).map { $0 - $1 }, offset: 0) })
    }
    let rest = Region.all(signs.map { .not(.halfSpace(normal: $0, offset: edge)) })
    func weight(_ region: Region) throws -> (value: Double, accuracy: Double) {
      let found = try FreeEnergy.quadrature(potential, region: region, temperature: theta).freeEnergy
      return (exp(-found.value / theta), (found.accuracy ?? 0) * abs(found.value) / theta)
    }
    let clock = ContinuousClock()
    let start = clock.now
    let parts = try wells.map(weight)
    let middle = try weight(rest)
    let whole = try weight(.everywhere(3))
    // Minutes of a rule that knows no corners.
    #expect(clock.now - start < .seconds(30))
    let sum = parts.reduce(middle.value) { $0 + $1.value }
    #expect(abs(sum / whole.value - 1) < 1e-6)
    for part in parts {
      #expect(abs(part.value / parts[0].value - 1) < 1e-6)
      #expect(part.accuracy < 1e-5)
    }
    // By a sum over a lattice, which converges geometrically for what is analytic and falls off.
    let step = 0.05
    var lattice = 0.0
    for i in -80...80 {
      for j in -80...80 {
        for k in -80...80 {
          let point = [Double(i) * step, Double(j) * step, Double(k) * step]
          lattice += exp(-three(point.span) / theta)
        }
      }
    }
    #expect(abs(whole.value / (lattice * step * step * step) - 1) < 1e-6)
    let turned = Formula(Array(repeating: -1.5...1.5, count: 3)) { x in self.three([x[2], x[0], x[1]].span) }
    let other = try FreeEnergy.quadrature(
      turned, region: .halfSpace(normal: [-0.2, 0.5, 1], offset: 0.4), temperature: theta)
    let same = try FreeEnergy.quadrature(
      potential, region: .halfSpace(normal: [1, -0.2, 0.5], offset: 0.4), temperature: theta)
    #expect(abs(other.freeEnergy.value - same.freeEnergy.value) < 1e-6)
    #expect(abs(other.energy.value - same.energy.value) < 1e-6)
  }
}
