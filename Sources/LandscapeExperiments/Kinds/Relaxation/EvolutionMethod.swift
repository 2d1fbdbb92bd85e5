// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The Fokker–Planck equation in time, on a grid of one or two dimensions.
struct EvolutionMethod: ExperimentMethod {
  /// Its name, for those who hold its results against others'.
  static let word = "fokker-planck"

  let name = Self.word
  let title = "Fokker–Planck"
  let summary = "the whole law in time on two grids, its relative entropy to Gibbs, and the spectral gap"
  let formula = "∂u/∂t = θ div[e^{−βf} grad(u e^{βf})], D(u|π) = ∫ u ln(u/π)"
  let standing = MethodStanding.computed(rank: 10)
  let parameters = [Self.cells]

  private static let cells = Parameter.integer(
    "grid-cells", default: 0, .nonNegative,
    "cells along the longest axis of the coarser Fokker–Planck grid; 0: 500 on the line, 64 in the plane")
  private static let planeCells = 64
  private static let steps = (line: 32, plane: 12)

  func objection(to point: RelaxationPoint) -> String? {
    guard point.potential.dimension <= 2 else {
      return "is for one and two dimensions and the potential has \(point.potential.dimension)"
    }
    return point.walk.integrator.isOverdamped
      ? nil : "is for overdamped dynamics; with inertia the positions follow no equation of their own"
  }

  func parts(of point: RelaxationPoint) -> [MethodPart] {
    [
      MethodPart(
        cost: Double(point.walk.times.steps.count) * (point.potential.dimension == 1 ? 1e6 : 6e7), steps: 0)
    ]
  }

  func perform(part: Int, of point: RelaxationPoint, in context: TaskContext) throws -> Dataset {
    guard let bins = point.bins, let start = point.walk.start.law else { return Dataset() }
    let isPlane = point.potential.dimension == 2
    let cells = point.settings.integer(Self.cells.name)
    do {
      let equation = try FokkerPlanck(
        potential: point.potential, temperature: point.temperature,
        cells: cells > 0 ? cells : isPlane ? Self.planeCells : nil)
      let (laws, stationary) = try equation.laws(
        bins: bins, regions: point.wells.map(\.region), from: start, at: point.walk.times.values,
        steps: isPlane ? Self.steps.plane : Self.steps.line)
      try context.checkCancellation()
      var record = EvolutionRecord(laws: laws, stationary: stationary)
      do throws(NotApplicable) { record.rates = try equation.relaxationRates(count: 2) } catch {
        record.rateObjection = error.reason
      }
      return record.dataset
    } catch let reason as NotApplicable {
      return EvolutionRecord(objection: reason.reason).dataset
    }
  }

  func findings(from parts: [Dataset?], of point: RelaxationPoint) -> [Finding] {
    EvolutionRecord(parts, of: point)?.findings(of: point) ?? []
  }

  func warnings(on table: ResultTable<RelaxationPoint>) -> [String] {
    table.rows.compactMap { row in
      let objection = EvolutionRecord(row.parts[name] ?? [], of: row.point)?.objection
      return objection.map { row.placed("no Fokker–Planck solution: \($0)") }
    }
  }
}
