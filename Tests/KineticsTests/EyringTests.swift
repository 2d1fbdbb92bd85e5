// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// f = (x² − 1)⁴: the wells are flat to fourth order.
private struct FlatWell: Potential {
  var dimension: Int { 1 }
  var window: [ClosedRange<Double>] { [-2...2] }
  func energy(at position: Span<Double>) -> Double { pow(position[0] * position[0] - 1, 4) }
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    gradient[0] = 8 * position[0] * pow(position[0] * position[0] - 1, 3)
  }
}

/// f = x⁶ − x⁴ + y²/2: the saddle at the origin is flat.
private struct FlatSaddle: Potential {
  var dimension: Int { 2 }
  var window: [ClosedRange<Double>] { [-2...2, -2...2] }
  func energy(at position: Span<Double>) -> Double {
    let x = position[0]
    return x * x * x * x * (x * x - 1) + position[1] * position[1] / 2
  }
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let x = position[0]
    gradient[0] = x * x * x * (6 * x * x - 4)
    gradient[1] = position[1]
  }
}

struct EyringKramersTests {
  /// The second column of the table in docs/physics.md: τ over 1/k.
  @Test(arguments: [(3.0, 1.1941), (5.0, 1.1066), (8.0, 1.0571), (10.0, 1.0434)])
  func ratioToTheExactPassage(beta: Double, expected: Double) throws {
    let well = QuarticWell()
    let law = try EyringKramers(potential: well, minima: [[-1]], saddles: [[0]], temperature: 1 / beta)
    let time = try ExactPassage(potential: well, temperature: 1 / beta).moments(from: .point([-1]), to: .above(1)).mean
    #expect(agree(time.value * law.rate.value, expected, relative: 5e-5))
    #expect(agree(law.rate.value, 32.0.squareRoot() / (2 * .pi) * exp(-beta), relative: 1e-12))
    #expect(law.barrier == 1)
    #expect(law.notes.isEmpty == (beta >= 5))
  }

  @Test func mullerBrownOverOneSaddle() throws {
    let surface = MullerBrown()
    let saddle = try #require(surface.saddles.min { surface.energy(at: $1.position) < surface.energy(at: $0.position) })
    let minimum = try #require(surface.wells.first { $0.name == "reactant" }).minimum
    let law = try EyringKramers(potential: surface, minima: [minimum], saddles: [saddle.position], temperature: 10)
    #expect(agree(law.rate.value, 6.32e-3, relative: 1e-3))
    #expect(law.barrier > 100 && law.barrier < 110)
  }

  @Test func ratesOfSeveralSaddlesAdd() throws {
    let hills = TripleWell2D()
    let minimum = hills.wells[0].minimum
    let saddles = hills.saddles.map(\.position)
    #expect(saddles.count > 1)
    let both = try EyringKramers(potential: hills, minima: [minimum], saddles: saddles, temperature: 0.1)
    let single = try saddles.map {
      try EyringKramers(potential: hills, minima: [minimum], saddles: [$0], temperature: 0.1).rate.value
    }
    #expect(agree(both.rate.value, single.reduce(0, +), relative: 1e-12))
    #expect(both.notes.contains("the rates over \(saddles.count) saddles are added"))
  }

  @Test func minimaOfOneWellShareIt() throws {
    let law = try EyringKramers(potential: QuarticWell(), minima: [[-1], [1]], saddles: [[0]], temperature: 0.1)
    let one = try EyringKramers(potential: QuarticWell(), minima: [[-1]], saddles: [[0]], temperature: 0.1)
    #expect(agree(law.rate.value, one.rate.value / 2, relative: 1e-12))
    #expect(law.notes == ["the well holds 2 equally deep minima"])
  }

  @Test func whatHasNoNumberSaysWhy() {
    #expect(throws: NotApplicable("the Hessian is singular at the minimum (1); its well is not harmonic")) {
      try EyringKramers(potential: FlatWell(), minima: [[1]], saddles: [[0]], temperature: 0.1)
    }
    #expect(throws: NotApplicable("the Hessian is singular at the saddle (0, 0); the barrier is not harmonic")) {
      try EyringKramers(
        potential: FlatSaddle(), minima: [[(2.0 / 3).squareRoot(), 0]], saddles: [[0, 0]], temperature: 0.1)
    }
    #expect(throws: NotApplicable("(0) is no minimum: its Hessian has 1 negative eigenvalues")) {
      try EyringKramers(potential: QuarticWell(), minima: [[0]], saddles: [[0]], temperature: 0.1)
    }
    #expect(throws: NotApplicable("no saddle is known that leads out of the well")) {
      try EyringKramers(potential: QuarticWell(), minima: [[1]], saddles: [], temperature: 0.1)
    }
  }
}

struct EyringFreeEnergyTests {
  /// With harmonic free energies formula (5) is the Eyring–Kramers law.
  @Test(arguments: [1, 2, 5])
  func harmonicFreeEnergiesGiveEyringKramers(dimension: Int) throws {
    let theta = 0.15
    // Wells of det H = 8·3^{d−1} and a saddle of curvature −4 with transverse 2^{d−1}, a barrier of 1.
    let d = Double(dimension)
    let well = -theta / 2 * (d * log(2 * .pi * theta) - log(8) - (d - 1) * log(3))
    let surface = 1 - theta / 2 * (d - 1) * log(2 * .pi * theta / 2)
    let rate = try EyringFreeEnergy(
      well: .exact(well, accuracy: 0), surface: .exact(surface, accuracy: 0), unstableCurvature: 4, temperature: theta
    ).rate
    let kramers = 4 / (2 * .pi) * (8 * pow(3, d - 1) / (4 * pow(2, d - 1))).squareRoot() * exp(-1 / theta)
    #expect(agree(rate.value, kramers, relative: 1e-12))
  }

