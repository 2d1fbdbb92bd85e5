// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// Regression whose Gibbs law is N(0, θ/(2a² + γ)) along each axis, with a test loss of other stiffness.
private func isotropic(dimension: Int, scale: Double = 1, confinement: Double = 0.5) -> Regression {
  var regression = Regression(dimension: dimension, rows: dimension, confinement: confinement, seed: 1)
  func rows(_ length: (Int) -> Double) -> [[Double]] {
    (0..<dimension).map { row in (0..<dimension).map { $0 == row ? length(row) : 0 } }
  }
  regression.rows = rows { _ in scale * Double(dimension).squareRoot() }
  regression.answers = regression.rows.map { _ in 0 }
  regression.testRows = rows { Double($0 + 1) }
  regression.testAnswers = (0..<dimension).map { $0 == 0 ? 1.0 : 0 }
  return regression
}

private func profile(
  _ potential: Regression, _ observable: Observable, temperature: Double, _ range: ClosedRange<Double>, seed: UInt64,
  _ change: (inout UmbrellaSampling.Settings) -> Void = { _ in }
) throws -> UmbrellaAnalysis {
  var settings = UmbrellaSampling.Settings()
  settings.range = range
  settings.samples = 2000
  settings.bins = 12
  change(&settings)
  let sampling = try UmbrellaSampling(
    potential, temperature: temperature, coordinate: ObservableCoordinate(observable, of: potential),
    settings: settings, seed: seed)
  return try sampling.run(
    regions: [("all", .everywhere(potential.dimension))], seed: seed)
}

struct UmbrellaObservableTests {
  @Test("along |w| the profile is that of the chi law", arguments: [2, 5])
  func chi(dimension: Int) throws {
    let potential = isotropic(dimension: dimension)
    let theta = 0.2
    let width = (theta / (2 + potential.confinement)).squareRoot()
    let mode = width * Double(dimension).squareRoot()
    let found = try profile(potential, Regression.norm, temperature: theta, 0.2 * mode...2.5 * mode, seed: 3)
    #expect(found.profile.count == 12)
    func density(_ q: Double) -> Double {
      let d = Double(dimension)
      return pow(q / width, d - 1) * exp(-q * q / (2 * width * width)) / width
        / (pow(2, d / 2 - 1) * tgamma(d / 2))
    }
    for point in found.profile {
      let (a, b) = (point.bin.lowerBound, point.bin.upperBound)
      let cells = 200
      let mean =
        (0..<cells).reduce(0) { $0 + density(a + (b - a) * (Double($1) + 0.5) / Double(cells)) } / Double(cells)
      expectZ(
        point.freeEnergy.value, -theta * log(mean), standardError: point.freeEnergy.standardError,
        "F(q) in \(a)…\(b)")
    }
    #expect(found.warnings.allSatisfy { $0.hasPrefix("R̂") }, "\(found.warnings)")
  }

  @Test("along the test loss the profile is that of exact draws") func quadraticForm() throws {
    let potential = isotropic(dimension: 3)
    let theta = 0.3
    let width = (theta / (2 + potential.confinement)).squareRoot()
    let range = 0.02...2.0
    let found = try profile(potential, Regression.test, temperature: theta, range, seed: 4)
    var stream = RandomStream(StreamName(seed: 77, task: 0, purpose: .test), walker: 0)
    let draws = 400_000
    let bin = (range.upperBound - range.lowerBound) / 12
    var counts = [Double](repeating: 0, count: 12)
    for _ in 0..<draws {
      let w = (0..<3).map { _ in width * stream.normal() }
      let place = (potential.value(of: Regression.test, at: w.span) - range.lowerBound) / bin
      if place >= 0, place < 12 { counts[Int(place)] += 1 }
    }
    for point in found.profile {
      let count = counts[Int(((point.bin.lowerBound - range.lowerBound) / bin).rounded())]
      guard count > 200 else { continue }
      let error = (pow(point.freeEnergy.standardError, 2) + theta * theta / count).squareRoot()
      expectZ(
        point.freeEnergy.value, -theta * log(count / Double(draws) / bin), standardError: error,
        "F(test loss) at \(point.bin)")
    }
  }

  @Test("means of what was written down are those of the Gibbs law") func written() throws {
    let potential = isotropic(dimension: 4)
    let theta = 0.2
    let found = try profile(potential, Regression.norm, temperature: theta, 0.1...1.8, seed: 5) {
      $0.observables = [Regression.train, Regression.right]
      $0.recordsSlopes = true
    }
    let samples = found.samples
    let all = Array(samples.weights.indices)
    let loss = try samples.average(of: samples.told[0], over: all)
    expectZ(
      loss.value, 4 * theta / (2 + potential.confinement), standardError: loss.standardError, "⟨L⟩")
    #expect(samples.told[1].allSatisfy { $0 == 1 })
    #expect(samples.squaredSlopes.allSatisfy { abs($0 - 1) < 1e-12 })
  }

  @Test("what cannot carry a bias names what can") func objections() throws {
    let potential = isotropic(dimension: 2)
    func reason(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return ""
    }
    #expect(
      reason { _ = try ObservableCoordinate(Regression.right, of: potential) }
        == "accuracy on train has no gradient, so that it cannot carry a bias; take one that has, such as norm on all")
    let coordinate = try ObservableCoordinate(Regression.norm, of: potential)
    #expect(
      reason { _ = try UmbrellaSampling(potential, temperature: 1, coordinate: coordinate) }
        == "only along a coordinate of the potential is the range of the windows found; say from where to where")
  }

  @Test("windows that are too few and stiff for each other are refused") func gaps() throws {
    let potential = isotropic(dimension: 3)
    var message = ""
    do {
      let found = try profile(potential, Regression.norm, temperature: 0.01, 0.1...6, seed: 6) {
        $0.windows = 3
        $0.stiffness = 500
      }
      message = found.warnings.joined()
    } catch { message = "\(error)" }
    #expect(message.contains("overlap"), "\(message)")
  }
}
