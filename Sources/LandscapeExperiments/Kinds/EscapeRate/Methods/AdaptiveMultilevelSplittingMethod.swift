// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// Adaptive multilevel splitting.
struct AdaptiveMultilevelSplittingMethod: RareEventMethod {
  let name = "adaptive-multilevel-splitting"
  let summary = "for rare events: replicas climb together, the lowest start anew on the paths of the others"
  let formula =
    "τ = T₀ + (1 − q)(T_cycle/p − T_climb), p = Π(1 − killed/N)·(share that arrives), from independent repetitions"
  let standing = MethodStanding.sampled(rank: 30)
  let stream = 1

  /// Repetitions that share a task go side by side, which fills the blocks of walkers better.
  private static let tasks = 16
  /// The ways that a replica goes, about, and the time that each takes, in the guess of the cost.
  private static let usualWays = 6.0
  private static let usualTime = 0.5
  /// The variance of p̂ in units of its ideal from which on the score is poor.
  private static let suspicious = 25.0
  /// Scores at which the climb is drawn with error bars.
  private static let rungs = 24

  /// As many tasks as there are groups of repetitions.
  func repetitions(of settings: SplittingSettings) -> Int { min(settings.repetitions, Self.tasks) }

  /// The repetitions of a task.
  private func members(of task: Int, _ settings: SplittingSettings) -> Range<Int> {
    let (all, tasks) = (settings.repetitions, repetitions(of: settings))
    return (task * all / tasks)..<((task + 1) * all / tasks)
  }

  func steps(of settings: SplittingSettings, timeStep: Double) -> Double {
    let members = Double(settings.repetitions) / Double(repetitions(of: settings))
    return members * Double(settings.replicas) * (Self.usualWays + Double(settings.loops)) * Self.usualTime / timeStep
  }

  func perform(_ repetition: Repetition, in context: TaskContext) throws -> Dataset {
    let own = SplittingSettings(of: repetition.point)
    let task = try repetition.task(0)
    let excursions = repetition.excursions(repetition.score(), task: task)
    // What cannot be drawn is told here; after that the draws cannot fail.
    let fallback = try repetition.starts(1, task: task)
    let starts: (Range<UInt32>) -> [Double] = { names in
      (try? repetition.point.startingPositions(of: names, task: task))
        ?? Walkers.standing(at: fallback, count: names.count)
    }
    let surface = repetition.settings.grid.surface(halving: repetition.halving) {
      SplittingPassage.surface(for: excursions, starts: starts) { !context.isCancelled }
    }
    try context.checkCancellation()
    guard let surface else {
      throw NotApplicable("no score is found that walkers at home reach soon")
    }
    let tasks = repetitions(of: own)
    let kept =
      repetition.halving > 0 ? 0 : own.keepPaths / tasks + (repetition.number < own.keepPaths % tasks ? 1 : 0)
    let splitting = AdaptiveMultilevelSplitting(
      excursions, replicas: own.replicas, killedShare: own.killedShare, keptPaths: kept)
    var told = 0
    let law = repetition.law()
    var passage = SplittingPassage(splitting, surface: surface, loops: own.loops, law: law)
    let runIn =
      law == nil
      ? repetition.runIn(
        loops: own.warmUp, preparing: own.replicas * own.repetitions * (own.loops + Int(Self.usualWays)), excursions,
        surface: surface, starts: starts, in: context) : nil
    try context.checkCancellation()
    passage.untimed =
      runIn?.loops
      ?? SplittingPassage.untimedLoops(for: excursions, surface: surface, law: law, starts: starts)
    let passages = try passage.run(
      repetitions: members(of: repetition.number, own), threads: context.threads, starts: starts
    ) { progress in
      context.report(
        work: progress.walkerSteps - told,
        note: progress.logProbability < 0
          ? "p ≈ \(NumberFormat.rounded(exp(progress.logProbability), digits: 2))" : nil)
      told = progress.walkerSteps
      return !context.isCancelled
    }
    guard let passages else { throw CancellationError() }
    var dataset = try Self.dataset(passages, surface: surface)
    if let runIn { dataset.add(runIn) }
    return dataset
  }

  private static func dataset(_ passages: [PassageRepetition], surface: Double) throws -> Dataset {
    var dataset = Dataset()
    let count = passages.count
    func each(_ name: String, units: String = "1", _ meaning: String, _ number: (PassageRepetition) -> Double) {
      dataset.add(name, passages.map(number), over: ["repetition": count], units: units, longName: meaning)
    }
    each("probability", "from the surface to the target before home") { $0.splitting.probability }
    each("loop_time", units: "time", "mean time from home to the surface and back") { $0.loopTime }
    each("reactive_time", units: "time", "mean time of the last way") { $0.splitting.reactiveTime }
    each("iterations", "how often replicas were killed") { Double($0.splitting.iterations) }
    each("walker_steps", "steps summed over the replicas") { Double($0.loopSteps + $0.splitting.walkerSteps) }
    dataset.add("surface", [surface], longName: "score at which loops turn")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let texts = try passages.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    dataset.add("passage", texts, over: ["repetition": count], longName: "everything about the repetition, as JSON")
    return dataset
  }

