// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// Quadrature of the mean first-passage time in one dimension.
struct ExactMethod: RateMethod {
  let name = "exact"
  let summary = "quadrature of the mean first-passage time, in one dimension and along harmonic channels"
  let formula = "k = 1/τ,  τ(x₀→b) = β ∫_{x₀}^{b} e^{βf(y)} ∫_{−∞}^{y} e^{−βf(z)} dz dy"
  let standing = MethodStanding.computed(rank: 10)
  let parameters = [Committor.parameter]

  func standing(at point: EscapeRatePoint) -> MethodStanding { standing.ofOverdamped(at: point) }

  func objection(to point: EscapeRatePoint) -> String? {
    if let objection = point.needsLandscape ?? point.needsConstantTemperature { return objection }
    let dimension = point.potential.dimension
    if dimension == 1 || point.potential is any ChannelPotential { return nil }
    let cure = dimension == 2 ? "; use '\(FokkerPlanckMethod.word)'" : ""
    return "is for one dimension and the potential has \(dimension)\(cure)"
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(cost: 1e6)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature, let start = point.start.law else { return Dataset(findings: []) }
    return Dataset(
      findings: point.inOwnTime { () throws(NotApplicable) in
        try findings(of: point, from: start, temperature: temperature)
      })
  }

  private func findings(
    of point: EscapeRatePoint, from start: StartLaw, temperature: Double
  ) throws(NotApplicable) -> [Finding] {
    let moments = try ExactPassage(potential: point.potential, temperature: temperature)
      .moments(from: start, to: point.target)
    var rate = Finding(
      "escape-rate", moments.rate, unit: "1/time", notes: [.startsInside(moments.startsInside)].compactMap { $0 })
    var findings = [Finding("mean-first-passage-time", moments.mean, unit: "time")]
    let error = try MeasurementError.relative(of: point.potential, temperature: temperature) {
      changed throws(NotApplicable) in
      let passage = try ExactPassage(potential: changed, temperature: temperature)
      return -log(try passage.moments(from: start, to: point.target).mean.value)
    }
    if let error { findings.append(MeasurementError.finding(error)) }
    // Along a channel there is a passage time, but transition-path theory would take the plane.
    if point.potential.dimension == 1, let reactant = point.reactant {
      do {
        let transition = try ExactTransition(
          potential: point.potential, from: reactant, to: point.target, temperature: temperature)
        findings += point.transitionFindings(rate: transition.rate, flux: transition.reactiveFlux) {
          place throws(NotApplicable) in try transition.committor(at: place[0])
        }
      } catch { rate.notes.append("no transition rate: \(error)") }
    }
    return [rate] + findings
  }

  /// Its notes stand with its findings.
  func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] { [] }
}
