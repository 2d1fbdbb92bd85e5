// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing
import Thermodynamics

/// Direct sampling of the two wells of a potential, the walkers shared evenly between them.
private func sampling(
  _ potential: any Potential, _ temperature: Double, integrator: any Integrator = MetropolisAdjustedLangevin(),
  timeStep: Double = 0.01, steps: Int = 20_000, shares: [Double] = [1, 1]
) throws -> DirectSampling {
  try DirectSampling(
    potential, temperature: temperature, regions: potential.wells.map(\.region), cores: potential.wells.map(\.core),
    starts: zip(potential.wells, shares).map { .init(minimum: $0.minimum, region: $0.region, share: $1) },
    integrator: integrator, timeStep: timeStep, steps: steps)
}

struct DirectSamplingTests {
  private func expectExact(_ samples: DirectSamples, _ potential: any Potential) throws {
    let theta = samples.temperature
    let exact = try potential.wells.map {
      try FreeEnergy.quadrature(potential, region: $0.region, temperature: theta)
    }
    let ratio = exact[1].populationRatio(to: exact[0], temperature: theta).value
    func check(_ estimate: Estimate, _ truth: Double, _ what: String) {
      expectZ(estimate.value, truth, standardError: estimate.standardError, what)
    }
    check(samples.populations[1], ratio / (1 + ratio), "p")
    check(try samples.populationRatio(of: 1, to: 0), ratio, "p/p")
    check(
      try samples.freeEnergyDifference(of: 1, relativeTo: 0),
      exact[1].freeEnergy.value - exact[0].freeEnergy.value, "ΔF")
    check(
      try samples.energyDifference(of: 1, relativeTo: 0), exact[1].energy.value - exact[0].energy.value, "ΔE")
    check(
      try samples.entropyDifference(of: 1, relativeTo: 0), exact[1].entropy.value - exact[0].entropy.value, "ΔS")
    for well in exact.indices { check(try samples.energy(of: well), exact[well].energy.value, "E") }
    let known = try samples.thermodynamics(of: 1, reference: 0, freeEnergy: exact[0].freeEnergy)
    expectZ(known, exact[1])
  }

  @Test func populationsOfTheEntropicDoubleWell() throws {
    let well = EntropicDoubleWell()
    let plan = try sampling(well, 1.0 / 3)
    let sums = try #require(try plan.run(walkers: 0..<128, seed: 71))
    let samples = try DirectSamples(combining: [sums], temperature: 1.0 / 3)
    try expectExact(samples, well)
    #expect(samples.transitions > 300)
    #expect(samples.warnings == [])
    #expect(abs(samples.populations[0].value + samples.populations[1].value - 1) < 1e-12)
    let effective = try #require(samples.populations[1].effectiveSamples)
    #expect(effective > 500 && effective < 128 * 2000)
  }

  /// The scheme of second order has no bias that could be seen here, at two steps per curvature's time.
  @Test func leimkuhlerMatthews() throws {
    let well = try DoubleWell()
    let plan = try sampling(well, 0.3, integrator: LeimkuhlerMatthews(), timeStep: 0.01)
    let sums = try #require(try plan.run(walkers: 0..<128, seed: 72))
    try expectExact(try DirectSamples(combining: [sums], temperature: 0.3), well)
  }

  /// In sixteen dimensions as in two, and the absolute free energy from importance sampling of the narrow well.
  @Test func manyDimensions() throws {
    let well = EntropicDoubleWell(dimension: 16, widening: 0.2)
    let plan = try sampling(well, 1.0 / 3, timeStep: 0.03, steps: 8000)
    let sums = try #require(try plan.run(walkers: 0..<128, seed: 73))
    let samples = try DirectSamples(combining: [sums], temperature: 1.0 / 3)
    try expectExact(samples, well)
    var generator = SplitMix(74)
    let reference = try FreeEnergy.sampled(
      well, region: well.wells[0].region, minimum: well.wells[0].minimum, temperature: 1.0 / 3, samples: 40_000,
      using: &generator)
    let wide = try samples.thermodynamics(of: 1, reference: 0, freeEnergy: reference.freeEnergy)
    expectZ(wide, try FreeEnergy.quadrature(well, region: well.wells[1].region, temperature: 1.0 / 3))
  }

