// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Randomness
import Runs
import Statistics
import Thermodynamics

/// Eyring's law with the free energies of the well and of the dividing surface.
struct EyringFreeEnergyMethod: RateMethod {
  let name = "eyring-free-energy"
  let summary = "Eyring's law with integrated (three dimensions at most) or sampled free energies"
  let formula = "k = Σ √(θ|λ₋|/2π) e^{−β(F₁ − F₀)},  F₀ = −θ ln ∫_well e^{−βf} dx,  F₁ = −θ ln ∫_S e^{−βf} dσ"
  let standing = MethodStanding.asymptotic(rank: 50)

  /// Above this dimension nested quadrature gives way to importance sampling with so many points.
  private static let quadratureDimension = 3
  private static let samples = 200_000

  func objection(to point: EscapeRatePoint) -> String? {
    point.needsLandscape ?? point.needsConstantTemperature
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] {
    [MethodPart(cost: pow(1e2, Double(min(point.potential.dimension, 4))) * 1e2)]
  }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature else { return Dataset(findings: []) }
    do { return Dataset(findings: try findings(of: point, temperature: temperature)) } catch {
      return Dataset(findings: [.none(because: error)])
    }
  }

  /// Its notes stand with its findings.
  func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] { [] }

  /// The rates over all saddles that lead out of the well are added; the free energy of activation is that of their sum.
  private func findings(of point: EscapeRatePoint, temperature: Double) throws(NotApplicable) -> [Finding] {
    guard let region = point.start.well?.region ?? point.start.region else {
      throw NotApplicable("the start belongs to no known well")
    }
    guard !point.saddles.isEmpty else { throw NotApplicable("no saddle is known that leads out of the well") }
    let isIntegrated = point.potential.dimension <= Self.quadratureDimension
    var stream = RandomStream(
      StreamName(seed: point.position.seed, task: StreamTask(bits: UInt32(point.position.index)), purpose: .bootstrap),
      walker: 0)
    let well =
      if isIntegrated {
        try FreeEnergy.quadrature(point.potential, region: region, temperature: temperature).freeEnergy
      } else {
        try FreeEnergy.sampled(
          point.potential, region: region, minimum: point.start.minimum ?? [], temperature: temperature,
          samples: Self.samples, using: &stream
        ).freeEnergy
      }
    var total: Estimate?
    var lowest: (energy: Double, surface: Estimate, curvature: Double)?
    for saddle in point.saddles {
      let surface = try DividingSurface(potential: point.potential, saddle: saddle.position)
      let freeEnergy =
        isIntegrated
        ? try surface.freeEnergyByQuadrature(temperature: temperature)
        : try surface.sampledFreeEnergy(temperature: temperature, samples: Self.samples, using: &stream)
      let law = try EyringFreeEnergy(
        well: well, surface: freeEnergy, unstableCurvature: surface.unstableCurvature, temperature: temperature)
      total = total.map { $0.adding(law.rate) } ?? law.rate
      if lowest.map({ freeEnergy.value < $0.energy }) ?? true {
        lowest = (freeEnergy.value, freeEnergy, surface.unstableCurvature)
      }
    }
    guard let lowest else { return [] }
    let barrier = try EyringFreeEnergy(
      well: well, surface: lowest.surface, unstableCurvature: lowest.curvature, temperature: temperature)
    let notes =
      point.saddles.count > 1 ? ["the rates over \(point.saddles.count) saddles are added"] : []
    return [
      Finding("escape-rate", total, unit: "1/time", notes: notes),
      Finding("activation-free-energy", barrier.activationFreeEnergy, unit: "energy"),
      Finding("well-free-energy", well, unit: "energy"),
      Finding("surface-free-energy", lowest.surface, unit: "energy"),
    ]
  }
}

extension Estimate {
  /// The sum of two rates; the errors, which share the well's, are added and not squared.
  fileprivate func adding(_ other: Estimate) -> Estimate {
    let sum = value + other.value
    let numerical = accuracy.map { ($0 * abs(value) + (other.accuracy ?? 0) * abs(other.value)) / abs(sum) }
    return Estimate(sum, standardError: standardError + other.standardError, accuracy: numerical)
  }
}
