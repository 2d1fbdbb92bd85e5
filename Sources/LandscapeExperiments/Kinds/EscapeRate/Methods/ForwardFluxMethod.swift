// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Kinetics
import Runs
import Settings
import Statistics

/// Forward flux sampling.
struct ForwardFluxMethod: RareEventMethod {
  let name = "forward-flux-sampling"
  let summary = "for rare events: the flux out of home times the probabilities to climb from interface to interface"
  let formula = "k_AB = Φ₀ Π pᵢ, from independent repetitions; 1/k = T₀ + (1 − q)(1/k_AB − T_climb)"
  let standing = MethodStanding.sampled(rank: 31)
  let stream = 2

  /// Interfaces that a guess of the cost counts with where their number is not known.
  private static let usualInterfaces = 10.0
  /// The time that a trial takes, about, in the guess of the cost.
  private static let usualTime = 0.5
  /// Trials of the run that lays the interfaces.
  private static let pilotTrials = 1000
  /// The spread of the repetitions, against that of independent trials, from which on the rate is doubtful.
  private static let suspicious = 10.0

  func repetitions(of settings: ForwardFluxSettings) -> Int { settings.repetitions }

  func steps(of settings: ForwardFluxSettings, timeStep: Double) -> Double {
    let interfaces =
      settings.given.isEmpty
      ? settings.interfaces > 0 ? Double(settings.interfaces) : Self.usualInterfaces : Double(settings.given.count)
    let runs = Double(settings.walkers * settings.rounds) + interfaces * Double(settings.trials + Self.pilotTrials)
    return runs * Self.usualTime / timeStep
  }

  func perform(_ repetition: Repetition, in context: TaskContext) throws -> Dataset {
    let own = ForwardFluxSettings(of: repetition.point)
    let score = repetition.score()
    var interfaces = own.given
    if interfaces.isEmpty {
      let task = try repetition.task(0)
      let pilot = try ForwardFlux(
        repetition.excursions(score, task: task), starts: try repetition.starts(own.walkers, task: task),
        law: repetition.law())
      interfaces = try pilot.interfaces(
        share: own.successProbability, count: own.interfaces > 0 ? own.interfaces : nil,
        trials: min(own.trials, Self.pilotTrials), threads: context.threads
      ) { !context.isCancelled }
      try context.checkCancellation()
    }
    let task = try repetition.task
    let runIn = try runIn(repetition, score, through: interfaces.first, in: context)
    var flux = try ForwardFlux(
      repetition.excursions(score, task: task), starts: try repetition.starts(own.walkers, task: task),
      law: repetition.law())
    if let runIn { flux.runIn = runIn.loops }
    let run = flux.run(interfaces: interfaces, rounds: own.rounds, trials: own.trials, threads: context.threads) {
      steps, share in
      context.report(work: steps, fraction: share)
      return !context.isCancelled
    }
    guard let run else { throw CancellationError() }
    var dataset = Self.dataset(run)
    if let runIn { dataset.add(runIn) }
    return dataset
  }

  /// Rounds that do not count, where no law of home tells how many; `nil` where one does.
  private func runIn(
    _ repetition: Repetition, _ score: any Score, through surface: Double?, in context: TaskContext
  ) throws -> LoopRunIn? {
    guard repetition.law() == nil, let surface else { return nil }
    let task = try repetition.task(0)
    let fallback = try repetition.starts(1, task: task)
    let own = ForwardFluxSettings(of: repetition.point)
    let runIn = repetition.runIn(
      loops: own.warmUp, preparing: own.walkers * own.rounds * own.repetitions + own.trials,
      repetition.excursions(score, task: task),
      surface: surface,
      starts: { names in
        (try? repetition.point.startingPositions(of: names, task: task))
          ?? Walkers.standing(at: fallback, count: names.count)
      }, in: context)
    try context.checkCancellation()
    return runIn
  }

  private static func dataset(_ run: ForwardFluxRun) -> Dataset {
    var dataset = Dataset()
    let count = run.interfaces.count
    dataset.add("interface", run.interfaces, over: ["interface": count], longName: "score of the interface")
    func perInterface(_ name: String, _ values: [Int], _ meaning: String) {
      let padded = values + Array(repeating: 0, count: count - values.count)
      dataset.add(name, padded, over: ["interface": count], longName: meaning)
    }
    perInterface("trials", run.trials, "trials from the interface")
    perInterface("successes", run.successes, "trials that reached the next interface, or the target")
    dataset.add("rate", [run.rate], units: "1/time", longName: "transition rate")
    dataset.add("flux", [run.flux], units: "1/time", longName: "crossings of the first interface after visits of home")
    dataset.add("probability", [run.probability], longName: "from the first interface to the target before home")
    dataset.add(
      "direct_share", [run.directShare], longName: "share of the starts that reach the target before home")
    dataset.add(
      "delay", [run.delay], units: "time",
      longName: "first way out, or to the target, less a later way out for each start that comes home")
    dataset.add("binomial_error", [run.binomialError], longName: "relative error that independent trials would have")
    dataset.add("ancestors", [run.ancestors], longName: "states at the first interface that the arrivals descend from")
    dataset.add("given_up", [run.givenUp], longName: "walkers near home that were given up while they were elsewhere")
    dataset.add("diverged", [run.diverged], longName: "walkers that diverged")
    dataset.add("walker_steps", [run.walkerSteps], longName: "steps summed over the walkers")
    return dataset
  }

