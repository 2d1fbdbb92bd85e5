// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Kinetics
import Randomness
import Runs
import Settings
import Statistics

/// Weighted ensemble with Hill's relation.
struct WeightedEnsembleMethod: RareEventMethod {
  let name = "weighted-ensemble"
  let summary =
    "for rare events: weighted walkers in bins along the score, split and merged; steady flux into the target"
  let formula =
    "k = 1/τ = steady flux into the target with arrivals sent back to the start (Hill), from independent repetitions"
  let standing = MethodStanding.sampled(rank: 32)
  let stream = 3
  /// Its walkers all start at once and see of other wells what they reach in the time of the run.
  let climbs = false

  /// Starting points of a repetition at most; a walker that is sent back takes one of them.
  private static let starts = 4096

  /// A repetition on its way.
  private struct State: Codable {
    var bins: ScoreBins
    var walkers: WeightedWalkers
  }

  func repetitions(of settings: WeightedEnsembleSettings) -> Int { settings.repetitions }

  func steps(of settings: WeightedEnsembleSettings, timeStep: Double) -> Double {
    let bins = settings.edges.isEmpty ? settings.bins : settings.edges.count + 1
    return Double(bins * settings.walkersPerBin) * Double(settings.iterations) * Double(settings.steps(of: timeStep))
  }

  func perform(_ repetition: Repetition, in context: TaskContext) throws -> Dataset {
    let own = WeightedEnsembleSettings(of: repetition.point)
    let score = repetition.score()
    let ensemble = try ensemble(of: repetition, score, task: repetition.task)
    var checkpoints = Checkpoints<State>(of: context)
    var state: State
    if let saved = checkpoints.saved() {
      state = saved
    } else {
      let bins = try bins(of: repetition, score, in: context)
      state = State(bins: bins, walkers: ensemble.start(in: bins))
    }
    while state.walkers.iteration < own.iterations {
      let before = state.walkers.walkerSteps
      ensemble.iterate(&state.walkers, in: state.bins, threads: context.threads)
      context.report(
        work: state.walkers.walkerSteps - before,
        fraction: Double(state.walkers.iteration) / Double(own.iterations))
      if context.isCancelled {
        try checkpoints.save(state)
        throw CancellationError()
      }
      try checkpoints.saveIfDue { state }
    }
    return Self.dataset(state, interval: ensemble.resamplingTime)
  }

  private func ensemble(of repetition: Repetition, _ score: any Score, task: StreamTask) throws -> WeightedEnsemble {
    let own = WeightedEnsembleSettings(of: repetition.point)
    // As many as a few bins hold, so that the first iterations cost no more than the later ones.
    let count = min(max(4 * own.walkersPerBin, 64), Self.starts)
    return try WeightedEnsemble(
      repetition.excursions(score, task: task), starts: try repetition.starts(count, task: task),
      walkersPerBin: own.walkersPerBin,
      stepsPerIteration: own.steps(of: repetition.timeStep, observedEvery: repetition.point.observeEvery),
      law: repetition.law())
  }

  /// The bins that the scenario gives, or those that a run of their own finds, the same for all repetitions.
  private func bins(of repetition: Repetition, _ score: any Score, in context: TaskContext) throws -> ScoreBins {
    let own = WeightedEnsembleSettings(of: repetition.point)
    guard own.edges.isEmpty else { return ScoreBins(edges: own.edges) }
    var told = 0
    let bins = try ensemble(of: repetition, score, task: try repetition.task(0)).explore(bins: own.bins) { walkers in
      context.report(work: walkers.walkerSteps - told, fraction: 0)
      told = walkers.walkerSteps
      return !context.isCancelled
    }
    try context.checkCancellation()
    return bins
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
    let wanted = WeightedEnsembleSettings(of: point).warmUp
    let flux = try SteadyFlux(
      arrivals: arrivals, idleTimes: repetitions.compactMap { $0.numbers("idle_time") }, resamplingTime: interval,
      warmUp: wanted > 0 ? wanted : nil)
    var rate = flux.rate
    if let effective = flux.effectiveFluxes { rate.effectiveSamples = effective }
    var record = RareEventRecord(
      rates: flux.rates,
      findings: [
        Finding("escape-rate", rate, unit: "1/time"), Finding("mean-first-passage-time", rate.inverse, unit: "time"),
      ])
    if point.start.law == nil {
      record.notes.append(
        "what is reported is one over the mean passage from the start, to which arrivals are sent back: those that arrive while "
          + "they still know their start count, unlike in a steady rate out of home")
    }
    if !flux.isSteady, wanted == 0 {
      record.doubts.append(
        "the flux into the target still changed in the second half of the iterations; more iterations are needed")
    }
    if let doubt = HeavyTail(of: flux.rates).doubt(cure: "more iterations, walkers or a better score would help") {
      record.doubts.append(doubt)
    }
    let diverged = repetitions.compactMap { $0.numbers("diverged")?.first }.reduce(0, +)
    if diverged > 0 {
      record.doubts.append(
        "\(Int(diverged)) walkers were lost on their way: the time step is too large, or they left the domain of f")
    }
    let length = arrivals.map(\.count).min() ?? 0
    record.history = RareEventRecord.FluxHistory(
      interval: interval,
      flux: (0..<length).map { iteration in
        arrivals.reduce(0) { $0 + $1[iteration] } / Double(arrivals.count) / interval
      }, warmUp: flux.warmUp)
    return record
  }
}

/// What a scenario says under `weighted-ensemble`.
struct WeightedEnsembleSettings: MethodSettings {
  static let key = "weighted-ensemble"
  static let parameters: [Parameter] = [
    .integer("bins", default: 30, .between(2, 10000), "bins along the score, laid by a run of their own"),
    .numbers("edges", default: [], "the inner edges of the bins, if they are not to be chosen"),
    .integer("walkers-per-bin", default: 100, .between(1, 1e6), "walkers in an occupied bin"),
    .number(
      "resampling-time", default: 0, .nonNegative, "time between two resamplings; 0: fifty time steps"),
    .integer("iterations", default: 800, .between(2, 1e8), "how often the walkers are moved and resampled"),
    .integer(
      "warm-up", default: 0, .nonNegative, "iterations at the beginning that do not count; 0: found from the flux"),
    repetitions,
  ]
  /// Steps between two resamplings by default.
  private static let steps = 50

  let bins: Int
  let edges: [Double]
  let walkersPerBin: Int
  let resamplingTime: Double
  let iterations: Int
  let warmUp: Int
  let repetitions: Int

  init(_ values: Parameters) {
    bins = max(2, values.integer("bins"))
    edges = values.numbers("edges")
    walkersPerBin = max(1, values.integer("walkers-per-bin"))
    resamplingTime = values.number("resampling-time")
    iterations = max(2, values.integer("iterations"))
    warmUp = values.integer("warm-up")
    repetitions = max(2, values.integer("repetitions"))
  }

  /// Steps of a length between two resamplings: a whole number of observations.
  func steps(of timeStep: Double, observedEvery stride: Int = 1) -> Int {
    let steps = resamplingTime > 0 ? max(1, Int(countable: (resamplingTime / timeStep).rounded())) : Self.steps
    return (steps + stride - 1) / stride * stride
  }
}
