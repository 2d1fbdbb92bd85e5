// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

struct MBARTests {
  /// pymbar 4.0.3 of the same samples: its `compute_free_energy_differences`, `compute_overlap`,
  /// `compute_perturbed_free_energies` and `compute_expectations`, with a relative tolerance of 1e-13.
  @Test func agreesWithPymbar() throws {
    var generator = SplitMix(7)
    let states = HarmonicStates(stiffness: [1, 4, 2], centers: [0, 1, 2.5], counts: [40, 60, 50])
    let x = states.samples(using: &generator)
    let mbar = try MBAR(reducedPotentials: states.potentials(x), counts: states.counts)
    func compare(_ value: Double, _ expected: Double, _ what: String) {
      #expect(agree(value, expected, relative: 1e-8), "\(what): \(value), pymbar \(expected)")
    }
    compare(mbar.freeEnergies[1], 0.886723792188775, "f₁")
    compare(mbar.freeEnergies[2], 0.9023167156813106, "f₂")
    compare(mbar.difference(from: 0, to: 1).standardError, 0.1885567401451624, "error of f₁")
    compare(mbar.difference(from: 0, to: 2).standardError, 0.3264444670730569, "error of f₂")
    compare(mbar.difference(from: 1, to: 2).standardError, 0.25423715432221833, "error of f₂ − f₁")
    let overlap = [
      0.6685533185113658, 0.2873464942915557, 0.04410018719707878, 0.19156432952770377, 0.6694013892545617,
      0.13903428121773473, 0.035280149757663026, 0.16684113746128165, 0.7978787127810553,
    ]
    for i in 0..<3 { for j in 0..<3 { compare(mbar.overlap[i][j], overlap[3 * i + j], "overlap \(i), \(j)") } }
    compare(1 - mbar.secondEigenvalue, 0.28008148870036575, "1 − λ₂")
    let other = try mbar.weights(for: x.map { 1.5 * ($0 - 0.5) * ($0 - 0.5) })
    compare(other.freeEnergy.value, 0.6531087237700257, "f of another state")
    compare(other.freeEnergy.standardError, 0.11371704574444877, "its error")
    compare(other.expectation(of: x).standardError, 0.0750355862238732, "error of ⟨x⟩ in it")
    let own = try mbar.weights(for: x.map { states.reduced(1, $0) })
    compare(own.expectation(of: x).value, 0.9759351110963514, "⟨x⟩₁")
    compare(own.expectation(of: x).standardError, 0.049093450901482025, "error of ⟨x⟩₁")
    compare(own.effectiveSamples, 89.63232070195633, "effective samples of state 1")
    compare(own.freeEnergy.value, mbar.freeEnergies[1], "f₁ by reweighting")
    compare(own.freeEnergy.standardError, mbar.difference(from: 0, to: 1).standardError, "error of f₁ by reweighting")
  }

  @Test func harmonicStates() throws {
    var generator = SplitMix(51)
    var states = HarmonicStates.five
    states.counts = states.counts.map { 20 * $0 }
    let x = states.samples(using: &generator)
    let mbar = try MBAR(reducedPotentials: states.potentials(x), counts: states.counts)
    #expect(mbar.warnings.isEmpty)
    for i in 0..<5 {
      #expect(abs(mbar.overlap[i].reduce(0, +) - 1) < 1e-9)
      for j in 0..<i {
        let difference = mbar.difference(from: j, to: i)
        expectZ(
          difference.value, states.freeEnergy(i) - states.freeEnergy(j), standardError: difference.standardError,
          "f\(i) − f\(j)")
      }
    }
    let other = HarmonicStates(stiffness: [2], centers: [2.4], counts: [])
    let seen = try mbar.weights(for: x.map { other.reduced(0, $0) })
    expectZ(
      seen.freeEnergy.value, other.freeEnergy(0) - states.freeEnergy(0), standardError: seen.freeEnergy.standardError)
    let mean = seen.expectation(of: x)
    expectZ(mean.value, 2.4, standardError: mean.standardError)
    let square = seen.expectation(of: x.map { $0 * $0 })
    expectZ(square.value, 2.4 * 2.4 + 0.5, standardError: square.standardError)
    #expect(abs(seen.weights.reduce(0, +) - 1) < 1e-12)
  }

