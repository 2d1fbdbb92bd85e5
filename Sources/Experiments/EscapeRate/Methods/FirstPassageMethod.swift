// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// Direct simulation: let walkers search and look at their clocks.
struct FirstPassageMethod: RateMethod {
  let name = "first-passage"
  let summary = "direct simulation: censored passage times of many walkers"
  let formula = "k = arrivals / time at risk, standard error k/√arrivals"

  /// Parts are neither so small that files cost more than work, nor so large that a stopped run loses much.
  private static let partSizes = 256...65536
  private static let partsWanted = 16
  private static let singleParts = 256
  private static let shownCoordinates = 10
  /// How the note begins that doubts the exponential law.
  static let notExponential = "the passage times are not exponential"
  /// Seconds between two checkpoints of a part.
  private static let checkpointInterval = 20.0

  func objection(to point: EscapeRatePoint) -> String? { nil }

  /// One part of the walkers, at the time step h or at h/2.
  private struct Share {
    var walkers: Range<UInt32>
    var halving: Int
  }

  private func shares(of point: EscapeRatePoint) -> [Share] {
    let part = partSize(of: point)
    return (point.checksStep ? [0, 1] : [0]).flatMap { halving in
      stride(from: 0, to: point.walkers, by: part).map {
        Share(walkers: UInt32($0)..<UInt32(min($0 + part, point.walkers)), halving: halving)
      }
    }
  }