  func record(of repetitions: [Dataset], at point: EscapeRatePoint) throws(NotApplicable) -> RareEventRecord {
    func each(_ name: String) -> [Double] { repetitions.compactMap { $0.numbers(name)?.first } }
    let rates = each("rate")
    let law = point.reactantLaw
    // What the grid leaves uncertain of the time elsewhere.
    let computed = law.map { $0.hasFarTime ? $0.farTime.error / (1 + $0.farTime.value) : 0 } ?? 0
    guard let rate = logarithmicMean(of: rates, computed: computed),
      let flux = logarithmicMean(of: each("flux"), computed: computed),
      let chance = logarithmicMean(of: each("probability"))
    else { throw NotApplicable("an error bar needs at least two finished repetitions") }
    guard each("direct_share").contains(where: { $0 < 1 }) else {
      throw NotApplicable("no walker came home before it reached the target: nothing is rare here")
    }
    guard rate.value > 0 else {
      throw NotApplicable("no trial reached the target in any of \(rates.count) repetitions; more trials are needed")
    }
    let first = FirstWay(delays: each("delay"), directShares: each("direct_share"))
    let escape = first.escapeRate(rate)
    var record = RareEventRecord(
      rates: rates,
      findings: [
        Finding("escape-rate", escape, unit: "1/time"),
        Finding("mean-first-passage-time", escape.inverse, unit: "time"),
        Finding("transition-rate", rate, unit: "1/time"),
        Finding("transition-probability", chance, unit: "1"),
        Finding("interface-flux", flux, unit: "1/time"),
      ])
    if let note = RareEventRecord.noteOfDirectWays(first.directShare) { record.notes.append(note) }
    let expected = each("binomial_error").filter(\.isFinite)
    let tail = HeavyTail(of: rates, ancestors: each("ancestors"))
    if let expected = mean(of: expected)?.value, expected > 0, tail.spread > Self.suspicious * expected {
      record.doubts.append(
        "the repetitions scatter \(NumberFormat.rounded(tail.spread / expected, digits: 2)) times as much as independent trials "
          + "would: a better score or more trials would help")
    }
    if let doubt = tail.doubt(cure: "more trials or a better score would help") { record.doubts.append(doubt) }
    let settings = ForwardFluxSettings(of: point)
    let walkers = Double(rates.count * settings.walkers * (2 * settings.rounds + 3))
    let givenUp = each("given_up").reduce(0, +) / walkers
    if givenUp > 0, law == nil {
      record.doubts.append(
        "\(NumberFormat.rounded(100 * givenUp, digits: 2)) % of the walkers near home fell into another well and were not waited "
          + "for, so that the rate may be too large")
    }
    record.tell(of: LoopRunIn(in: repetitions), at: point, rate: rate.value)
    let empty = rates.count { $0 == 0 }
    if empty > 0 { record.notes.append("\(empty) of \(rates.count) repetitions did not reach the target") }
    let diverged = Int(each("diverged").reduce(0, +))
    if diverged > 0 {
      record.doubts.append(
        "\(diverged) walkers were lost on their way: the time step is too large, or they left the domain of f")
    }
    record.ladder = Self.ladder(repetitions)
    return record
  }

  /// The probability to come as far as each interface, with the spread over the repetitions.
  private static func ladder(_ repetitions: [Dataset]) -> RareEventRecord.Ladder? {
    guard let scores = repetitions.first?.numbers("interface"), scores.count > 1,
      repetitions.allSatisfy({ $0.numbers("interface") == scores })
    else { return nil }
    var ladder = RareEventRecord.Ladder(scores: [scores[0]], chances: [1], errors: [0])
    for index in 1..<scores.count {
      let chances = repetitions.map { part in
        zip(part.numbers("successes") ?? [], part.numbers("trials") ?? []).prefix(index)
          .reduce(1.0) { $1.1 > 0 ? $0 * $1.0 / $1.1 : 0 }
      }
      guard let chance = mean(of: chances), chance.value > 0 else { break }
      ladder.scores.append(scores[index])
      ladder.chances.append(chance.value)
      ladder.errors.append(chance.standardError)
    }
    return ladder
  }
}

/// What a scenario says under `forward-flux`.
struct ForwardFluxSettings: MethodSettings {
  static let key = "forward-flux"
  static let parameters: [Parameter] = [
    .integer(
      "interfaces", default: 0, .between(0, 400),
      "how many interfaces; 0: as many as the success probability needs"),
    .number(
      "success-probability", default: 0.3, .between(0.01, 0.95), "share of the trials that each interface lets through"),
    .numbers("at", default: [], "the scores of the interfaces, ascending, if they are not to be chosen"),
    .integer("walkers", default: 500, .between(2, 1e7), "walkers that go round from home to the first interface"),
    .integer("rounds", default: 10, .between(1, 1e6), "how often each goes round"),
    WarmUp.parameter,
    .integer("trials", default: 2000, .between(2, 1e8), "trials from each interface"),
    repetitions,
  ]
  let interfaces: Int
  let successProbability: Double
  let given: [Double]
  let walkers: Int
  let rounds: Int
  let warmUp: Int
  let trials: Int
  let repetitions: Int

  init(_ values: Parameters) {
    interfaces = values.integer("interfaces")
    successProbability = values.number("success-probability")
    given = values.numbers("at").sorted()
    walkers = max(2, values.integer("walkers"))
    rounds = max(1, values.integer("rounds"))
    warmUp = WarmUp.loops(values)
    trials = max(2, values.integer("trials"))
    repetitions = max(2, values.integer("repetitions"))
  }
}
