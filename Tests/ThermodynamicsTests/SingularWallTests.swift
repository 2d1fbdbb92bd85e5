// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// Umbrella sampling beside a wall where f is infinite ends soon with the right populations.
@Suite struct SingularWallTests {
  @Test(
    arguments: [
      ("12*(r^-12 - r^-6)", 0.0, 5.0, 1.6), ("2/r + r^2/2", 0, 6, 2), ("0.5/r^2 - 2*exp(-(r - 2)^2)", 0, 5, 1.5),
      ("-0.4*log(r) + (r - 1)^2", 0, 4, 1),
    ] as [(String, Double, Double, Double)])
  func populations(formula: String, lower: Double, upper: Double, cut: Double) throws {
    let potential = try ExpressionPotential(
      formula, coordinates: ["r"], boundaries: [.reflecting(lower: lower, upper: upper)])
    let regions: [(name: String, region: Region)] = [
      ("near", .box(lower: [lower], upper: [cut])), ("far", .box(lower: [cut], upper: [upper])),
    ]
    var settings = UmbrellaSampling.Settings()
    settings.samples = 2000
    let sampling = try UmbrellaSampling(
      potential, temperature: 1, coordinate: LinearCoordinate(axis: 0, of: potential), settings: settings, seed: 3)
    let result = try sampling.run(regions: regions, seed: 3)
    func integral(_ from: Double, _ to: Double) -> Double {
      let n = 200_000
      let step = (to - from) / Double(n)
      return (0..<n).reduce(0) { $0 + exp(-potential.energy(at: [from + (Double($1) + 0.5) * step])) * step }
    }
    let (near, far) = (integral(lower, cut), integral(cut, upper))
    let population = result.members[0].population
    expectZ(population.value, near / (near + far), standardError: population.standardError, formula)
    #expect(population.standardError < 0.05)
  }
}
