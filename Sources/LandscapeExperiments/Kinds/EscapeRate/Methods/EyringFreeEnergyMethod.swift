// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Randomness
import Runs
import Statistics
import Thermodynamics

/// Eyring's law with the free energies of the wells and of the dividing surfaces.
struct EyringFreeEnergyMethod: RateMethod {
  static let word = "eyring-free-energy"
  let name = word
  let summary =
    "Eyring's law with integrated (three dimensions at most) or sampled free energies, over the chain of wells; or along what the potential tells"
  let formula =
    "k = Σ √(θ|λ₋|/2π) e^{−β(F₁ − F₀)},  F₀ = −θ ln ∫_well e^{−βf} dx,  F₁ = −θ ln ∫_S e^{−βf} dσ; "
    + "along q: 1/k = ∫ dy/(Dρ) ∫ρ dz with D = θ⟨|∇q|²⟩_q"
  let parameters = [EyringProfile.parameter(word)]
  let standing = MethodStanding.asymptotic(rank: 50)

  func objection(to point: EscapeRatePoint) -> String? {
    if point.profile == nil, let objection = point.needsLandscape {
      let told = (point.potential as? any ObservablePotential)?.observables.last {
        $0.hasGradient && $0.place == "test"
      }
      return objection
        + (told.map {
          ", or say \(Self.word): {observable: {\($0.quantity): \($0.place)}, from: …, to: …, windows: …}"
        } ?? "")
    }
    return point.needsConstantTemperature
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] {
    if let profile = point.profile {
      // Some fifty steps between samples, twenty windows.
      return [MethodPart(cost: 1e3 * Double(profile.windows.samples) * point.potential.costPerStep)]
    }
    return [MethodPart(cost: pow(1e2, Double(min(point.potential.dimension, 4))) * 1e2)]
  }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature else { return Dataset(findings: []) }
    if let profile = point.profile { return try profile.perform(at: point, temperature: temperature, in: context) }
    return Dataset(
      findings: point.inOwnTime { () throws(NotApplicable) in
        let passage = try point.passage(temperature: temperature)
        let free = try PassageFreeEnergies(of: passage, at: point, temperature: temperature)
        return try Self.findings(of: free, passage, doubt: point.doubtOfStart(passage, temperature: temperature))
      })
  }

  func figures(of table: ResultTable<EscapeRatePoint>) -> [Figure] {
    guard let row = table.rows.last, let profile = row.point.profile, let parts = row.parts[name] else { return [] }
    return profile.figures(of: parts.first ?? nil, at: row.place)
  }

  /// Along what the potential tells: predicted beside what walkers show.
  func remarks(on table: ResultTable<EscapeRatePoint>) -> [String] {
    guard let row = table.rows.last(where: { $0.point.profile != nil }), let own = row.finding(name, "escape-rate"),
      let predicted = own.estimate, let observed = table.reference(for: "escape-rate", among: [.sampled]),
      observed.name != name, let rate = row.estimate(observed.name, "escape-rate"), rate.value > 0
    else { return [] }
    let ratio = NumberFormat.rounded(predicted.value / rate.value, digits: 2)
    let doubts =
      own.isSuspect ? "; it is doubtful: \((own.doubts.isEmpty ? own.notes : own.doubts).joined(separator: "; "))" : ""
    return ["\(name) predicts k = \(predicted.formatted), \(ratio) times that by \(observed.name)\(doubts)."]
  }

  /// Its notes stand with its findings.
  func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] { [] }

  /// The rate to the target and that out of the start's well; the free energy of activation is that of the lowest way out.
  private static func findings(
    of free: PassageFreeEnergies, _ passage: WellPassage, doubt: String?
  ) throws(NotApplicable) -> [Finding] {
    let validity = ChainValidity(
      of: free.chain, passage: passage, potential: free.potential, isHarmonic: false, temperature: free.temperature)
    let escape = try free.rate(outOf: 0)
    let rate = passage.isSingleEscape ? escape : free.rate(sensitivities: validity.sensitivities)
    var passageRate = Finding("escape-rate", rate, unit: "1/time")
    passageRate.notes = validity.notes + passage.notes + [.asymptotic(validity.error)]
    for reason in validity.doubts + [doubt].compactMap({ $0 }) { passageRate.doubt(because: reason) }
    let (well, surface) = (free.wells[0], free.lowestSurface)
    let barrier = try EyringFreeEnergy(
      well: well, surface: surface.freeEnergy, unstableCurvature: surface.curvature, temperature: free.temperature)
    return [
      passageRate,
      Finding("well-escape-rate", escape, unit: "1/time").trusted(as: passage.isSingleEscape ? passageRate : nil),
      Finding("activation-free-energy", barrier.activationFreeEnergy, unit: "energy"),
      Finding("well-free-energy", well, unit: "energy"),
      Finding("surface-free-energy", surface.freeEnergy, unit: "energy"),
    ]
  }
}
