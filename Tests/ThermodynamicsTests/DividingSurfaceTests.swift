// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// Several saddles in one plane: each has its part of it.
@Suite struct DividingSurfaceTests {
  /// f = Σ (xᵢ² − 1)²: 2ᵈ wells; the saddle at (0, −1, …) has d − 1 neighbors in the plane x = 0.
  private func corners(_ dimension: Int) -> Formula {
    Formula(Array(repeating: -2...2, count: dimension)) { x in
      var sum = 0.0
      for axis in 0..<x.count {
        let excess = x[axis] * x[axis] - 1
        sum += excess * excess
      }
      return sum
    }
  }

  /// ∫_{−∞}^0 e^{−(y² − 1)²/θ} dy: a plane's part, one factor for each coordinate.
  private func half(_ theta: Double) -> Double {
    var sum = 0.0
    for index in 0..<40000 {
      let y = -4 + (Double(index) + 0.5) * 1e-4
      let excess = y * y - 1
      sum += 1e-4 * exp(-excess * excess / theta)
    }
    return sum
  }

  @Test(arguments: [0.06, 0.12, 0.25]) func neighborsShareALine(theta: Double) throws {
    let surface = try DividingSurface(potential: corners(2), saddle: [0, -1])
    let free = try surface.freeEnergyByQuadrature(temperature: theta)
    // Where the crest lies is found to a twentieth of a thermal length.
    #expect(agree(exp((1 - free.value) / theta), half(theta), relative: 1e-3 + exp(-1 / theta)))
  }

  @Test func neighborsShareAPlane() throws {
    let theta = 0.12
    let surface = try DividingSurface(potential: corners(3), saddle: [0, -1, -1])
    let free = try surface.freeEnergyByQuadrature(temperature: theta)
    #expect(agree(exp((1 - free.value) / theta), pow(half(theta), 2), relative: 3e-3))
  }

  @Test func neighborsShareASpace() throws {
    let theta = 0.12
    var generator = SplitMix(17)
    let surface = try DividingSurface(potential: corners(4), saddle: [0, -1, -1, -1])
    let free = try surface.sampledFreeEnergy(temperature: theta, samples: 20_000, using: &generator)
    expectZ(free.value, 1 - 3 * theta * log(half(theta)), standardError: free.standardError)
  }

  /// A torus looks the same wherever it is cut: so do the surfaces of its saddles, through the seams and beside them.
  @Test(arguments: [0.09, 0.22]) func surfacesFollowTheCut(theta: Double) throws {
    let turn = 2 * Double.pi
    var energies: [[Double]] = []
    for (first, second) in [(-Double.pi, -Double.pi), (0.4, 1.9), (2.3, -0.2), (1.1, 0.3)] {
      let torus = try ExpressionPotential(
        "1.2*cos(p - .4)*cos(q + .6) + .4*cos(2*p) + .3*sin(q) + .2*cos(q - p)", coordinates: ["p", "q"],
        boundaries: [.periodic(first...(first + turn)), .periodic(second...(second + turn))])
      let saddles = Landscape(of: torus).saddles.sorted {
        torus.energy(at: $0.position) < torus.energy(at: $1.position)
      }
      energies.append(
        try saddles.map {
          try DividingSurface(potential: torus, saddle: $0.position).freeEnergyByQuadrature(temperature: theta).value
        })
    }
    try #require((energies.first?.count ?? 0) > 1)
    for other in energies {
      try #require(other.count == energies[0].count)
      for (one, two) in zip(other, energies[0]) { #expect(abs(one - two) < 1e-7 * theta, "\(one) and \(two)") }
    }
  }

  /// Against the quadrature of the same surface, in two and three dimensions, harmonic and not.
  @Test func theAnharmonicityIsThatOfTheSurface() throws {
    let theta = 0.12
    for dimension in 2...3 {
      let saddle = [0] + Array(repeating: -1.0, count: dimension - 1)
      let surface = try DividingSurface(potential: corners(dimension), saddle: saddle)
      let whole = try surface.freeEnergyByQuadrature(temperature: theta).value
      let harmonic = try surface.harmonicFreeEnergy(temperature: theta).value
      let ratio = try #require(surface.anharmonicity(temperature: theta))
      #expect(abs(ratio - (harmonic - whole) / theta) < 0.02)
    }
    let pass = Formula([-2...2, -2...2, -2...2]) { x in
      (x[0] * x[0] - 1) * (x[0] * x[0] - 1) + x[1] * x[1] + 3 * x[2] * x[2]
    }
    let round = try DividingSurface(potential: pass, saddle: [0, 0, 0])
    #expect(abs(try #require(round.anharmonicity(temperature: theta))) < 0.005)
  }

  /// A bent pass leaves a ray and comes back to it; its arms belong to it all the same.
  @Test func bentPassKeepsItsArms() throws {
    let theta = 0.2
    let bent = Formula([-2...2, -3...3, -3...3]) { x in
      let across = x[2] - 0.4 * x[1] * x[1]
      let square = x[0] * x[0]
      let along = square * square / 4 - square / 2
      return along + 0.4 * x[1] * x[1] + 3 * across * across
    }
    let surface = try DividingSurface(potential: bent, saddle: [0, 0, 0])
    let exact = -theta * log(.pi * theta / (0.4 * 3.0).squareRoot())
    #expect(abs(try surface.freeEnergyByQuadrature(temperature: theta).value - exact) < 0.01 * theta)
    var generator = SplitMix(19)
    let sampled = try surface.sampledFreeEnergy(temperature: theta, samples: 40_000, using: &generator)
    expectZ(sampled.value, exact, standardError: sampled.standardError)
  }
}
