// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics
import Thermodynamics

/// Adaptive quadrature: exact for what it is.
struct QuadratureMethod: EquilibriumMethod {
  static let word = "quadrature"
  let name = word
  let summary = "adaptive quadrature in at most three dimensions, and along harmonic channels in any"
  let formula = "F(U) = −θ ln ∫_U e^{−βf} dx,  E = ⟨f⟩_U,  S = (E − F)/θ,  p(U) = ∫_U e^{−βf}/∫ e^{−βf}"
  let standing = MethodStanding.computed(rank: 10)

  /// Nested rules take points to the power of so many dimensions.
  static let largestDimension = 3
  /// Where the volume of {f < ε} is found as ∫ e^{−f/θ} at this many times ε: the weight is 1 there to nine digits.
  private static let infiniteTemperature = 1e10

  func objection(to point: EquilibriumPoint) -> String? {
    let dimension = point.potential.dimension
    if dimension <= Self.largestDimension, let objection = point.potential.searchObjection {
      return "needs more: \(objection)"
    }
    if dimension <= Self.largestDimension || point.potential is any ChannelPotential { return nil }
    return
      "is for at most three dimensions, or for channels with harmonic walls, and the potential has \(dimension); use "
      + "'\(NestedMethod.word)' or '\(SamplingMethod.word)'"
  }

  func parts(of point: EquilibriumPoint) -> [MethodPart] {
    let dimension = point.potential is any ChannelPotential ? 1 : point.potential.dimension
    // A place in three dimensions takes seconds.
    let cost = [1e5, 1e7, 1e9][min(dimension, Self.largestDimension) - 1]
    return [MethodPart(cost: cost * Double(point.places.count + point.energiesBelow.count + 1))]
  }

  func perform(part: Int, of point: EquilibriumPoint, in context: TaskContext) throws -> Dataset {
    var worth = WorthOfWells(point: point, places: [:])
    var failures: [Finding] = []
    for (index, place) in point.places.enumerated() {
      try context.checkCancellation()
      context.report(fraction: Double(index) / Double(point.places.count + 1))
      do {
        worth.places[place.name] = try FreeEnergy.quadrature(
          point.potential, region: place.region, temperature: point.temperature)
      } catch { failures.append(.missing(of: place, because: error)) }
    }
    try context.checkCancellation()
    worth.space =
      (try? FreeEnergy.quadrature(
        point.potential, region: .everywhere(point.potential.dimension), temperature: point.temperature))?.freeEnergy
    let volumes = try point.energiesBelow.map { energy in
      try context.checkCancellation()
      return LogVolume.finding(at: energy) { () throws(NotApplicable) in try volume(below: energy, of: point) }
    }
    let rest = worth.noteOfRest
    let found = worth.findings.map { finding in
      var finding = finding
      if finding.quantity == "population", let rest { finding.notes.append(rest) }
      return finding
    }
    return Dataset(findings: found + failures + volumes)
  }

  /// ln ∫ Θ(ε − f) dx, as −F/θ of the region at a temperature at which all its points weigh the same.
  private func volume(below energy: Double, of point: EquilibriumPoint) throws(NotApplicable) -> Estimate {
    let temperature = Self.infiniteTemperature * max(abs(energy), 1)
    let worth = try FreeEnergy.quadrature(
      point.potential, region: .energyBelow(energy), temperature: temperature)
    let logVolume = -worth.freeEnergy.value / temperature
    let error = abs(logVolume) * (worth.freeEnergy.accuracy ?? 0) + 1 / Self.infiniteTemperature
    return .combined(logVolume, error: 0, numerical: error)
  }
}
