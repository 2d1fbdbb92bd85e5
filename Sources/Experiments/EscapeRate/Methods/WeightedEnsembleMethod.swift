// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Randomness
import Runs
import Statistics

/// Weighted ensemble with Hill's relation.
struct WeightedEnsembleMethod: RareEventMethod {
  static let word = "weighted-ensemble"
  let name = Self.word
  let summary =
    "for rare events: weighted walkers in bins along the score, split and merged; steady flux into the target"
  let formula =
    "k = 1/τ = steady flux into the target with arrivals sent back to the start (Hill), from independent repetitions"
  let stream: UInt32 = 3

  /// Seconds between two checkpoints of a repetition.
  private static let checkpointInterval = 20.0
  /// Starting points of a repetition at most; who is sent back takes one of them.
  private static let starts = 4096

  /// A repetition on its way.
  private struct State: Codable {
    var bins: ScoreBins
    var walkers: WeightedWalkers
  }

  func repetitions(of settings: RareEventSettings) -> Int { settings.weightedEnsemble.repetitions }

  func steps(of settings: RareEventSettings, at point: EscapeRatePoint, timeStep: Double) -> Double {
    let own = settings.weightedEnsemble
    let bins = own.edges.isEmpty ? own.bins : own.edges.count + 1
    return Double(bins * own.walkersPerBin) * Double(own.iterations) * Double(own.steps(of: timeStep))
  }

  func perform(_ repetition: Repetition, in context: TaskContext) throws -> Dataset {
    let own = repetition.settings.weightedEnsemble
    let score = try repetition.score()
    let ensemble = try ensemble(of: repetition, score, task: repetition.task)
    var state: State
    if let saved = context.loadCheckpoint(),
      let decoded = try? PropertyListDecoder().decode(State.self, from: saved)
    {
      state = decoded
    } else {
      let bins = try bins(of: repetition, score, in: context)
      state = State(bins: bins, walkers: ensemble.start())
    }
    var lastSaved = Date()
    while state.walkers.iteration < own.iterations {
      let before = state.walkers.walkerSteps
      ensemble.iterate(&state.walkers, in: state.bins, threads: context.threads)
      context.report(
        work: state.walkers.walkerSteps - before,
        fraction: Double(state.walkers.iteration) / Double(own.iterations))
      if context.isCancelled {
        try context.saveCheckpoint(Self.encoded(state))
        throw CancellationError()
      }
      if Date().timeIntervalSince(lastSaved) > Self.checkpointInterval {
        lastSaved = Date()
        try context.saveCheckpoint(Self.encoded(state))
      }
    }
    return Self.dataset(state, interval: ensemble.resamplingTime)
  }

  private func ensemble(of repetition: Repetition, _ score: any Score, task: StreamTask) throws -> WeightedEnsemble {
    let own = repetition.settings.weightedEnsemble
    // As many as a few bins hold, so that the first iterations cost no more than the later ones.
    let count = min(max(4 * own.walkersPerBin, 64), Self.starts)
    return try WeightedEnsemble(
      repetition.excursions(score, task: task), starts: try repetition.starts(count, task: task),
      walkersPerBin: own.walkersPerBin, stepsPerIteration: own.steps(of: repetition.timeStep))
  }

  /// The bins that the scenario gives, or those that a run of their own finds, the same for all repetitions.
  private func bins(of repetition: Repetition, _ score: any Score, in context: TaskContext) throws -> ScoreBins {
    let own = repetition.settings.weightedEnsemble
    guard own.edges.isEmpty else { return ScoreBins(edges: own.edges) }
    var told = 0
    let bins = try ensemble(of: repetition, score, task: repetition.task(0)).explore(bins: own.bins) { walkers in
      context.report(work: walkers.walkerSteps - told, fraction: 0)
      told = walkers.walkerSteps
      return !context.isCancelled
    }
    try context.checkCancellation()
    return bins
  }

  private static func encoded(_ state: State) throws -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return try encoder.encode(state)
  }

  private static func dataset(_ state: State, interval: Double) -> Dataset {
    var dataset = Dataset()
    let count = state.walkers.arrivals.count
    dataset.add("edge", state.bins.edges, over: ["edge": state.bins.edges.count], longName: "inner edges of the bins")
    dataset.add(
      "arrived_weight", state.walkers.arrivals, over: ["iteration": count],
      longName: "weight that reached the target in the iteration")
    dataset.add(
      "idle_time", state.walkers.idleTimes, over: ["iteration": count], units: "time",
      longName: "weight times time from the arrival to the end of the iteration")
    dataset.add("resampling_time", [interval], units: "time", longName: "length of an iteration")
    dataset.add("diverged", [state.walkers.diverged], longName: "walkers that diverged")
    dataset.add("walker_steps", [state.walkers.walkerSteps], longName: "steps summed over the walkers")
    return dataset
  }

  func record(of repetitions: [Dataset], at point: EscapeRatePoint) throws(NotApplicable) -> RareEventRecord {
    let arrivals = repetitions.compactMap { $0.numbers("arrived_weight") }
    let interval = repetitions.first?.numbers("resampling_time")?.first ?? 1
    let wanted = point.rare?.weightedEnsemble.warmUp ?? 0
    let flux = try SteadyFlux(
      arrivals: arrivals, idleTimes: repetitions.compactMap { $0.numbers("idle_time") }, resamplingTime: interval,
      warmUp: wanted > 0 ? wanted : nil)
    var rate = flux.rate
    if let effective = flux.effectiveFluxes { rate.effectiveSamples = effective }
    var record = RareEventRecord(
      rates: flux.rates,
      quantities: [
        Quantity("escape-rate", rate, unit: "1/time"), Quantity("mean-first-passage-time", rate.inverse, unit: "time"),
      ])
    if !flux.isSteady, wanted == 0 {
      record.notes.append(
        "the flux into the target still changed in the second half of the iterations; more iterations are needed")
    }
    let diverged = repetitions.compactMap { $0.numbers("diverged")?.first }.reduce(0, +)
    if diverged > 0 { record.notes.append("\(Int(diverged)) walkers diverged; the time step is too large") }
    let length = arrivals.map(\.count).min() ?? 0
    record.history = RareEventRecord.FluxHistory(
      interval: interval,
      flux: (0..<length).map { iteration in
        arrivals.reduce(0) { $0 + $1[iteration] } / Double(arrivals.count) / interval
      }, warmUp: flux.warmUp)
    return record
  }
}
