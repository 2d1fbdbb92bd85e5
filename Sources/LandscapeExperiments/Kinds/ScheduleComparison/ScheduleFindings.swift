// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics

/// The findings of one point: those of each contender at its place `schedule`, then all paired differences.
struct ScheduleFindings {
  let compared: ComparedSchedules

  /// The probability to end in the target, the energy after the quench, and how often replicas change places.
  static let success = "success-probability"
  static let energy = "final-energy"
  static let arrival = "arrival-probability"
  static let acceptance = "exchange-acceptance"

  var all: [Finding] {
    compared.records.indices.flatMap(ofContender) + differences
  }

  private func finding(
    _ quantity: String, _ contender: Int, _ estimate: Estimate?, _ unit: String, also: [(String, String)] = []
  ) -> Finding {
    let place = [("schedule", compared.name(contender))] + also
    return Finding(quantity, estimate, unit: unit, at: Record(place.map { ($0, .text($1)) }))
  }

  private func ofContender(_ index: Int) -> [Finding] {
    let record = compared.records[index]
    let half = compared.halved?[index]
    // p of the error hᵖ of averages at a time.
    let order = compared.point.integrator.convergence.weak ?? 1
    func checked(_ finding: Finding, _ value: (ScheduleRecord) -> Estimate?) -> Finding {
      finding.compared(withHalfStep: half.flatMap(value), order: order)
    }
    var success = finding(Self.success, index, record.success, "1")
    success.samples = record.walkers
    success.notes = notes(record)
    success = checked(success, \.success)
    var energy = finding(Self.energy, index, record.finalEnergy, "energy")
    energy.samples = record.walkers - record.diverged
    energy = checked(energy, \.finalEnergy)
    let populations = compared.point.destinations.places.enumerated().map { place, destination in
      var population = finding(
        "final-population", index, record.population(place), "1", also: [("well", destination.name)])
      population.samples = record.walkers
      return checked(population) { $0.population(place) }
    }
    if !compared.point.quenches { energy.notes.append("the energy at the end, without a quench") }
    let sampled =
      [success, rank(index)] + observed(index) + populations + [
        energy, median(index), solution(index), uncertainty(index),
      ]
    return sampled.map { doubted($0, record) } + exchange(index)
  }

  /// Where the target takes an observation: how many were ever seen there; and what is recorded, at the end.
  private func observed(_ index: Int) -> [Finding] {
    let record = compared.records[index]
    var findings: [Finding] = []
    if compared.point.destinations.target.arrival.isObserved {
      var arrival = finding(Self.arrival, index, record.arrival, "1")
      arrival.samples = record.walkers
      arrival.notes = ["walkers that were seen in the target within the budget, wherever they ended"]
      findings.append(arrival)
    }
    for (row, observable) in compared.point.recorded.enumerated() {
      var mean = finding(
        observable.meanName, index, record.finalMean(row), "1", also: [("on", observable.place)])
      mean.samples = record.walkers - record.diverged
      findings.append(mean)
    }
    return findings
  }

  /// Walkers that diverged count as failures, which may be far from the truth.
  private func doubted(_ finding: Finding, _ record: ScheduleRecord) -> Finding {
    guard record.diverged > 0 else { return finding }
    var finding = finding
    let first = record.divergences.min().map { ", the first at time \(NumberFormat.rounded($0, digits: 3))" } ?? ""
    finding.doubt(
      because: "\(record.diverged) of \(record.walkers) walkers diverged\(first); they count as failures")
    return finding
  }

  private func notes(_ record: ScheduleRecord) -> [String] {
    var notes: [String] = []
    if record.unfinished > 0 {
      notes.append("\(record.unfinished) walkers were still going down when the quench ended")
    }
    if record.walkers < compared.point.walkers {
      notes.append("\(compared.point.walkers - record.walkers) walkers are missing: their tasks failed")
    }
    return notes
  }

  /// The rank with the ranks that the simultaneous intervals leave; the middle of equal ones.
  private func rank(_ index: Int) -> Finding {
    guard let ranking = compared.ranking, let place = ranking.order.firstIndex(of: index) else {
      var none = finding("rank", index, nil, "1")
      none.notes = compared.objection.map { ["not applicable: \($0)"] } ?? []
      return none
    }
    let ranks = ranking.ranks[index]
    return finding(
      "rank", index,
      Estimate(
        Double(place + 1), standardError: 0, interval: Double(ranks.lowerBound)...Double(ranks.upperBound)), "1")
  }

