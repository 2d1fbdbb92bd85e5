// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Statistics
import Thermodynamics

/// The rate over one barrier at any friction, in one dimension: Kramers' turnover.
struct KramersTurnoverMethod: RateMethod {
  let name = "kramers-turnover"
  let summary = "underdamped dynamics at any friction, one dimension and one barrier: Mel'nikov and Meshkov's turnover"
  let formula = "k = Υ(δ) (κ/√|λ₋|) k_TST,  Υ = exp[(1/2π)∫ ln(1 − e^{−δ(λ² + ¼)}) dλ/(λ² + ¼)],  δ = γ∮p dq/θ"
  let standing = MethodStanding.asymptotic(rank: 44)

  func objection(to point: EscapeRatePoint) -> String? { point.needsOneBarrier }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(cost: 1e6)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    do {
      let law = try point.turnover()
      var rate = Finding("escape-rate", law.rate, unit: "1/time")
      rate.notes.append(.asymptotic(1 / law.reducedBarrier))
      rate.notes.append(
        "to leading order, without the corrections for the finite barrier, "
          + NumberFormat.rounded(law.leadingOrder, digits: 4))
      if law.reducedBarrier < EyringKramers.lowestReliableBarrier {
        let height = String(format: "%.2g", law.reducedBarrier)
        rate.doubt(because: "the barrier is \(height) θ, below the 5 θ from which the law is to be relied on")
      }
      return Dataset(findings: [
        rate, Finding("energy-loss", .exact(law.energyLoss, accuracy: 1e-5), unit: "θ"),
        Finding("depopulation-factor", .exact(law.depopulation, accuracy: 1e-5), unit: "1"),
      ])
    } catch { return Dataset(findings: [.none(because: error)]) }
  }

  /// How far the law holds where something better is known.
  func remarks(on table: ResultTable<EscapeRatePoint>) -> [String] {
    AsymptoticRemark(table: table, method: name, law: "The turnover law").overPoints
  }

  /// Its notes stand with its findings.
  func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] { [] }
}

extension EscapeRatePoint {
  /// Why a law for one barrier in one dimension with momentum is out of place.
  var needsOneBarrier: String? {
    if let objection = needsLandscape ?? needsConstantTemperature ?? needsMomentum { return objection }
    return potential.dimension == 1 ? nil : "is for one dimension and the potential has \(potential.dimension)"
  }

  /// The laws of the escape over one barrier at the friction of the dynamics.
  func turnover() throws(NotApplicable) -> KramersTurnover {
    guard let temperature, let friction = integrator.momentumFriction, friction > 0 else {
      throw NotApplicable("without friction the energy is conserved; walkers neither gain nor lose it")
    }
    let passage = try passage(temperature: temperature)
    guard passage.isSingleEscape, passage.ways.count == 1, let way = passage.ways.first, let well = passage.wells.first
    else {
      throw NotApplicable(
        "the law is for one well with one barrier to the target; between or beside them are other wells or barriers, over which "
          + "walkers with momentum may run at once")
    }
    let freeEnergy = try FreeEnergy.quadrature(potential, region: well.region, temperature: temperature).freeEnergy
    let overdamped = try ExactPassage(potential: potential, temperature: temperature)
      .moments(from: .point(well.minimum), to: target).rate
    return try KramersTurnover(
      potential: potential, well: well.minimum, saddle: way.saddle.position, temperature: temperature,
      friction: friction,
      overdamped: overdamped.value, wellFreeEnergy: freeEnergy.value)
  }
}
