// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// Decodes the list `events` into what holds from each of their steps on.
///
///     events: [{at: 20000, set: {decay: 1.0, groups.decoder.rate: 0}}, {at: 30000, freeze: embedding}]
///
/// An event sets keys of the mapping `optimizer`, which is then read again, so that groups inherit as they do at the
/// beginning; or `batch`, `clip-gradient`, `fixed-norm`, `update-noise` of the scenario; or `dropout` of the network. It happens before the step with `at` steps
/// taken. One at the last step changes nothing, as no step follows: the control of a sweep over `at`.
struct EventReading {
  let reading: OptimizerReading
  let reader: Reader
  /// The steps of the run, after which no event may lie; `nil` where runs of several lengths share their events.
  let end: Int?
  /// How many training examples there are.
  let trainCount: Int
  /// Whether the network has elements to drop out.
  let drops: Bool

  private struct Event {
    var at: Int
    var path: SettingPath
    var settings: [(key: String, value: Value)]
    var freeze: [String]
    var unfreeze: [String]
  }

  private static let at = Parameter.integer(
    "at", default: nil, Limits(lower: 0, upper: 1e12), "the step before which it happens, in steps taken")
  /// Keys of the scenario that an event may set beside those of the optimizer.
  private static let ownKeys = ["clip-gradient", "fixed-norm", "update-noise", "batch", dropoutKey]
  private static let dropoutKey = "dropout"

  /// The phases of a run that begins with one.
  ///
  /// - Parameter optimizer: the mapping as it was written; `nil` if it is wrong; then events are only checked.
  func read(onto first: TrainingPhase, optimizer: Value?) -> [TrainingPhase] {
    guard let value = reader.raw("events"), value != .null else {
      reader.resolve("events", as: .list([]))
      return [first]
    }
    guard let list = value.asList else {
      reader.report("events is \(value.described); a list of mappings with 'at' is expected.", at: "events")
      return [first]
    }
    var resolved: [Value] = []
    let events = list.enumerated().map { event($1, at: reader.path.appending("events").appending($0), &resolved) }
    reader.resolve("events", as: .list(resolved))
    guard let optimizer else { return [first] }

    var phases = [first]
    var current: Value =
      if case .text(let kind) = optimizer { .record(Record([("kind", .text(kind))])) } else { optimizer }
    var frozen: Set<String> = []
    // Equal steps keep the order of the file.
    for event in events.enumerated().sorted(by: { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }).map(
      \.element)
    {
      var phase = phases[phases.count - 1]
      for (key, value) in event.settings {
        guard !apply(key, value, to: &phase, at: event.path) else { continue }
        if let new = current.setting(SettingPath(dotted: key), to: value) { current = new }
      }
      if let settings = decode(current, event) { phase.groups = settings }
      for group in reading.groups {
        if event.freeze.contains(where: { GroupSettings.covers($0, group) }) { frozen.insert(group) }
        if event.unfreeze.contains(where: { GroupSettings.covers($0, group) }) { frozen.remove(group) }
      }
      for index in phase.groups.indices { phase.groups[index].isFrozen = frozen.contains(phase.groups[index].group) }
      phase.from = event.at
      if phases[phases.count - 1].from == event.at { phases[phases.count - 1] = phase } else { phases.append(phase) }
    }
    return phases
  }

