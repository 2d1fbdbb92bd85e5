// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
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
  /// ∫ of the width of the energies' 10–90 % band over the budget, or over its logarithm.
  let uncertainties: [Estimate?]

  init(_ point: SchedulePoint, records: [ScheduleRecord], halved: [ScheduleRecord]?) {
    self.point = point
    self.records = records
    self.halved = halved
    func stream(_ number: UInt32) -> RandomStream {
      RandomStream(
        StreamName(seed: point.position.seed, task: point.streamTask(halving: 0), purpose: .bootstrap), walker: number)
    }
    func compared(_ outcome: (ScheduleRecord) -> [Double], _ number: UInt32) -> PairedComparison? {
      let outcomes = records.map(outcome)
      let count = outcomes.map(\.count).min() ?? 0
      // A walker counts where it has an outcome with every contender.
      let kept = (0..<count).filter { walker in outcomes.allSatisfy { $0[walker].isFinite } }
      var generator = stream(number)
      return try? PairedComparison(outcomes: outcomes.map { row in kept.map { row[$0] } }, using: &generator)
    }
    success = compared(\.successes, 0)
    energy = compared(\.energies, 1)
    ranking = success.map { Ranking($0) }
    uncertainties = records.enumerated().map { index, record in
      var generator = stream(UInt32(2 + index))
      guard point.looksAreLogarithmic else {
        return record.band.area(over: record.lookTimes, using: &generator)
      }
      return record.band.area(over: record.lookTimes.map { log(max($0, point.timeStep)) }, using: &generator)
    }
  }

  /// The name of a contender.
  func name(_ index: Int) -> String { point.contenders[index].name }
  var coordinates: Record { point.position.coordinates }
  var target: String { point.destinations.target.name }
}
