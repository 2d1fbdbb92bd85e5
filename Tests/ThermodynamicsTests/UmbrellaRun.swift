// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// Umbrella sampling along the first coordinate.
func umbrella(
  _ potential: any Potential, temperature: Double, seed: UInt64 = 1,
  _ change: (inout UmbrellaSampling.Settings) -> Void = { _ in }
) throws -> UmbrellaSampling {
  var settings = UmbrellaSampling.Settings()
  change(&settings)
  return try UmbrellaSampling(
    potential, temperature: temperature, coordinate: LinearCoordinate(axis: 0, of: potential), settings: settings,
    seed: seed)
}

/// F, E and S within four of their standard errors.
func expectExact(
  _ found: WellThermodynamics, _ truth: (freeEnergy: Double, energy: Double, entropy: Double), _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (estimate, value, what) in [
    (found.freeEnergy, truth.freeEnergy, "F"), (found.energy, truth.energy, "E"), (found.entropy, truth.entropy, "S"),
  ] {
    expectZ(
      estimate.value, value, standardError: estimate.standardError, "\(what) of \(name)",
      sourceLocation: sourceLocation)
  }
}

/// F, E and S of a part of the line for f(x) + effective walls, by the midpoint rule.
func exact(
  over range: ClosedRange<Double>, temperature: Double, dimension: Int = 1,
  stiffness: (Double) -> Double = { _ in 1 }, _ energy: (Double) -> Double
) -> (freeEnergy: Double, energy: Double, entropy: Double) {
  let points = 40_000
  let width = (range.upperBound - range.lowerBound) / Double(points)
  let transverse = Double(dimension - 1)
  var (sum, mean) = (0.0, 0.0)
  for i in 0..<points {
    let x = range.lowerBound + (Double(i) + 0.5) * width
    let weight = exp(-energy(x) / temperature + transverse / 2 * log(2 * .pi * temperature / stiffness(x)))
    sum += weight * width
    mean += weight * width * energy(x)
  }
  let free = -temperature * log(sum)
  let average = mean / sum + transverse * temperature / 2
  return (free, average, (average - free) / temperature)
}
