// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The Fokker–Planck equation on a grid, in one and two dimensions.
struct FokkerPlanckMethod: RateMethod {
  static let word = "fokker-planck"
  let name = Self.word
  let summary = "finite volumes on a grid, in one and two dimensions: rate, flux, committor, spectral gap"
  let formula = "k = 1/τ with −Lτ = 1 outside the target; ν = (βZ)⁻¹ ∫|∇q|² e^{−βf}, k_AB = ν/∫(1 − q)ρ"
  let standing = MethodStanding.computed(rank: 20)
  let parameters = [Self.cells, Committor.parameter]

  func standing(at point: EscapeRatePoint) -> MethodStanding { standing.ofOverdamped(at: point) }

  private static let cells = Parameter.integer(
    "grid-cells", default: 0, .nonNegative,
    "cells per axis of the finest Fokker–Planck grid; 0: chosen from the temperature and the region")

  func objection(to point: EscapeRatePoint) -> String? {
    if let objection = point.needsLandscape ?? point.needsConstantTemperature { return objection }
    let dimension = point.potential.dimension
    return dimension <= 2 ? nil : "is for one and two dimensions and the potential has \(dimension)"
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] {
    [MethodPart(cost: point.potential.dimension == 1 ? 1e7 : 2e9)]
  }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature, let start = point.start.law else { return Dataset(findings: []) }
    let cells = point.settings.integer(Self.cells.name)
    let equation: FokkerPlanck
    let time: Estimate
    let inside: Double
    let limit: HighFrictionLimit?
    do {
      limit = try HighFrictionLimit(at: point)
      equation = try FokkerPlanck(
        potential: point.potential, temperature: temperature, cells: cells > 0 ? cells : nil)
      time = try equation.meanFirstPassage(from: start, to: point.target)
      inside = try equation.startsInside(start, point.target).value
    } catch { return Dataset(findings: [.none(because: error)]) }
    var rate = Finding(
      "escape-rate", time.inverse, unit: "1/time", notes: [.startsInside(inside)].compactMap { $0 })
    var findings = [Finding("mean-first-passage-time", time, unit: "time")]
    try context.checkCancellation()
    do { findings.append(Finding("spectral-gap", try equation.spectralGap(), unit: "1/time")) } catch {
      rate.notes.append("no spectral gap: \(error)")
    }
    try context.checkCancellation()
    if let reactant = point.reactant {
      do {
        let transition = try equation.transition(from: reactant, to: point.target)
        findings += point.transitionFindings(rate: transition.rate, flux: transition.reactiveFlux) {
          place throws(NotApplicable) in try transition.committor(at: place)
        }
      } catch { rate.notes.append("no transition rate: \(error)") }
    }
    return Dataset(findings: limit?.slowed([rate] + findings) ?? [rate] + findings)
  }

  /// Its notes stand with its findings.
  func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] { [] }
}
