// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Randomness
import Runs
import Settings
import Statistics

/// The contenders of one point of the sweep, held against each other.
struct ComparedSchedules {
  let point: SchedulePoint
  let records: [ScheduleRecord]
  /// The same at half the time step, where that was asked for.
  let halved: [ScheduleRecord]?
  /// Success at the end, walker by walker.
  let success: PairedComparison?
  /// The energy after the quench, walker by walker.
  let energy: PairedComparison?
  /// The order by success.
  let ranking: Ranking?
  /// Why there is no order, where there is none.
  let objection: String?

  /// What a row of the table has of the simulation.
  init(_ row: ResultTable<SchedulePoint>.Row) {
    self.init(row.point, parts: row.parts[ScheduleSimulationMethod.word] ?? [])
  }

  /// Puts the parts of a point together: contender by contender, the shares of its walkers; missing ones are `nil`.
  init(_ point: SchedulePoint, parts: [Dataset?]) {
    self.point = point
    let shares = point.shares
    func gathered(halving: Int) -> [ScheduleRecord] {
      point.contenders.enumerated().map { index, contender in
        let own = shares.enumerated().filter { $0.element.halving == halving }.map { place, share in
          let part = index * shares.count + place
          return (share.walkers.count, part < parts.count ? parts[part] : nil)
        }
        return ScheduleRecord(point, contender, parts: own)
      }
    }
    let records = gathered(halving: 0)
    self.records = records
    halved = point.checksStep ? gathered(halving: 1) : nil
    func compared(
      _ outcome: (ScheduleRecord) -> [Double], _ number: UInt32
    ) throws(NotApplicable) -> PairedComparison {
      let outcomes = records.map(outcome)
      let count = outcomes.map(\.count).min() ?? 0
      // A walker counts where it has an outcome with every contender.
      let kept = (0..<count).filter { walker in outcomes.allSatisfy { $0[walker].isFinite } }
      var generator = point.bootstrapStream(number)
      return try PairedComparison(outcomes: outcomes.map { row in kept.map { row[$0] } }, using: &generator)
    }
    do throws(NotApplicable) {
      success = try compared(\.successes, 0)
      objection = nil
    } catch {
      success = nil
      objection = error.reason
    }
    // What is in the way of this one is in the way of success too, or that all walkers of a contender diverged.
    energy = try? compared(\.energies, 1)
    ranking = success.map { Ranking($0) }
  }

  /// The name of a contender.
  func name(_ index: Int) -> String { point.contenders[index].name }

  /// The place of a contender's findings.
  func place(_ index: Int) -> Record { Record([("schedule", .text(name(index)))]) }

  var target: String { point.destinations.target.name }
}

extension SchedulePoint {
  /// A stream for drawing from the results: 0 and 1 for the comparisons, the contenders' own from 2 on.
  func bootstrapStream(_ number: UInt32) -> RandomStream {
    // A point without a name has no results to draw from: its walkers were refused.
    let task = (try? streamTask(halving: 0)) ?? 0
    return RandomStream(StreamName(seed: position.seed, task: task, purpose: .bootstrap), walker: number)
  }
}