  private func median(_ index: Int) -> Finding {
    let record = compared.records[index]
    let times = record.passageTimes
    let quantile = times.survivalCurve().quantile()
    let width = 2 * 1.959964
    let upper = quantile.upper ?? compared.point.budget
    let estimate = quantile.value.map {
      Estimate(
        $0, standardError: (upper - (quantile.lower ?? 0)) / width, interval: .between(quantile.lower ?? 0, upper))
    }
    var median = finding("time-to-target", index, estimate, "time")
    median.samples = times.samples
    median.censored = times.censored
    median.notes = [
      "median; visits are seen every \(NumberFormat.rounded(compared.point.resolution, digits: 3)) of the budget, briefer ones may be missed"
    ]
    if quantile.value == nil {
      median.lowerBound = times.samples > 0 ? compared.point.budget : nil
      median.notes.append("fewer than half of the walkers came to the target within the budget")
    } else if quantile.upper == nil {
      median.notes.append("the interval has no upper end within the budget; it is cut there")
    }
    return median
  }

  /// The SDE time that repeated runs take until one has ended in the target with 99 %: t·ln(.01)/ln(1 − p), at least t.
  private func solution(_ index: Int) -> Finding {
    let budget = compared.point.budget
    func time(_ probability: Double) -> Double {
      probability >= 1 ? budget : probability <= 0 ? .infinity : budget * max(1, log(0.01) / log1p(-probability))
    }
    guard let success = compared.records[index].success else { return finding("time-to-solution", index, nil, "time") }
    let bounds = success.bounds
    let value = time(success.value)
    let slope = success.value < 1 ? abs(value / log1p(-success.value) / (1 - success.value)) : 0
    let interval = ClosedRange.between(time(bounds.upperBound), time(bounds.lowerBound))
    let estimate =
      value.isFinite
      ? Estimate(
        value, standardError: slope * success.standardError,
        interval: interval.flatMap { $0.upperBound.isFinite ? $0 : nil }) : nil
    var finding = finding("time-to-solution", index, estimate, "time")
    finding.samples = compared.records[index].walkers
    if !value.isFinite {
      finding.notes = ["no walker ended in the target"]
      finding.lowerBound = time(bounds.upperBound)
    } else {
      finding.notes = ["budget of repeated runs until one of them has ended in the target with 99 %; one run at least"]
    }
    return finding
  }

  /// ∫ of the width of the energies' 10–90 % band over the budget, or over its logarithm.
  private func uncertainty(_ index: Int) -> Finding {
    let record = compared.records[index]
    let isLogarithmic = compared.point.observationsAreLogarithmic
    var generator = compared.point.bootstrapStream(UInt32(2 + index))
    let times = record.observationTimes.map { isLogarithmic ? log(max($0, compared.point.timeStep)) : $0 }
    var area = finding(
      "area-of-uncertainty", index, record.band.area(over: times, using: &generator),
      isLogarithmic ? "energy" : "energy·time")
    area.samples = record.band.samples
    return area
  }

  private func exchange(_ index: Int) -> [Finding] {
    let record = compared.records[index]
    guard case .exchange(let temperatures, _) = record.contender.motion else { return [] }
    var trips = finding(
      "round-trips", index,
      record.walkers > 0 ? Estimate(record.roundTrips / Double(record.walkers), standardError: 0) : nil, "1")
    trips.notes = ["round trips of replicas between the ends of the ladder, per walker"]
    return zip(record.exchangeAttempts, record.exchangeAccepted).enumerated().compactMap { pair, counts in
      guard counts.0 > 0 else { return nil }
      let words = "\(temperatures[pair].shortest)–\(temperatures[pair + 1].shortest)"
      return finding(
        Self.acceptance, index, proportion(of: Int(counts.1), in: Int(counts.0)), "1",
        also: [("temperatures", words)])
    } + [trips]
  }

  /// All paired differences, of the contender at `schedule` less that at `relative-to`, with simultaneous intervals.
  private var differences: [Finding] {
    [("success-difference", compared.success, "1"), ("final-energy-difference", compared.energy, "energy")]
      .flatMap { quantity, comparison, unit in
        (comparison?.differences ?? []).map { difference in
          var estimate = difference.estimate
          estimate.interval = estimate.bounds
          var found = finding(
            quantity, difference.first, estimate, unit, also: [("relative-to", compared.name(difference.second))])
          found.samples = comparison?.samples
          found.notes = [
            difference.isDecided
              ? "told apart" : "cannot be told apart",
            "the intervals of all pairs hold together with \(Int((difference.estimate.level * 100).rounded())) %",
          ]
          return found
        }
      }
  }
}
