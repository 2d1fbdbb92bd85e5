// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Potentials
import Runs
import Statistics

/// Kramers' law for intermediate to high friction, in any dimension.
struct KramersMethod: RateMethod {
  let name = "kramers"
  let summary =
    "underdamped dynamics at intermediate to high friction: Eyring–Kramers with the growth rate at the saddle"
  let formula = "as eyring-kramers with κ = √(γ²/4 + |λ₋|) − γ/2 in place of |λ₋|; unit mass"
  let standing = MethodStanding.asymptotic(rank: 46)

  func objection(to point: EscapeRatePoint) -> String? {
    point.needsLandscape ?? point.needsConstantTemperature ?? point.needsMomentum ?? point.landscape.needsIsolatedMinima
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(cost: 1e5)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature, let friction = point.integrator.momentumFriction else {
      return Dataset(findings: [])
    }
    do {
      return Dataset(findings: try point.harmonicFindings(temperature: temperature, friction: friction))
    } catch { return Dataset(findings: [.none(because: error)]) }
  }

  /// How far the law holds where something better is known.
  func remarks(on table: ResultTable<EscapeRatePoint>) -> [String] {
    AsymptoticRemark(table: table, method: name, law: "Kramers' law for intermediate to high friction").overPoints
  }

  /// Its notes stand with its findings.
  func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] { [] }
}
