// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

struct UmbrellaSamplingTests {
  /// The wells, their differences and the profile of the tilted quartic double well.
  @Test(arguments: [5.0, 10])
  func doubleWell(beta: Double) throws {
    let potential = try DoubleWell(tilt: 0.1)
    let temperature = 1 / beta
    let energy = { (x: Double) in (x * x - 1) * (x * x - 1) + 0.1 * x }
    let top = potential.saddles[0].position[0]
    let umbrella = try umbrella(potential, temperature: temperature)
    #expect(umbrella.isAbsolute)
    let result = try umbrella.run(regions: potential.wells.map { ($0.name, $0.region) }, seed: 2)
    #expect(result.warnings.isEmpty)
    let left = exact(over: -3...top, temperature: temperature, energy)
    let right = exact(over: top...3, temperature: temperature, energy)
    let whole = exact(over: -3...3, temperature: temperature, energy)
    expectExact(result.members[0].thermodynamics, left, "left")
    expectExact(result.members[1].thermodynamics, right, "right")
    let total = try #require(result.freeEnergy)
    expectZ(total.value, whole.freeEnergy, standardError: total.standardError, "F of all")
    for (member, truth) in zip(result.members, [left, right]) {
      let population = exp((whole.freeEnergy - truth.freeEnergy) / temperature)
      expectZ(member.population.value, population, standardError: member.population.standardError, member.name)
    }
    #expect(abs(result.members[0].population.value + result.members[1].population.value - 1) < 1e-9)
    let difference = result.difference(of: 1, relativeTo: 0)
    expectExact(
      difference.thermodynamics,
      (right.freeEnergy - left.freeEnergy, right.energy - left.energy, right.entropy - left.entropy), "right − left")
    let ratio = difference.populationRatio
    expectZ(
      log(ratio.value), (left.freeEnergy - right.freeEnergy) * beta, standardError: ratio.standardError / ratio.value)
    for point in result.profile {
      let bin = exact(over: point.bin, temperature: temperature, energy)
      let width = point.bin.upperBound - point.bin.lowerBound
      let truth = bin.freeEnergy - whole.freeEnergy + temperature * log(width)
      expectZ(point.freeEnergy.value, truth, standardError: point.freeEnergy.standardError, "profile at \(point.bin)")
    }
    #expect(result.profile.count == 60)
    // Neighbors overlap as they are meant to.
    for k in 1..<(result.overlap.count - 1) { #expect(result.overlap[k][k + 1] > 0.1, "\(result.states[k])") }
  }

  /// Entropy decides: at θ = 0.2 the narrow well of 64 dimensions holds 10⁻⁴² of all.
  @Test(arguments: [2, 8, 64])
  func entropicDoubleWell(dimension: Int) throws {
    let potential = EntropicDoubleWell(dimension: dimension)
    let umbrella = try umbrella(potential, temperature: 0.2) { $0.samples = dimension == 64 ? 1600 : 4000 }
    let result = try umbrella.run(regions: potential.wells.map { ($0.name, $0.region) }, seed: 3)
    #expect(result.warnings.isEmpty)
    let truths = [-3.0...0, 0.0...3].map {
      exact(over: $0, temperature: 0.2, dimension: dimension, stiffness: { 10 * exp(-2 * $0) }) {
        ($0 * $0 - 1) * ($0 * $0 - 1)
      }
    }
    expectExact(result.members[0].thermodynamics, truths[0], "narrow")
    expectExact(result.members[1].thermodynamics, truths[1], "wide")
    let difference = result.difference(of: 1, relativeTo: 0)
    expectExact(
      difference.thermodynamics,
      (
        truths[1].freeEnergy - truths[0].freeEnergy, truths[1].energy - truths[0].energy,
        truths[1].entropy - truths[0].entropy
      ), "wide − narrow")
    if dimension == 2 {
      let ratio = difference.populationRatio
      expectZ(ratio.value, 6.6680, standardError: ratio.standardError, "known ratio at β = 5")
    }
  }

  /// Without a reference free energies are those of populations.
  @Test func relativeFreeEnergies() throws {
    let potential = try DoubleWell(tilt: 0.1)
    let umbrella = try umbrella(potential, temperature: 0.2) { $0.isAbsolute = false }
    #expect(!umbrella.isAbsolute && umbrella.tasks == umbrella.plan.centers.count)
    let result = try umbrella.run(regions: potential.wells.map { ($0.name, $0.region) }, seed: 7)
    #expect(result.freeEnergy == nil)
    for member in result.members {
      #expect(agree(member.thermodynamics.freeEnergy.value, -0.2 * log(member.population.value), relative: 1e-12))
      let error = 0.2 * member.population.standardError / member.population.value
      #expect(agree(member.thermodynamics.freeEnergy.standardError, error, relative: 1e-6))
    }
  }

  /// Windows that were sampled by themselves, in another order, on more threads, from a plan that was kept.
  @Test func windowsAreTasks() throws {
    let potential = EntropicDoubleWell(dimension: 3)
    let umbrella = try umbrella(potential, temperature: 0.3) { $0.samples = 400 }
    let regions = potential.wells.map { ($0.name, $0.region) }
    let whole = try umbrella.run(regions: regions, seed: 8)
    let kept = try JSONDecoder().decode(UmbrellaPlan.self, from: JSONEncoder().encode(umbrella.plan))
    let again = try UmbrellaSampling(
      potential, temperature: 0.3, coordinate: umbrella.coordinate, settings: umbrella.settings, plan: kept)
    let samples = try (0..<again.tasks).reversed().map {
      try again.sampleWindow($0, regions: regions.map(\.1), seed: 8, threads: 3)
    }
    let parts = try again.analyze(samples, regions: regions.map(\.0), threads: 2)
    #expect(parts.members.map(\.thermodynamics) == whole.members.map(\.thermodynamics))
    #expect(parts.profile == whole.profile)
  }

  @Test func errorBarsAreTrue() throws { try errorBars(repetitions: 40, samples: 800, seed: 100) }

  @Test(.long) func errorBarsAreTrueLong() throws { try errorBars(repetitions: 600, samples: 1600, seed: 1000) }

  /// z of F, E, S, populations, differences and a profile point over independent repetitions.
  private func errorBars(repetitions: Int, samples: Int, seed: UInt64) throws {
    let potential = try DoubleWell(tilt: 0.1)
    let temperature = 0.2
    let energy = { (x: Double) in (x * x - 1) * (x * x - 1) + 0.1 * x }
    let umbrella = try umbrella(potential, temperature: temperature) {
      $0.samples = samples
      $0.bins = 20
    }
    let top = potential.saddles[0].position[0]
    let left = exact(over: -3...top, temperature: temperature, energy)
    let right = exact(over: top...3, temperature: temperature, energy)
    let whole = exact(over: -3...3, temperature: temperature, energy)
    let names = ["F left", "E right", "S right", "ΔF", "ΔE", "ΔS", "population", "profile at the top"]
    var scores = names.map { _ in [Double]() }
    for repetition in 0..<repetitions {
      let result = try umbrella.run(
        regions: potential.wells.map { ($0.name, $0.region) }, seed: seed + UInt64(repetition))
      let (one, two) = (result.members[0].thermodynamics, result.members[1].thermodynamics)
      let difference = result.difference(of: 1, relativeTo: 0).thermodynamics
      let point = result.profile[10]
      let bin = exact(over: point.bin, temperature: temperature, energy)
      let density = bin.freeEnergy - whole.freeEnergy + temperature * log(point.bin.upperBound - point.bin.lowerBound)
      for (index, (estimate, truth)) in [
        (one.freeEnergy, left.freeEnergy), (two.energy, right.energy), (two.entropy, right.entropy),
        (difference.freeEnergy, right.freeEnergy - left.freeEnergy), (difference.energy, right.energy - left.energy),
        (difference.entropy, right.entropy - left.entropy),
        (result.members[1].population, exp((whole.freeEnergy - right.freeEnergy) / temperature)),
        (point.freeEnergy, density),
      ].enumerated() { scores[index].append(estimate.z(against: truth)) }
    }
    for (name, z) in zip(names, scores) { expectTrueErrorBars(z, name) }
  }
}
