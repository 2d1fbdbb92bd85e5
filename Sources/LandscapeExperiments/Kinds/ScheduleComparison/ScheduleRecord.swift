// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Statistics

/// What became of one contender at one point of the sweep: its parts put together.
struct ScheduleRecord: Sendable {
  let contender: Contender
  /// Index of the place where each walker ended; NaN for the diverged and for those of missing parts.
  private(set) var places: [Double] = []
  /// Energies after the quench; NaN as above.
  private(set) var energies: [Double] = []
  /// 1 in the target at the end, 0 not; NaN for missing parts.
  private(set) var successes: [Double] = []
  /// When each walker was first observed in the target; NaN if never.
  private(set) var arrivals: [Double] = []
  private(set) var observationTimes: [Double] = []
  private(set) var temperatures: [Double] = []
  /// For each observation the energies of the tracked walkers.
  private(set) var trackedEnergies: [[Double]] = []
  /// For each observation the mean energy of all walkers that are left.
  private(set) var meanEnergies: [Double] = []
  /// For each observation the shares of the places, elsewhere last.
  private(set) var populations: [[Double]] = []
  /// The times at which the first walker of each part diverged.
  private(set) var divergences: [Double] = []
  private(set) var unfinished = 0
  /// For each observable that is recorded its mean over the walkers that are left, observation by observation.
  private(set) var recordedMeans: [[Double]] = []
  /// For each its values at the end, walker by walker.
  private(set) var finalRecorded: [[Double]] = []
  private(set) var exchangeAttempts: [Double] = []
  private(set) var exchangeAccepted: [Double] = []
  private(set) var roundTrips = 0.0
  /// The budget.
  let budget: Double
  /// The steps that one replica took.
  let steps: Int

  /// Puts parts together; each comes with its number of walkers, `nil` where it is missing.
  init(_ point: SchedulePoint, _ contender: Contender, parts: [(walkers: Int, data: Dataset?)]) {
    self.contender = contender
    budget = point.budget
    steps = point.steps(of: contender)
    let kinds = point.destinations.places.count + 1
    var sums: [Double] = []
    var present: [Double] = []
    var counts: [Double] = []
    var recorded: [Double] = []
    let observables = point.recorded.count
    finalRecorded = Array(repeating: [], count: observables)
    func add(_ values: [Double], to total: inout [Double]) {
      total = total.isEmpty ? values : zip(total, values).map { $0 + $1 }
    }
    for (walkers, data) in parts {
      let nothing = Array(repeating: Double.nan, count: walkers)
      places += data?.numbers("final_well") ?? nothing
      energies += data?.numbers("final_energy") ?? nothing
      successes += data?.numbers("success") ?? nothing
      arrivals += data?.numbers("arrival_time") ?? nothing
      let finals = data?.numbers("final_recorded")
      for row in 0..<observables {
        finalRecorded[row] += finals.map { Array($0[row * walkers..<(row + 1) * walkers]) } ?? nothing
      }
      guard let data, let times = data.numbers("observation_time") else { continue }
      observationTimes = times
      temperatures = data.numbers("temperature") ?? []
      let energy = data.numbers("energy") ?? []
      let tracked = energy.count / max(times.count, 1)
      if trackedEnergies.isEmpty { trackedEnergies = times.map { _ in [] } }
      for index in times.indices { trackedEnergies[index] += energy[index * tracked..<(index + 1) * tracked] }
      add(data.numbers("energy_sum") ?? [], to: &sums)
      add(data.numbers("present") ?? [], to: &present)
      add(data.numbers("population_count") ?? [], to: &counts)
      if observables > 0 { add(data.numbers("recorded_sum") ?? [], to: &recorded) }
      divergences += data.numbers("divergence_time") ?? []
      unfinished += Int(data.numbers("unfinished")?.first ?? 0)
      add(data.numbers("exchange_attempts") ?? [], to: &exchangeAttempts)
      add(data.numbers("exchange_accepted") ?? [], to: &exchangeAccepted)
      roundTrips += data.numbers("round_trips")?.first ?? 0
    }
    meanEnergies = zip(sums, present).map { $0 / $1 }
    if !recorded.isEmpty {
      recordedMeans = (0..<observables).map { row in
        present.indices.map { recorded[$0 * observables + row] / present[$0] }
      }
    }
    populations = present.indices.map { index in
      (0..<kinds).map { counts[index * kinds + $0] / present[index] }
    }
  }

  /// The walkers whose part is there.
  var walkers: Int { successes.count { !$0.isNaN } }

  var diverged: Int { successes.indices.count { !successes[$0].isNaN && places[$0].isNaN } }

  /// Probability to be in the target at the end; a diverged walker is not.
  var success: Estimate? { proportion(of: successes.count { $0 == 1 }, in: walkers) }

  /// Part of the walkers that end in a place.
  func population(_ place: Int) -> Estimate? { proportion(of: places.count { $0 == Double(place) }, in: walkers) }

  /// The mean energy after the quench.
  var finalEnergy: Estimate? { mean(of: energies.filter(\.isFinite)) }

  /// Probability to have been seen in the target within the budget.
  var arrival: Estimate? { proportion(of: arrivals.count { $0.isFinite }, in: walkers) }

  /// The mean of an observable over the walkers at the end.
  func finalMean(_ observable: Int) -> Estimate? { mean(of: finalRecorded[observable].filter(\.isFinite)) }

  /// Times to the target; a walker that was not observed there is censored at the budget.
  var passageTimes: PassageTimes {
    let there = successes.indices.filter { !successes[$0].isNaN }
    return PassageTimes(
      times: there.map { arrivals[$0].isNaN ? budget : arrivals[$0] }, arrived: there.map { !arrivals[$0].isNaN })
  }

  var band: QuantileBand { QuantileBand(trackedEnergies) }
}