  @Test func errorBarsAreTrue() throws { try errorBars(repetitions: 400, seed: 52) }

  @Test(.long) func errorBarsAreTrueLong() throws { try errorBars(repetitions: 4000, seed: 53) }

  /// z of differences, of a state that was not sampled and of averages: variance 1, 95 % of intervals cover; and the
  /// predicted covariance of two differences is the one that is seen.
  private func errorBars(repetitions: Int, seed: UInt64) throws {
    var generator = SplitMix(seed)
    let states = HarmonicStates.five
    let names = ["f₁", "f₄", "f of another", "⟨x⟩", "⟨x²⟩"]
    var scores = names.map { _ in [Double]() }
    var products = 0.0
    var squares = 0.0
    var predicted = 0.0
    for _ in 0..<repetitions {
      let x = states.samples(using: &generator)
      let mbar = try MBAR(reducedPotentials: states.potentials(x), counts: states.counts)
      let seen = try mbar.weights(for: x.map { ($0 - 2.4) * ($0 - 2.4) })
      let estimates = [
        (mbar.difference(from: 0, to: 1), states.freeEnergy(1) - states.freeEnergy(0)),
        (mbar.difference(from: 0, to: 4), states.freeEnergy(4) - states.freeEnergy(0)),
        (seen.freeEnergy, -0.5 * log(Double.pi) - states.freeEnergy(0)),
        (seen.expectation(of: x), 2.4), (seen.expectation(of: x.map { $0 * $0 }), 2.4 * 2.4 + 0.5),
      ]
      for (index, (estimate, truth)) in estimates.enumerated() { scores[index].append(estimate.z(against: truth)) }
      let product =
        (mbar.freeEnergies[2] - states.freeEnergy(2) + states.freeEnergy(0))
        * (mbar.freeEnergies[4] - states.freeEnergy(4) + states.freeEnergy(0))
      products += product
      squares += product * product
      predicted += mbar.covariance[2][4]
    }
    for (name, z) in zip(names, scores) { expectTrueErrorBars(z, name) }
    let n = Double(repetitions)
    let error = ((squares / n - products * products / n / n) / n).squareRoot()
    expectZ(products / n, predicted / n, standardError: error, "covariance of f₂ and f₄")
  }

  /// Densities λe^{−λx}: u = λx and f = ln λ.
  @Test func exponentialStates() throws {
    var generator = SplitMix(54)
    let rates = [1.0, 2, 4, 8]
    var scores = [Double]()
    for _ in 0..<200 {
      let x = rates.flatMap { rate in (0..<200).map { _ in generator.exponential() / rate } }
      let mbar = try MBAR(
        reducedPotentials: rates.flatMap { rate in x.map { rate * $0 } }, counts: [200, 200, 200, 200])
      scores.append(mbar.difference(from: 0, to: 3).z(against: log(8)))
    }
    expectTrueErrorBars(scores, "ln 8")
  }

  /// For two states the equations are Bennett's: Σ₀ 1/(1 + e^{M + w}) = Σ₁ 1/(1 + e^{−M + w′}).
  @Test func twoStatesAreBennetts() throws {
    var generator = SplitMix(55)
    let states = HarmonicStates(stiffness: [1, 3], centers: [0, 1.5], counts: [500, 200])
    let x = states.samples(using: &generator)
    let mbar = try MBAR(reducedPotentials: states.potentials(x), counts: states.counts)
    let work = x.map { states.reduced(1, $0) - states.reduced(0, $0) }
    func imbalance(_ f: Double) -> Double {
      let shift = log(500.0 / 200) - f
      return work[..<500].reduce(0) { $0 + 1 / (1 + exp(shift + $1)) }
        - work[500...].reduce(0) { $0 + 1 / (1 + exp(-shift - $1)) }
    }
    var (low, high) = (-20.0, 20.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if imbalance(middle) > 0 { high = middle } else { low = middle }
    }
    #expect(abs(mbar.freeEnergies[1] - low) < 1e-10)
  }