  @Test func errorsAreCarriedAlong() throws {
    let law = try EyringFreeEnergy(
      well: Estimate(-0.3, standardError: 0.03), surface: Estimate(1, standardError: 0.04), unstableCurvature: 2,
      temperature: 0.5)
    #expect(agree(law.activationFreeEnergy.value, 1.3, relative: 1e-12))
    #expect(agree(law.activationFreeEnergy.standardError, 0.05, relative: 1e-12))
    #expect(agree(law.rate.standardError / law.rate.value, 0.1, relative: 1e-12))
    let interval = try #require(law.rate.interval)
    #expect(agree(interval.lowerBound * interval.upperBound, law.rate.value * law.rate.value, relative: 1e-12))
  }

  @Test func flatTopIsRefused() {
    #expect(
      throws: NotApplicable("the unstable curvature at the saddle is 0.0; the law needs a harmonic top")
    ) {
      try EyringFreeEnergy(
        well: .exact(0, accuracy: 0), surface: .exact(1, accuracy: 0), unstableCurvature: 0, temperature: 1)
    }
  }
}

struct ActivationAnalysisTests {
  let temperatures = [0.1, 0.125, 0.16, 0.2, 0.25]

  /// k = √(θ|λ|/2π) e^{ΔS − ΔE/θ} with constant ΔE and ΔS is recovered to rounding.
  @Test func exactEyringLaw() throws {
    let rates = temperatures.map {
      Estimate.exact(($0 * 4 / (2 * .pi)).squareRoot() * exp(0.7 - 1.3 / $0), accuracy: 1e-12)
    }
    let analysis = try ActivationAnalysis(temperatures: temperatures, rates: rates, unstableCurvature: 4)
    #expect(agree(analysis.activationEnthalpy.value, 1.3, relative: 1e-10))
    #expect(agree(analysis.activationEntropy.value, 0.7, relative: 1e-9))
    let theta = analysis.referenceTemperature
    #expect(agree(analysis.activationFreeEnergy.value, 1.3 - theta * 0.7, relative: 1e-10))
    #expect(analysis.activationEnthalpy.standardError < 1e-9)
  }

  /// The quartic barrier: F₀ = −(θ/2)ln(2πθ/8)…, so ΔE‡ = 1 − θ/2 and ΔS‡ = −½ − ½ ln(2πθ/8) up to terms of order θ².
  @Test func quarticBarrierAtTheReferenceTemperature() throws {
    let cold = [0.05, 0.055, 0.06, 0.066, 0.073, 0.08]
    let rates = try cold.map { theta in
      try ExactPassage(potential: QuarticWell(), temperature: theta).moments(from: .point([-1]), to: .above(1)).rate
    }
    let analysis = try ActivationAnalysis(temperatures: cold, rates: rates, unstableCurvature: 4)
    let theta = analysis.referenceTemperature
    #expect(analysis.eyring.isCurved)
    #expect(abs(analysis.activationEnthalpy.value - (1 - theta / 2)) < theta * theta)
    #expect(abs(analysis.activationEntropy.value - (-0.5 - log(2 * .pi * theta / 8) / 2)) < 2 * theta)
    #expect(abs(analysis.activationEnergy.value - 1) < 0.01)
    #expect(analysis.notes.contains("the rates are computed; the errors are those of the lack of fit"))
  }

  /// 95 % of the intervals hold the truth, and the curvature test is silent 99 times of 100 where there is none.
  @Test func coverage() throws {
    var generator = SplitMix(61)
    var held = [0, 0, 0, 0]
    var alarms = 0
    for _ in 0..<1000 {
      let rates = temperatures.map { theta in
        let truth = (theta * 4 / (2 * .pi)).squareRoot() * exp(0.7 - 1.3 / theta)
        return Estimate(truth * exp(0.02 * generator.normal()), standardError: 0.02 * truth)
      }
      let analysis = try ActivationAnalysis(
        temperatures: temperatures, rates: rates, unstableCurvature: 4, referenceTemperature: 0.15)
      for (index, (estimate, truth)) in [
        (analysis.activationEnthalpy, 1.3), (analysis.activationEntropy, 0.7),
        (analysis.activationFreeEnergy, 1.3 - 0.15 * 0.7),
      ].enumerated() {
        if try #require(estimate.interval).contains(truth) { held[index] += 1 }
      }
      if analysis.eyring.isCurved { alarms += 1 }
    }
    for count in held.prefix(3) { #expect(abs(binomialZ(count, of: 1000, probability: 0.95)) <= 4, "\(held)") }
    #expect(abs(binomialZ(alarms, of: 1000, probability: 0.01)) <= 4, "\(alarms)")
  }

  @Test func tooFewTemperaturesAreRefused() {
    #expect(throws: NotApplicable("an activation energy with an error needs rates at three temperatures at least")) {
      try ActivationAnalysis(
        temperatures: [0.1, 0.2], rates: [.exact(1, accuracy: 0), .exact(2, accuracy: 0)], unstableCurvature: 1)
    }
  }
}
