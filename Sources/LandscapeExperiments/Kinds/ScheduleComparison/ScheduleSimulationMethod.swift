// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Statistics

/// Direct simulation: every contender moves the same walkers with the same noise.
struct ScheduleSimulationMethod: ExperimentMethod {
  /// Its name, for those who read its results.
  static let word = "simulation"

  let name = Self.word
  let summary = "direct simulation of all schedules with common random numbers, compared walker by walker"
  let formula = "mean_w (x_iw − x_jw) ± c s_ij, c from the joint law of all differences"
  let standing = MethodStanding.sampled(rank: 20)

  func objection(to point: SchedulePoint) -> String? { nil }

  /// Contender by contender, the shares of its walkers.
  func parts(of point: SchedulePoint) -> [MethodPart] {
    let shares = point.shares
    return point.contenders.flatMap { contender in
      shares.map { share in
        let steps = Double(point.steps(of: contender, halving: share.halving) * contender.replicas)
        let work = steps * Double(share.walkers.count)
        return MethodPart(
          label: "\(contender.name), \(share.label)", cost: work * point.costOfStep, steps: work)
      }
    }
  }

  func perform(part: Int, of point: SchedulePoint, in context: TaskContext) throws -> Dataset {
    let shares = point.shares
    let contender = point.contenders[part / shares.count]
    let share = shares[part % shares.count]
    try point.start.prepare(share.walkers, in: point.potential, context)
    return try ContenderRun(point: point, contender: contender, share: share)
      .dataset(in: context)
  }

  func findings(from parts: [Dataset?], of point: SchedulePoint) -> [Finding] {
    ScheduleFindings(compared: ComparedSchedules(point, parts: parts)).all
  }

  /// Replicas that hardly ever change places are no exchange.
  private static let poorAcceptance = 0.05

  func warnings(on table: ResultTable<SchedulePoint>) -> [String] {
    table.rows.flatMap { row in
      row.point.contenders.flatMap { contender -> [String] in
        let place = "'\(contender.name)'" + (row.place.isEmpty ? "" : " at \(row.place)")
        let own = row.findings(of: name).filter { $0.at["schedule"] == .text(contender.name) }
        func samples(_ quantity: String) -> Int { own.first { $0.quantity == quantity }?.samples ?? 0 }
        let (walkers, left) = (samples(ScheduleFindings.success), samples(ScheduleFindings.energy))
        var warnings: [String] = []
        if left < walkers { warnings.append("\(place): \(walkers - left) of \(walkers) walkers diverged") }
        let rates = own.filter { $0.quantity == ScheduleFindings.acceptance }.compactMap(\.value)
        if let worst = rates.min(), worst < Self.poorAcceptance {
          warnings.append(
            "\(place): neighbors change places in \(NumberFormat.rounded(100 * worst, digits: 2)) % of the attempts only; "
              + "the ladder needs more rungs")
        }
        return warnings
      }
    }
  }
}