  /// Walkers that are a block each are a part each, as long as there are not too many.
  private func partSize(of point: EscapeRatePoint) -> Int {
    if point.potential.walkersPerBlock == 1 { return (point.walkers + Self.singleParts - 1) / Self.singleParts }
    let size = (point.walkers + Self.partsWanted - 1) / Self.partsWanted
    return min(max(size, Self.partSizes.lowerBound), Self.partSizes.upperBound)
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] {
    shares(of: point).map { share in
      let step = point.timeStep / pow(2, Double(share.halving))
      let (first, last) = (share.walkers.lowerBound, share.walkers.upperBound - 1)
      let names = first == last ? "walker \(first)" : "walkers \(first)–\(last)"
      let steps = Double(share.walkers.count) * point.expectedTime / step
      return MethodPart(
        label: names + (share.halving > 0 ? ", h/2" : ""), cost: steps * point.costOfStep,
        steps: point.potential.isSearchable ? nil : steps)
    }
  }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    let share = shares(of: point)[part]
    var problem = point.problem
    problem.timeStep /= pow(2, Double(share.halving))
    // Every point of the sweep has its own streams, and so has the run at half the time step.
    problem.task = StreamTask(bits: UInt32(2 * point.position.index + share.halving))
    let state: FirstPassageCheckpoint
    if let saved = context.loadCheckpoint(),
      let decoded = try? PropertyListDecoder().decode(FirstPassageCheckpoint.self, from: saved)
    {
      state = decoded
    } else {
      state = problem.start(
        at: try point.startingPositions(of: share.walkers, task: problem.task), walkers: share.walkers)
    }
    var steps = 0
    var lastSaved = Date()
    var failure: (any Error)?
    let run = try problem.resume(state) { progress, currentState in
      context.report(
        work: progress.walkerSteps - steps,
        fraction: Double(share.walkers.count - progress.onTheWay) / Double(share.walkers.count),
        note: progress.arrived > 0 && progress.timeAtRisk > 0
          ? "k ≈ \(NumberFormat.formatted(Double(progress.arrived) / progress.timeAtRisk, standardError: Double(progress.arrived).squareRoot() / progress.timeAtRisk))"
          : nil)
      steps = progress.walkerSteps
      if Date().timeIntervalSince(lastSaved) > Self.checkpointInterval {
        lastSaved = Date()
        do { try context.saveCheckpoint(Self.encoded(currentState())) } catch { failure = error }
      }
      return !context.isCancelled && failure == nil
    }
    if let failure { throw failure }
    switch run {
    case .finished(let result): return Self.dataset(result)
    case .stopped(let checkpoint):
      try context.saveCheckpoint(Self.encoded(checkpoint))
      throw CancellationError()
    }
  }

  private static func encoded(_ state: FirstPassageCheckpoint) throws -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return try encoder.encode(state)
  }

  private static func dataset(_ result: FirstPassageResult) -> Dataset {
    var dataset = Dataset()
    let count = result.times.count
    dataset.add(
      "passage_time", result.times, over: ["walker": count], units: "time", longName: "time of arrival, or of giving up"
    )
    dataset.add(
      "passage_outcome", result.outcomes.map { Int($0.rawValue) }, over: ["walker": count],
      longName: "1 arrived, 2 censored at the limit, 3 diverged")
    if !result.departures.isEmpty {
      dataset.add(
        "departure_time", result.departures.map { $0.isFinite ? $0 : .nan }, over: ["walker": count], units: "time",
        longName: "when the walker entered the start and its clock began; NaN if it never did")
    }
    dataset.add("walker_steps", [result.walkerSteps], longName: "steps summed over the walkers")
    if let first = result.divergences.min(by: { $0.time < $1.time }) {
      dataset.add("divergence_time", [first.time], units: "time", longName: "when the first walker diverged")
      dataset.add("divergence_position", first.position, over: ["coordinate": first.position.count])
    }
    return dataset
  }

  /// The passage times of the finished parts at the time step itself, or at half of it.
  func passages(from parts: [Dataset?], of point: EscapeRatePoint, halving: Int = 0) -> PassageRecord {
    var record = PassageRecord()
    for (part, share) in zip(parts, shares(of: point)) where share.halving == halving {
      record.times += part?.numbers("passage_time") ?? []
      record.outcomes += part?.numbers("passage_outcome") ?? []
      record.departures += part?.numbers("departure_time") ?? []
    }
    return record
  }

  func quantities(from parts: [Dataset?], of point: EscapeRatePoint) -> [Quantity] {
    let record = passages(from: parts, of: point)
    let times = record.departed.passageTimes
    var notes = divergenceNotes(parts, record, point)
    if let stable = point.stableTimeStep, point.timeStep > 2 * stable {
      notes.append(
        "time-step \(point.timeStep.shortest) is above the limit of stability; choose one below "
          + NumberFormat.rounded(stable, digits: 2))
    }
    var rate = Quantity("escape-rate", times.rate(), unit: "1/time")
    var mean = Quantity("mean-first-passage-time", times.meanTime(), unit: "time")
    if times.samples == 0 {
      notes.append("none of \(record.times.count) walkers entered the start, so that nobody was on the way")
    } else if times.events == 0 {
      rate.upperBound = times.rateUpperBound()
      notes.append(
        "none of \(times.samples) walkers arrived within the time limit \(point.timeLimit.shortest); "
          + "the rate is bounded from above, with a longer time-limit or a method for rare events it can be found")
    } else if times.censored > 0 {
      notes.append("\(times.censored) of \(times.samples) walkers had not arrived at the time limit (censored)")
    }
    if let test = times.exponentialityTest(), test.pValue < 0.01 {
      let reason = test.statistic > 0 ? "the start is not yet forgotten" : "fast and slow walkers are mixed"
      notes.append(
        "\(Self.notExponential) (p = \(NumberFormat.rounded(test.pValue, digits: 2))): \(reason); "
          + "the rate is 1/mean, not a rate constant")
      // Without the law its own standard error, k/√arrivals, is not right; the spread of the times is.
      if times.censored == 0, let mean = times.meanTime() { rate.estimate = mean.inverse }
    }
    rate.notes = notes
    mean.notes = notes
    rate.samples = times.samples
    rate.censored = times.censored
    mean.samples = times.samples
    mean.censored = times.censored
    if point.checksStep, let full = rate.estimate {
      let halved = passages(from: parts, of: point, halving: 1).departed.passageTimes
      if let half = halved.rate() { rate.discretizationError = abs(full.value - half.value) }
    }
    return ArrivalReport(point: point, record: record).completing(rate, mean)
  }

  private func divergenceNotes(_ parts: [Dataset?], _ record: PassageRecord, _ point: EscapeRatePoint) -> [String] {
    let diverged = record.outcomes.count { $0 == Double(Outcome.diverged.rawValue) }
    guard diverged > 0 else { return [] }
    let first = parts.compactMap { part -> (time: Double, position: [Double])? in
      guard let time = part?.numbers("divergence_time")?.first else { return nil }
      return (time, part?.numbers("divergence_position") ?? [])
    }.min { $0.time < $1.time }
    var note = "\(diverged) of \(record.times.count) walkers diverged"
    if let first {
      note += ", the first at time \(NumberFormat.rounded(first.time, digits: 3))"
      let place = first.position.map { NumberFormat.rounded($0, digits: 3) }.joined(separator: ", ")
      // The weights of a network would fill pages.
      if first.position.count <= Self.shownCoordinates { note += " near (\(place))" }
    }
    if let stable = point.stableTimeStep {
      note += "; a time-step below \(NumberFormat.rounded(stable, digits: 2)) would be stable"
    }
    return [note]
  }
}

extension PassageRecord {
  /// The times for the estimators; a diverged walker counts as censored when it diverged.
  var passageTimes: PassageTimes {
    PassageTimes(times: times, arrived: outcomes.map { $0 == Double(Outcome.arrived.rawValue) })
  }
}
