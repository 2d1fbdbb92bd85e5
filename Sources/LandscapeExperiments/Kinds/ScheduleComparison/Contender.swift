// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Settings

/// What is compared: a temperature schedule, or replica exchange, under the name that the scenario gives it.
struct Contender: Sendable {
  enum Motion: Sendable {
    case schedule(any TemperatureSchedule)
    case exchange(temperatures: [Double], swapEvery: Int)
  }

  let name: String
  let motion: Motion

  /// The word for replica exchange in a scenario.
  static let replicaExchange = "replica-exchange"

  /// How many replicas share the budget.
  var replicas: Int {
    if case .exchange(let temperatures, _) = motion { temperatures.count } else { 1 }
  }

  /// θ when so much of the budget is spent; the coldest of a ladder.
  func temperature(at time: Double) -> Double {
    switch motion {
    case .schedule(let schedule): schedule.temperature(at: time)
    case .exchange(let temperatures, _): temperatures.first ?? .nan
    }
  }
}

extension Contender {
  /// Reads `schedules`, a mapping from names to schedules; durations that are not given are made of the budget.
  ///
  /// The resolved mapping leaves those durations out, so that they follow the budget through a sweep.
  static func list(_ reader: Reader, budget: Double) -> [Contender] {
    guard let written = reader.required("schedules", "names with a temperature schedule each, the contenders") else {
      return []
    }
    guard let record = written.asRecord else {
      reader.report(
        "schedules is \(written.described); a mapping from names to schedules is expected.", at: "schedules")
      return []
    }
    let contenders = record.entries.compactMap { entry -> Contender? in
      let (motion, resolved) = motion(entry.key, entry.value, reader, budget: budget)
      if let resolved {
        var all = reader.resolved["schedules"]?.asRecord ?? Record()
        all[entry.key] = resolved
        reader.resolve("schedules", as: .record(all))
      }
      return motion.map { Contender(name: entry.key, motion: $0) }
    }
    if record.entries.count < 2 {
      let one = record.keys.first.map { "only '\($0)'" } ?? "nothing"
      reader.report("schedules has \(one); a comparison takes two at least.", at: "schedules")
    }
    return contenders
  }

  private static func motion(
    _ name: String, _ value: Value, _ reader: Reader, budget: Double
  ) -> (Motion?, Value?) {
    let path = reader.path.appending("schedules")
    let inner = Reader(.record(Record([(name, filled(value, budget: budget))])), at: path, log: reader.log)
    if value.asNumber != nil {
      let before = reader.log.problems.count
      let parameter = Parameter.number(name, default: nil, .positive, "θ = k_B T").measured(in: .temperature)
      let temperature = inner.read(parameter).asNumber ?? .nan
      return (reader.log.problems.count == before ? .schedule(ConstantTemperature(temperature)) : nil, value)
    }
    let kind = value.asRecord?["schedule"]?.asText
    if kind == replicaExchange { return exchange(inner.inner(name)) }
    guard let kind else {
      reader.log.report(
        "'\(name)' does not say its 'schedule'; 'ravine list schedules' shows all, and there is \(replicaExchange).",
        at: path.appending(name))
      return (nil, nil)
    }
    guard ScheduleCatalogue.entries.contains(where: { $0.name == kind }) else {
      let near = suggestion(for: kind, among: ScheduleCatalogue.entries.map(\.name) + [replicaExchange])
      reader.log.report(
        "unknown schedule '\(kind)'\(near.isEmpty ? ";" : near) 'ravine list schedules' shows all, "
          + "and there is \(replicaExchange).", at: path.appending(name).appending("schedule"))
      return (nil, nil)
    }
    guard let schedule = inner.chosen(name, from: ScheduleCatalogue.entries, tag: "schedule", listing: "schedules")
    else { return (nil, nil) }
    var resolved = inner.resolved[name]?.asRecord ?? Record()
    for key in durations where value.asRecord?[key] == nil { resolved[key] = nil }
    return (.schedule(schedule), .record(resolved))
  }

  private static func exchange(_ reader: Reader) -> (Motion?, Value?) {
    let before = reader.log.problems.count
    _ = reader.raw("schedule")
    reader.resolve("schedule", as: .text(replicaExchange))
    let temperatures = TemperatureLadder.read(in: reader)
    let swapEvery = reader.integer("swap-every", default: 100, .atLeast(1), "steps between two attempts to exchange")
    reader.finish()
    guard let temperatures, reader.log.problems.count == before else { return (nil, nil) }
    return (.exchange(temperatures: temperatures, swapEvery: swapEvery), .record(reader.resolved))
  }

  /// The keys of schedules that are times and follow the budget.
  private static let durations = ["over", "period", "every"]
  /// Cycles of a cyclic schedule whose period is not given.
  private static let cycles = 4.0

  /// The mapping with its duration: all of the budget, a quarter of it a cycle, equal parts of it a step of a staircase.
  private static func filled(_ value: Value, budget: Double) -> Value {
    guard var record = value.asRecord, let kind = record["schedule"]?.asText else { return value }
    func fill(_ key: String, _ duration: Double) {
      if record[key] == nil { record[key] = .number(duration) }
    }
    switch kind {
    case LinearTemperature.entry.name, ExponentialTemperature.entry.name, CosineTemperature.entry.name:
      fill("over", budget)
    case CyclicTemperature.entry.name: fill("period", budget / cycles)
    case StepwiseTemperature.entry.name:
      fill("every", budget / Double(max(1, record["temperatures"]?.asList?.count ?? 1)))
    default: break
    }
    return .record(record)
  }
}