  /// Parts of the walkers are the same as all of them; so are two threads.
  @Test func partsAddUp() throws {
    let well = EntropicDoubleWell()
    let plan = try sampling(well, 0.3, steps: 2000)
    let whole = try #require(try plan.run(walkers: 0..<48, seed: 75))
    let parts = try [0..<16 as Range<UInt32>, 16..<48].map { names in
      try #require(try plan.run(walkers: names, seed: 75, threads: 2))
    }
    let one = try DirectSamples(combining: [whole], temperature: 0.3)
    let two = try DirectSamples(combining: parts, temperature: 0.3)
    #expect(one.populations == two.populations)
    #expect(one.transitions == two.transitions)
    #expect(
      try one.entropyDifference(of: 1, relativeTo: 0) == two.entropyDifference(of: 1, relativeTo: 0))
  }

  @Test func walkersAreAllottedByShare() throws {
    let plan = try sampling(EntropicDoubleWell(), 0.3, shares: [3, 1])
    let counts = (0..<1000).reduce(into: [0, 0]) { $0[plan.start(of: UInt32($1))] += 1 }
    #expect(abs(counts[0] - 750) <= 4)
  }

  @Test func walkersThatNeverCrossAreTold() throws {
    let well = EntropicDoubleWell()
    let plan = try sampling(well, 0.02, timeStep: 0.005, steps: 1000, shares: [3, 1])
    let sums = try #require(try plan.run(walkers: 0..<32, seed: 76))
    let samples = try DirectSamples(combining: [sums], temperature: 0.02)
    #expect(samples.transitions == 0)
    #expect(samples.isTrapped)
    #expect(
      samples.warnings.first == "no walker crossed between the wells; the populations are those of the start")
    #expect(abs(samples.populations[0].value - 0.75) < 0.04)
  }

  @Test func stopsWhenTold() throws {
    let plan = try sampling(EntropicDoubleWell(), 0.3, steps: 1000)
    var heard = 0
    let sums = try plan.run(walkers: 0..<4, seed: 77) { _ in
      heard += 1
      return heard < 3
    }
    #expect(sums == nil)
    #expect(heard == 3)
  }

  @Test func whatHasNoNumberSaysWhy() throws {
    let well = try DoubleWell()
    #expect(throws: NotApplicable("30 steps hold 3 observations of a walker; there must be at least 4")) {
      try sampling(well, 0.3, steps: 30)
    }
    #expect(throws: NotApplicable("the temperature is -1.0; it must be positive")) { try sampling(well, -1) }
    #expect(throws: NotApplicable("the shares of the wells that walkers start in must be positive")) {
      try sampling(well, 0.3, shares: [0, 0])
    }
    let plan = try DirectSampling(
      well, temperature: 0.1, regions: [.above(0), .above(5)],
      starts: [.init(minimum: [1], region: .above(0))], timeStep: 0.01, steps: 400)
    let sums = try #require(try plan.run(walkers: 0..<8, seed: 78))
    let samples = try DirectSamples(combining: [sums], temperature: 0.1)
    #expect(samples.populations[1].value == 0)
    #expect(samples.populations[1].bounds.upperBound > 0.3)
    #expect(
      throws: NotApplicable("no walker was found in the region at any observation; its probability is too small")
    ) { try samples.freeEnergyDifference(of: 1, relativeTo: 0) }
    #expect(throws: NotApplicable("1 walkers are left; an error bar takes at least two")) {
      let one = try #require(try plan.run(walkers: 0..<1, seed: 78))
      _ = try DirectSamples(combining: [one], temperature: 0.1)
    }
  }

  @Test(.long) func coverage() throws {
    let well = EntropicDoubleWell()
    let theta = 1.0 / 3
    let exact = try well.wells.map { try FreeEnergy.quadrature(well, region: $0.region, temperature: theta) }
    let ratio = exact[1].populationRatio(to: exact[0], temperature: theta).value
    let plan = try sampling(well, theta, timeStep: 0.02, steps: 20_000)
    var population = Coverage()
    var free = Coverage()
    var energy = Coverage()
    var entropy = Coverage()
    var absolute = Coverage()
    for repetition in 0..<400 {
      let sums = try #require(try plan.run(walkers: 0..<64, seed: 1000 + UInt64(repetition)))
      let samples = try DirectSamples(combining: [sums], temperature: theta)
      population.add(samples.populations[1], ratio / (1 + ratio))
      free.add(
        try samples.freeEnergyDifference(of: 1, relativeTo: 0), exact[1].freeEnergy.value - exact[0].freeEnergy.value)
      energy.add(try samples.energy(of: 1), exact[1].energy.value)
      entropy.add(
        try samples.entropyDifference(of: 1, relativeTo: 0), exact[1].entropy.value - exact[0].entropy.value)
      absolute.add(
        try samples.thermodynamics(of: 1, reference: 0, freeEnergy: exact[0].freeEnergy).entropy,
        exact[1].entropy.value)
    }
    population.check("population by direct sampling")
    free.check("free-energy difference by direct sampling")
    energy.check("energy by direct sampling")
    entropy.check("entropy difference by direct sampling")
    absolute.check("entropy by direct sampling and a reference")
  }
}
