// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// f = h(x² − 1)² + ½(1 + x²)y² in other units: lengths times `length`, energies times `energy`, and told q = `gauge`·x.
private struct Rescaled: ObservablePotential {
  var length = 1.0
  var energyUnit = 1.0
  var gauge = 1.0
  let dimension = 2

  static let along = Observable("place", on: "axis", hasGradient: true)

  var window: [ClosedRange<Double>] { Array(repeating: (-2 * length)...(2 * length), count: 2) }
  var isSearchable: Bool { false }
  var observables: [Observable] { [Self.along] }

  func energy(at p: Span<Double>) -> Double {
    let (x, y) = (p[0] / length, p[1] / length)
    return energyUnit * ((x * x - 1) * (x * x - 1) + (1 + x * x) / 2 * y * y)
  }

  func gradient(at p: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let (x, y) = (p[0] / length, p[1] / length)
    gradient[0] = energyUnit / length * (4 * x * (x * x - 1) + x * y * y)
    gradient[1] = energyUnit / length * (1 + x * x) * y
  }

  func value(of observable: Observable, at position: Span<Double>) -> Double { gauge * position[0] / length }

  func gradient(of observable: Observable, at position: Span<Double>, into gradient: inout MutableSpan<Double>)
    -> Double
  {
    gradient[0] = gauge / length
    gradient[1] = 0
    return gauge * position[0] / length
  }
}

struct UmbrellaUnitsTests {
  private static let theta = 0.2

  private func profile(_ potential: Rescaled) throws -> (population: Estimate, entropies: [Estimate]) {
    var settings = UmbrellaSampling.Settings()
    settings.range = (-1.3 * potential.gauge)...(1.3 * potential.gauge)
    settings.samples = 3000
    let sampling = try UmbrellaSampling(
      potential, temperature: Self.theta * potential.energyUnit,
      coordinate: ObservableCoordinate(Rescaled.along, of: potential), settings: settings, seed: 6)
    let found = try sampling.run(
      regions: [("right", .halfSpace(normal: [1, 0], offset: 0.8 * potential.length))], seed: 6)
    let range = settings.range ?? 0...1
    return (found.members[0].population, try EntropyProfile(found.samples, over: range).entropies)
  }

  @Test("units of lengths, of energies and of what is told change no population and no entropy along it")
  func units() throws {
    let plain = try profile(Rescaled())
    for other in [Rescaled(length: 1000), Rescaled(energyUnit: 1e-4), Rescaled(gauge: 50), Rescaled(gauge: 0.01)] {
      let found = try profile(other)
      let error = hypot(found.population.standardError, plain.population.standardError)
      expectZ(found.population.value, plain.population.value, standardError: error, "population, \(other)")
      #expect(found.entropies.count == plain.entropies.count)
      for (one, two) in zip(found.entropies, plain.entropies).dropFirst() {
        expectZ(one.value, two.value, standardError: hypot(one.standardError, two.standardError), "S, \(other)")
      }
      #expect(found.population.standardError < 3 * plain.population.standardError)
    }
  }
}