  private func event(_ value: Value, at path: SettingPath, _ resolved: inout [Value]) -> Event {
    let inner = Reader(value, at: path, log: reader.log)
    let at: Int = if case .integer(let step) = inner.read(Self.at) { step } else { 0 }
    if let end, at > end {
      inner.report(
        "the event at \(at) would never happen: the run has \(end) steps. Raise 'steps', or take the event out.",
        at: Self.at.name)
    }
    var event = Event(at: at, path: path, settings: [], freeze: [], unfreeze: [])
    if let set = inner.raw("set") {
      if let record = set.asRecord {
        event.settings = flat(record, under: "")
      } else {
        inner.report("set is \(set.described); a mapping such as {decay: 1} is expected.", at: "set")
      }
      inner.resolve("set", as: set)
    }
    event.freeze = names("freeze", inner)
    event.unfreeze = names("unfreeze", inner)
    inner.finish()
    if event.settings.isEmpty, event.freeze.isEmpty, event.unfreeze.isEmpty, inner.log.problems.isEmpty {
      inner.log.report("the event changes nothing; 'set', 'freeze' or 'unfreeze' is needed.", at: path)
    }
    resolved.append(.record(inner.resolved))
    return event
  }

  /// A group's name, or a list of them.
  private func names(_ key: String, _ inner: Reader) -> [String] {
    guard let value = inner.raw(key) else { return [] }
    inner.resolve(key, as: value)
    let names = value.asText.map { [$0] } ?? value.asList?.compactMap(\.asText)
    guard let names else {
      inner.report("\(key) is \(value.described); a group or a list of groups is expected.", at: key)
      return []
    }
    for name in names where !GroupSettings.names(for: reading.groups).contains(name) {
      inner.report(reading.unknown(name), at: key)
    }
    return names
  }

  /// `{groups: {decoder: {rate: 0}}}` as `groups.decoder.rate`.
  private func flat(_ record: Record, under prefix: String) -> [(key: String, value: Value)] {
    record.entries.flatMap { (key, value) -> [(key: String, value: Value)] in
      let path = prefix + key
      guard path == "groups" || path.hasPrefix("groups."), let inner = value.asRecord else { return [(path, value)] }
      return flat(inner, under: path + ".")
    }
  }

  /// Sets a key of the scenario itself; `false` if the key is none of these.
  private func apply(_ key: String, _ value: Value, to phase: inout TrainingPhase, at path: SettingPath) -> Bool {
    guard Self.ownKeys.contains(key) else { return false }
    let inner = Reader(.record(Record([(key, value)])), at: path.appending("set"), log: reader.log)
    switch key {
    case "clip-gradient": phase.clip = TrainingPlan.clipNorm(inner)
    case "fixed-norm": phase.fixedNorm = TrainingPlan.fixedNorm(inner)
    case "batch": phase.batch = TrainingPlan.batchSize(inner, trainCount: trainCount).map { .examples($0) } ?? .full
    case Self.dropoutKey:
      phase.dropout = inner.read(.dropout).asNumber
      if !drops, phase.dropout ?? 0 > 0 {
        inner.report("there is nothing to drop: the network has no hidden units that it could leave out.", at: key)
      }
    default: phase.updateNoise = TrainingPlan.noise(inner)
    }
    return true
  }

  /// Reads the changed mapping; its problems are those of the event.
  private func decode(_ value: Value, _ event: Event) -> [GroupSettings]? {
    let here = event.path.appending("set")
    for (key, _) in event.settings where key == "kind" || key.hasSuffix(".kind") {
      reader.log.report("an event cannot change the kind of an optimizer.", at: here.appending(key))
      return nil
    }
    let log = ProblemLog()
    let settings = reading.read(value, at: .root, log: log)
    for problem in log.problems {
      let place = problem.path.description
      let key = event.settings.first { place == $0.key || place.hasPrefix($0.key) || $0.key.hasPrefix(place) }?.key
      reader.log.report(
        Problem(problem.message, at: key.map { here.appending($0) } ?? here, spot: problem.spot))
    }
    return settings
  }
}

extension EventReading {
  /// Whether an event of a scenario drops out, so that a network needs layers for it though it drops nothing by itself.
  static func dropsOut(_ events: Value?) -> Bool {
    (events?.asList ?? []).contains { event in
      event.asRecord?["set"]?.asRecord?[dropoutKey].map { $0.asNumber ?? 1 > 0 } ?? false
    }
  }
}
