// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// Direct simulation: walkers move until they arrive, and their passage times are averaged.
struct FirstPassageMethod: RateMethod {
  static let word = "first-passage"
  let name = Self.word
  let summary = "direct simulation: censored passage times of many walkers"
  let formula =
    "k = arrivals / time at risk with error k/√arrivals if exponential; else 1/mean and the error of the mean"
  let standing = MethodStanding.sampled(rank: 40)

  /// Parts are neither so small that files cost more than work, nor so large that a stopped run loses much.
  private static let partSizes = 256...65536
  private static let partsWanted = 16
  private static let singleParts = 256

  func objection(to point: EscapeRatePoint) -> String? { nil }

  private func shares(of point: EscapeRatePoint) -> [WalkerShare] {
    WalkerShare.shares(of: point.walkers, size: partSize(of: point), checksStep: point.checksStep)
  }

  /// Walkers that are a block each are a part each, as long as there are not too many.
  private func partSize(of point: EscapeRatePoint) -> Int {
    if point.potential.walkersPerBlock == 1 { return (point.walkers + Self.singleParts - 1) / Self.singleParts }
    let size = (point.walkers + Self.partsWanted - 1) / Self.partsWanted
    return min(max(size, Self.partSizes.lowerBound), Self.partSizes.upperBound)
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] {
    shares(of: point).map { share in
      let steps = Double(share.walkers.count) * point.expectedTime / share.timeStep(of: point.timeStep)
      return MethodPart(
        label: share.label, cost: steps * point.costOfStep, steps: point.potential.isSearchable ? nil : steps)
    }
  }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    let share = shares(of: point)[part]
    var problem = point.problem
    problem.timeStep = share.timeStep(of: point.timeStep)
    // Every point of the sweep has its own streams, and so has the run at half the time step.
    problem.task = try .point(point.position.index, halving: share.halving)
    try point.start.prepare(share.walkers, in: point.potential, context)
    if share.halving == 0, !point.recorded.isEmpty {
      (problem.recorded, problem.recordEvery) = (point.recorded, PassageObservations.stride(of: problem))
    }
    var checkpoints = Checkpoints<FirstPassageCheckpoint>(of: context)
    let state =
      try checkpoints.saved()
      ?? problem.start(at: point.startingPositions(of: share.walkers, task: problem.task), walkers: share.walkers)
    var steps = 0
    var failure: (any Error)?
    let run = try problem.resume(state) { progress, currentState in
      context.report(
        work: progress.walkerSteps - steps,
        fraction: Double(share.walkers.count - progress.onTheWay) / Double(share.walkers.count),
        note: Self.rateSoFar(arrived: progress.arrived, timeAtRisk: progress.timeAtRisk))
      steps = progress.walkerSteps
      do { try checkpoints.saveIfDue(currentState) } catch { failure = error }
      return !context.isCancelled && failure == nil
    }
    if let failure { throw failure }
    switch run {
    case .finished(let result):
      var dataset = Self.dataset(result)
      PassageObservations.add(result, of: problem, to: &dataset)
      return dataset
    case .stopped(let checkpoint):
      try checkpoints.save(checkpoint)
      throw CancellationError()
    }
  }

  /// The rate while walkers are still on their way, in words.
  private static func rateSoFar(arrived: Int, timeAtRisk: Double) -> String? {
    guard arrived > 0, timeAtRisk > 0 else { return nil }
    let rate = NumberFormat.formatted(
      Double(arrived) / timeAtRisk, standardError: Double(arrived).squareRoot() / timeAtRisk)
    return "k ≈ \(rate)"
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
  private func passages(from parts: [Dataset?], of point: EscapeRatePoint, halving: Int = 0) -> PassageRecord {
    var record = PassageRecord()
    for part in shares(of: point).finished(parts, halving: halving) {
      record.times += part.numbers("passage_time") ?? []
      record.outcomes += part.numbers("passage_outcome") ?? []
      record.departures += part.numbers("departure_time") ?? []
    }
    return record
  }

  private func passages(on row: ResultTable<EscapeRatePoint>.Row) -> PassageRecord {
    passages(from: row.parts[name] ?? [], of: row.point)
  }

  private func observations(from parts: [Dataset?], of point: EscapeRatePoint) -> PassageObservations {
    var observations = PassageObservations(point.recorded)
    if !point.recorded.isEmpty { for part in parts { if let part { observations.add(part) } } }
    return observations
  }

  func findings(from parts: [Dataset?], of point: EscapeRatePoint) -> [Finding] {
    let record = passages(from: parts, of: point)
    let times = record.departed.passageTimes
    let lost = record.lost(parts, of: point)
    var notes: [String] = []
    if let stable = point.stableTimeStep, point.timeStep > 2 * stable {
      notes.append(
        "time-step \(point.timeStep.shortest) is above the limit of stability; choose one below "
          + NumberFormat.rounded(stable, digits: 2))
    }
    if times.samples == 0 {
      notes.append("none of \(record.times.count) walkers entered the start, so that no clock began to run")
    }
    let found = PassageFindings(times, at: point, lost: lost.diverged)
    var (rate, mean) = (found.rate, found.mean)
    rate.notes = notes + rate.notes
    mean.notes = notes + mean.notes
    if point.checksStep {
      let half = PassageFindings(passages(from: parts, of: point, halving: 1).departed.passageTimes, at: point)
      let order = point.passageOrder
      rate = rate.compared(withHalfStep: half.rate.estimate, order: order)
      mean = mean.compared(withHalfStep: half.mean.estimate, order: order)
    }
    return
      (ArrivalReport(point: point, record: record).completing(rate, mean) + found.restricted
      // Walkers that start where they are told to may remember it for long.
      + (point.start.law == nil ? found.late : [])
      + observations(from: parts, of: point).findings).map(lost.applied)
      .doubted(because: point.start.doubt(in: point.potential, temperature: point.firstTemperature))
  }

  /// That no walker arrived, when walkers entered the start, and whether a shorter time step brings simulation and
  /// computation together.
  func remarks(on table: ResultTable<EscapeRatePoint>) -> [String] {
    [nothing(on: table), memorization(on: table), approach(on: table)].compactMap { $0 }
  }

  private func nothing(on table: ResultTable<EscapeRatePoint>) -> String? {
    let isBounded = table.rows.contains { $0.finding(name, "escape-rate")?.upperBound != nil }
    return table.rateReference() == nil && isBounded ? "No walker arrived within the time limit." : nil
  }

  /// When walkers entered the start, where the dynamics itself leads them there.
  private func memorization(on table: ResultTable<EscapeRatePoint>) -> String? {
    for row in table.rows.reversed() {
      guard let time = row.finding(name, "memorization-time")?.estimate, let region = row.point.start.region
      else { continue }
      return "From their initial positions walkers reach the start, \(region), after \(time.formatted) units of time."
    }
    return nil
  }

  /// Over the time step: whether simulation and computation come closer.
  private func approach(on table: ResultTable<EscapeRatePoint>) -> String? {
    guard table.axes == ["dynamics.time-step"], let reference = table.rateReference(among: [.computed])?.name else {
      return nil
    }
    let compared = table.rows.compactMap { row -> (timeStep: Double, z: Double)? in
      row.rates(name, and: reference).map { (row.point.timeStep, $0.own.z(against: $0.other)) }
    }
    guard let coarse = compared.max(by: { $0.timeStep < $1.timeStep }),
      let fine = compared.min(by: { $0.timeStep < $1.timeStep })
    else { return nil }
    func words(_ end: (timeStep: Double, z: Double)) -> String {
      "\(String(format: "%.1f", abs(end.z))) standard errors at \(end.timeStep.shortest)"
    }
    let verb = abs(fine.z) < abs(coarse.z) ? "falls" : "goes"
    return "With the time step its distance from direct simulation \(verb) from \(words(coarse)) to \(words(fine))."
  }

  /// Divergence, exhausted time limits, failed exponentiality; the last in one sentence for all points.
  func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] {
    var warnings: [String] = []
    var crooked: [String] = []
    for row in table.rows {
      for note in row.finding(name, "escape-rate")?.notes ?? [] {
        if note.hasPrefix(PassageFindings.notExponential), row.trustedRate(name) != nil {
          crooked.append(row.place)
        } else if ![ArrivalReport.resolution, PassageFindings.almostExponential, StepError.notSeen]
          .contains(where: note.hasPrefix)
        {
          warnings.append(row.placed(note))
        }
      }
    }
    guard !crooked.isEmpty else { return warnings }
    let places = crooked.filter { !$0.isEmpty }
    let sites = places.isEmpty ? "" : " at \(places.joined(separator: "; "))"
    return warnings + ["\(PassageFindings.notExponential)\(sites): there 1/mean is not a rate constant"]
  }

  func figures(of table: ResultTable<EscapeRatePoint>) -> [Figure] {
    let curves = table.rows.prefix(SurvivalFigure.shownCurves).compactMap { row in
      row.rate(name).flatMap { rate in
        SurvivalFigure.curve(
          row.place.isEmpty ? name : row.place, times: passages(on: row).departed.passageTimes, rate: rate.value)
      }
    }
    let recorded = table.rows.map { ($0.place, observations(from: $0.parts[name] ?? [], of: $0.point)) }
    return [SurvivalFigure.figure(of: curves)].compactMap { $0 } + PassageObservations.figures(recorded)
  }

  func addVariables(of table: ResultTable<EscapeRatePoint>, to results: inout Dataset) {
    results = table.stacked(after: results) { passages(on: $0).dataset }
    if table.rows.contains(where: { !$0.point.recorded.isEmpty }) {
      results = table.stacked(after: results) { observations(from: $0.parts[name] ?? [], of: $0.point).dataset }
    }
  }
}