  func record(of repetitions: [Dataset], at point: EscapeRatePoint) throws(NotApplicable) -> RareEventRecord {
    guard let temperature = point.temperature else { throw NotApplicable("the temperature is not constant") }
    let settings = SplittingSettings(of: point)
    var passages: [PassageRepetition] = []
    do {
      let decoder = JSONDecoder()
      passages = try repetitions.flatMap { $0.texts("passage") ?? [] }
        .map { try decoder.decode(PassageRepetition.self, from: Data($0.utf8)) }
    } catch { throw NotApplicable("the result of a repetition cannot be read: \(error)") }
    // Only for its ideal variance: the walkers do not matter.
    let excursions = Excursions(
      potential: point.potential, integrator: point.integrator, timeStep: point.timeStep,
      schedule: ConstantTemperature(temperature), score: CoordinateScore(0), seed: 0)
    let splitting = AdaptiveMultilevelSplitting(
      excursions, replicas: settings.replicas, killedShare: settings.killedShare)
    let law = point.reactantLaw
    let elsewhere = law.flatMap { $0.hasFarTime ? $0.farTime : nil }
    let summary = try SplittingSummary(passages, of: splitting, elsewhere: elsewhere ?? (0, 0))
    var record = RareEventRecord(
      rates: passages.map { $0.loopTime > 0 ? $0.splitting.probability / $0.loopTime : .nan },
      findings: [
        Finding("escape-rate", summary.rate, unit: "1/time"),
        Finding("mean-first-passage-time", summary.meanTime, unit: "time"),
        Finding("transition-rate", summary.flux, unit: "1/time"),
        Finding("transition-probability", summary.probability, unit: "1"),
        Finding("loop-time", summary.loopTime, unit: "time"),
      ])
    let direct = passages.reduce(0) { $0 + $1.directShare } / Double(passages.count)
    if let note = RareEventRecord.noteOfDirectWays(direct) { record.notes.append(note) }
    if summary.extinctions > 0 {
      record.notes.append(
        "all replicas died out in \(summary.extinctions) of \(passages.count) repetitions, which count as zero; "
          + "more replicas or a better score would help")
    }
    if let doubt = summary.tail.doubt(cure: "more replicas or a better score would help") {
      record.doubts.append(doubt)
    }
    if let ratio = summary.varianceRatio, ratio > Self.suspicious, law == nil {
      record.doubts.append(
        "the variance of p is \(NumberFormat.rounded(ratio, digits: 2)) times that of the best score, −ln p/N: the score is poor, and "
          + "ways that it does not favor may not have been seen; another score should give the same rate")
    }
    if summary.givenUpShare > 0, law == nil {
      record.doubts.append(
        "\(NumberFormat.rounded(100 * summary.givenUpShare, digits: 2)) % of the walkers near home fell into another well and were "
          + "not waited for, so that the rate may be too large")
    }
    record.tell(of: LoopRunIn(in: repetitions), at: point, rate: summary.flux.value)
    if law == nil, let drifting = LoopDrift.found(in: passages.compactMap(\.drift)) {
      record.doubts.append(
        "\(drifting) near home still changed from loop to loop while they were timed, so that p is not that of the long run: "
          + "a longer 'warm-up' under '\(SplittingSettings.key)' would help")
    }
    if summary.diverged > 0 {
      record.doubts.append(
        "\(summary.diverged) replicas were lost on their way: the time step is too large, or they left the domain of f")
    }
    record.paths = summary.paths
    record.ladder = Self.ladder(passages.map(\.splitting))
    return record
  }

  /// The probability to come as far as some scores between the start and the target, the mean over the repetitions.
  private static func ladder(_ repetitions: [SplittingProbability]) -> RareEventRecord.Ladder? {
    let arrived = repetitions.filter { $0.probability > 0 }
    guard let begin = arrived.compactMap(\.ladder.scores.first).min(),
      let end = arrived.compactMap(\.ladder.scores.last).max(), end > begin
    else { return nil }
    var ladder = RareEventRecord.Ladder(scores: [begin], chances: [1], errors: [0])
    for rung in 1...Self.rungs {
      let score = begin + (end - begin) * Double(rung) / Double(Self.rungs)
      let chances = repetitions.map { $0.ladder.chance(of: score, probability: $0.probability) }
      guard let chance = mean(of: chances) else { return nil }
      ladder.scores.append(score)
      ladder.chances.append(chance.value)
      ladder.errors.append(chance.standardError)
    }
    ladder.repetitions = repetitions.map {
      RareEventRecord.Climb(scores: $0.ladder.scores, chances: $0.ladder.logChances.map(exp))
    }
    return ladder
  }
}

/// What a scenario says under `splitting`.
struct SplittingSettings: MethodSettings {
  static let key = "splitting"
  static let parameters: [Parameter] = [
    .integer("replicas", default: 500, .between(2, 4000), "walkers of a repetition, which climb together"),
    .number("killed-share", default: 0.1, .between(0.0001, 0.9), "share of them that starts anew at each level"),
    .integer("loops", default: 4, .between(2, 10000), "rounds of each replica near home, which are timed"),
    WarmUp.parameter,
    .integer("repetitions", default: 32, .between(2, 1024), "independent repetitions, whose spread is the error bar"),
    .integer("keep-paths", default: 0, .between(0, 1000), "transition paths to keep and draw"),
  ]
  let replicas: Int
  let killedShare: Double
  let loops: Int
  let warmUp: Int
  let repetitions: Int
  let keepPaths: Int

  init(_ values: Parameters) {
    replicas = max(2, values.integer("replicas"))
    killedShare = values.number("killed-share")
    loops = max(2, values.integer("loops"))
    warmUp = WarmUp.loops(values)
    repetitions = max(2, values.integer("repetitions"))
    keepPaths = values.integer("keep-paths")
  }
}