  @Test func orderAndOffsetsDoNotMatter() throws {
    var generator = SplitMix(56)
    let states = HarmonicStates.five
    let x = states.samples(using: &generator)
    let plain = try MBAR(reducedPotentials: states.potentials(x), counts: states.counts)

    // Reduced potentials that are off by thousands: any start has to do.
    let offsets = [0.0, 3000, -500, 8000, 20]
    let shifted = try MBAR(
      reducedPotentials: states.counts.indices.flatMap { k in x.map { states.reduced(k, $0) + offsets[k] } },
      counts: states.counts)
    for k in 0..<5 { #expect(abs(shifted.freeEnergies[k] - offsets[k] - plain.freeEnergies[k]) < 1e-9) }

    let order = [3, 0, 4, 1, 2]
    let mixed = HarmonicStates(
      stiffness: order.map { states.stiffness[$0] }, centers: order.map { states.centers[$0] },
      counts: order.map { states.counts[$0] })
    let starts = states.counts.indices.map { states.counts[..<$0].reduce(0, +) }
    let y = order.flatMap { x[starts[$0]..<(starts[$0] + states.counts[$0])] }
    let permuted = try MBAR(reducedPotentials: mixed.potentials(y), counts: mixed.counts)
    for (place, k) in order.enumerated() {
      let value = permuted.freeEnergies[place] - permuted.freeEnergies[1]
      #expect(abs(value - plain.freeEnergies[k]) < 1e-10)
      let error = permuted.difference(from: 1, to: place).standardError
      #expect(abs(error - plain.difference(from: 0, to: k).standardError) < 1e-9)
    }
  }

  @Test func threadsDoNotChangeABit() throws {
    var generator = SplitMix(57)
    let states = HarmonicStates.five
    let x = states.samples(using: &generator)
    let one = try MBAR(reducedPotentials: states.potentials(x), counts: states.counts)
    for threads in [2, 3] {
      let many = try MBAR(reducedPotentials: states.potentials(x), counts: states.counts, threads: threads)
      #expect(many.freeEnergies == one.freeEnergies && many.covariance == one.covariance)
      #expect(try many.weights(for: x).freeEnergy == one.weights(for: x).freeEnergy)
    }
  }

  /// Each sample four times with the inefficiency four is each sample once.
  @Test func correlatedSamplesCountLess() throws {
    var generator = SplitMix(58)
    let states = HarmonicStates(stiffness: [1, 3, 2], centers: [0, 1, 2], counts: [150, 100, 120])
    let x = states.samples(using: &generator)
    let once = try MBAR(reducedPotentials: states.potentials(x), counts: states.counts)
    var repeated = states
    repeated.counts[1] *= 4
    let y = x[..<150] + x[150..<250].flatMap { [$0, $0, $0, $0] } + x[250...]
    let four = try MBAR(
      reducedPotentials: repeated.potentials(Array(y)), counts: repeated.counts, inefficiencies: [1, 4, 1])
    for k in 0..<3 {
      #expect(abs(four.freeEnergies[k] - once.freeEnergies[k]) < 1e-10)
      #expect(abs(four.covariance[k][2] - once.covariance[k][2]) < 1e-10)
    }
    let (a, b) = (try once.weights(for: x.map { $0 * $0 }), try four.weights(for: y.map { $0 * $0 }))
    #expect(agree(a.effectiveSamples, b.effectiveSamples, relative: 1e-9))
    let (mean, other) = (a.expectation(of: x), b.expectation(of: Array(y)))
    #expect(agree(mean.value, other.value, relative: 1e-9))
    #expect(agree(mean.standardError, other.standardError, relative: 1e-9))
  }

  /// A state of infinite energy beyond a wall: u = x and ∞ for x > 1, Z = 1 − 1/e.
  @Test func walls() throws {
    var generator = SplitMix(59)
    var x = (0..<4000).map { _ in generator.exponential() }
    x += (0..<4000).map { _ in -log(1 - generator.uniform() * (1 - exp(-1))) }
    let mbar = try MBAR(reducedPotentials: x + x.map { $0 <= 1 ? $0 : .infinity }, counts: [4000, 4000])
    let found = mbar.difference(from: 0, to: 1)
    expectZ(found.value, -log(1 - exp(-1)), standardError: found.standardError)
  }
}
