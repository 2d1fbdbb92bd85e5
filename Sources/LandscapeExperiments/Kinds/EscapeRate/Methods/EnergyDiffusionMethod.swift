// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Runs
import Statistics

/// Kramers' rate for vanishing friction, in one dimension: walkers have to gain the energy of the barrier.
struct EnergyDiffusionMethod: RateMethod {
  let name = "energy-diffusion"
  let summary = "underdamped dynamics at low friction, one dimension: diffusion of the energy up to the barrier"
  let formula = "1/k = (1/γθ) ∫₀^ΔE e^{βE} I(E)/S(E) dE,  I(E) = ∫₀^E e^{−βE′} S′(E′) dE′,  S = ∮p dq"
  let standing = MethodStanding.asymptotic(rank: 48)

  /// Where an orbit at the barrier loses more of θ than this, walkers that have the energy do not all get across.
  private static let largestLoss = 0.1

  func objection(to point: EscapeRatePoint) -> String? { point.needsOneBarrier }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(cost: 1e6)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    do {
      let law = try point.turnover()
      var rate = Finding(
        "escape-rate", .exact(law.energyDiffusion, accuracy: 1e-4), unit: "1/time")
      if law.energyLoss > Self.largestLoss {
        rate.doubt(
          because: "the limit of vanishing friction: an orbit at the height of the barrier loses "
            + "\(NumberFormat.rounded(law.energyLoss, digits: 2)) θ here, and the law holds far below 1")
      }
      return Dataset(findings: [rate])
    } catch { return Dataset(findings: [.none(because: error)]) }
  }

  /// Its notes stand with its findings.
  func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] { [] }
}
