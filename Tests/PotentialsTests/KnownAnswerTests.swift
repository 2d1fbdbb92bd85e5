// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import TestSupport
import Testing

@testable import Potentials

@Suite struct KnownAnswerTests {
  /// Simpson's rule.
  private func integral(_ range: ClosedRange<Double>, _ function: (Double) -> Double) -> Double {
    let steps = 1000
    let width = (range.upperBound - range.lowerBound) / Double(steps)
    return (0...steps).reduce(0) { sum, i in
      let weight = i == 0 || i == steps ? 1.0 : (i % 2 == 1 ? 4 : 2)
      return sum + weight * function(range.lowerBound + Double(i) * width) * width / 3
    }
  }

  private func answer(_ potential: any Potential, _ quantity: String, _ index: Int = 0) throws -> KnownAnswer {
    let answers = potential.knownAnswers.filter { $0.quantity == quantity }
    return try #require(answers.indices.contains(index) ? answers[index] : nil)
  }

  /// τ(−1→1) = β ∫ e^{βf(y)} ∫_{−∞}^y e^{−βf(z)} dz dy, both integrals by the same fine grid.
  @Test(arguments: zip([3.0, 5, 8, 10], 0...3))
  func passageOverTheQuarticBarrier(inverseTemperature beta: Double, index: Int) throws {
    let potential = try DoubleWell()
    let steps = 400_000
    let width = 6.0 / Double(steps)
    var population = 0.0
    var passage = 0.0
    for i in 0..<steps {
      let x = -3 + (Double(i) + 0.5) * width
      let weight = exp(-beta * potential.energy(at: [x]))
      population += 0.5 * weight * width
      if x > -1, x < 1 { passage += beta * population / weight * width }
      population += 0.5 * weight * width
    }
    let known = try answer(potential, "mean-first-passage-time", index)
    #expect(agree(passage, known.value, relative: known.accuracy))
  }

  /// The numbers of the table against an integral over the plane, y by its Gaussian law.
  @Test(arguments: zip([3.0, 5, 8], 0...2))
  func populationsOfTheEntropicDoubleWell(inverseTemperature beta: Double, index: Int) throws {
    let potential = EntropicDoubleWell()
    func population(_ range: ClosedRange<Double>) -> Double {
      integral(range) { x in
        exp(-beta * potential.energy(at: [x, 0])) / potential.hessian(at: [x, 0])[3].squareRoot()
      }
    }
    let known = try answer(potential, "population-ratio", index)
    #expect(agree(population(0...3) / population(-3...0), known.value, relative: known.accuracy))
  }

  /// τ = β ∫ e^{βF} ∫ e^{−βF} with F = (θ/2) ln k(x), from the mirror to the open end.
  @Test(arguments: [EntropicSlide.End.wide, .narrow])
  func passageOfTheEntropicSlide(towards end: EntropicSlide.End) throws {
    let potential = EntropicSlide(towards: end)
    func width(_ distance: Double) -> Double {
      let x = end == .wide ? distance : 4 - distance
      return 1 / potential.hessian(at: [x, 0])[3].squareRoot()
    }
    let passage = integral(0...4) { y in y == 0 ? 0 : integral(0...y) { width($0) } / width(y) }
    let known = try answer(potential, "mean-first-passage-time")
    #expect(agree(passage, known.value, relative: 1e-9))
    #expect(agree(known.value, end == .wide ? 3.0183 : 49.598, relative: 2e-5))
  }

  @Test func populationsOfTheRiverValley() throws {
    let potential = RiverValley()
    func population(_ range: ClosedRange<Double>) -> Double {
      integral(range) { x in 1 / potential.hessian(at: [x, potential.bend * sin(x)])[3].squareRoot() }
    }
    let known = try answer(potential, "population-ratio")
    #expect(agree(population(0...4) / population(-4...0), known.value, relative: known.accuracy))
  }

  @Test func barriersOfTheAsymmetricDoubleWell() {
    let potential = AsymmetricDoubleWell(barrier: 2, right: 0.5)
    #expect(agree(potential.energy(at: [0]) - potential.energy(at: [-1]), 2, relative: 1e-14))
    let right = 2 * 0.125 * 2.5 / 2
    #expect(agree(potential.energy(at: [0]) - potential.energy(at: [0.5]), right, relative: 1e-14))
  }

  /// d = 3: V/(4πθρ), Smoluchowski's rate inverted.
  @Test func searchTimeOfTheCube() throws {
    let cube = try Cube(dimension: 3, length: 2, constraints: 1, fraction: 0.5)
    #expect(
      agree(try #require(cube.searchTime(radius: 0.01, temperature: 0.5)), 4 / (4 * .pi * 0.005), relative: 1e-14))
    #expect(try Cube(dimension: 2).searchTime(radius: 0.1, temperature: 1) == nil)
    #expect(agree(try answer(cube, "entropy").value, log(4), relative: 1e-14))
  }

  @Test func thermodynamicsOfTheHarmonicWell() throws {
    let potential = try Harmonic(stiffness: [1, 4])
    let partition = integral(-12...12) { x in exp(-0.5 * x * x) } * integral(-6...6) { y in exp(-2 * y * y) }
    #expect(agree(try answer(potential, "free-energy").value, -log(partition), relative: 1e-12))
    #expect(agree(try answer(potential, "entropy").value, 1 + log(partition), relative: 1e-12))
  }

  @Test func whatIsNotFiniteIsSaid() throws {
    let potential = try ExpressionPotential("log(x) + sqrt(y)", coordinates: ["x", "y"])
    #expect(potential.defect(at: [1, 1]) == nil)
    #expect(potential.defect(at: [-1, 1]) == "the energy is nan at (−1, 1).")
    #expect(potential.defect(at: [1, 0]) == "the slope along coordinate 2 is inf at (1, 0).")
  }
}
