// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// What umbrella sampling refuses, and what it says of samples that are not to be trusted.
struct UmbrellaObjectionTests {
  @Test func whatCannotBeTrustedIsSaid() throws {
    let potential = try DoubleWell()
    let regions = potential.wells.map { ($0.name, $0.region) }
    func reason(_ body: () throws -> Void) -> String? {
      do {
        try body()
        return nil
      } catch { return (error as? NotApplicable)?.reason }
    }
    // Three stiff windows do not meet, with or without the reference.
    let apart = try umbrella(potential, temperature: 0.1) {
      $0.windows = 3
      $0.stiffness = 300
      $0.range = -1...1
      $0.samples = 400
    }
    #expect(apart.plan.centers == [-1, 0, 1])
    let gap = try #require(reason { _ = try apart.run(regions: regions, seed: 1) })
    #expect(gap.hasPrefix("the samples of ") && gap.hasSuffix(" do not overlap with those of the other states"))
    #expect(gap.contains("window "))
    let umbrella = try umbrella(potential, temperature: 0.2) { $0.samples = 400 }
    #expect(
      reason { _ = try umbrella.run(regions: [("nowhere", .above(7))], seed: 1) } == "no sample lies in nowhere")
    #expect(
      reason { _ = try umbrella.analyze([], regions: []) } == "the harmonic reference has no samples")
    #expect(
      reason { _ = try umbrella.sampleWindow(99, regions: [], seed: 1) }
        == "there are \(umbrella.tasks) windows, counted from 0, and at most 62 regions")
    #expect(
      reason { _ = try LinearCoordinate(axis: 1, of: potential) }
        == "the potential has 1 coordinates, none with the index 1")
    #expect(
      reason { _ = try LinearCoordinate(along: [0], of: potential) }
        == "the direction of a coordinate needs 1 numbers that are not all zero")
    #expect(
      reason { _ = try UmbrellaSampling(potential, temperature: 0, coordinate: umbrella.coordinate) }
        == "the temperature is 0.0; it must be positive")
    var settings = UmbrellaSampling.Settings()
    settings.windows = 1
    #expect(
      reason {
        _ = try UmbrellaSampling(potential, temperature: 1, coordinate: umbrella.coordinate, settings: settings)
      }
        == "umbrella sampling needs two windows, a positive stiffness and time step, and eight samples of each walker")
    // A scheme with a time step that counts.
    settings.windows = nil
    settings.integrator = LeimkuhlerMatthews()
    settings.samples = 400
    let discretized = try UmbrellaSampling(
      potential, temperature: 0.2, coordinate: umbrella.coordinate, settings: settings)
    #expect(
      try discretized.run(regions: regions, seed: 1).warnings.contains(
        "the scheme leimkuhler-matthews has a discretization error that the error bars do not know; mala has none"))
    settings.timeStep = 1
    let wild = try UmbrellaSampling(potential, temperature: 0.2, coordinate: umbrella.coordinate, settings: settings)
    #expect(
      reason { _ = try wild.run(regions: regions, seed: 1) }
        == "walkers diverge at the time step 1.0; take a shorter one or mala")
  }

  /// Two channels side by side that walkers hardly change between at θ = 0.05: both are seen, and R̂ says that they do not mix.
  @Test func channelsThatDoNotMixAreSeen() throws {
    let potential = QuadrupleWell()
    let umbrella = try umbrella(potential, temperature: 0.05) { $0.samples = 800 }
    let result = try umbrella.run(regions: potential.wells.map { ($0.name, $0.region) }, seed: 9)
    #expect(result.members.allSatisfy { $0.population.value > 0.01 })
    #expect(result.warnings.contains { $0.hasPrefix("R̂ reaches ") && $0.hasSuffix(": its walkers have not mixed") })
  }
}
