// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

extension Sweep {
  /// Reads the key `sweep` of a scenario; problems go to the log, and the sweep is then a single point.
  package static func read(from tree: Value, log: ProblemLog) -> Sweep {
    guard case .record(var base) = tree else { return Sweep(axes: [], isZipped: false, base: tree) }
    let written = base["sweep"] ?? .null
    base["sweep"] = nil
    let none = Sweep(axes: [], isZipped: false, base: .record(base))
    let before = log.problems.count
    let reader = Reader(written, at: "sweep", log: log)
    let isZipped =
      reader.contains("zip") && reader.read(Parameter("zip", .flag, default: .flag(false), "")) == .flag(true)
    var axes: [Axis] = []
    for (key, value) in (written.asRecord ?? Record()).entries where key != "zip" {
      let here = SettingPath(["sweep", key])
      let path = SettingPath(dotted: key)
      if key.hasPrefix("sweep") || path.description != key {
        log.report("'\(key)' is not a dotted path of this file.", at: here, spot: .key)
      } else if none.base.setting(path, to: .null) == nil {
        log.report("'\(key)' cannot be swept: \(none.base.obstacle(on: path))", at: here, spot: .key)
      } else if let axis = axis(path, value, at: here, log: log) {
        axes.append(axis)
      }
    }
    checkSize(axes, isZipped: isZipped, log: log)
    return log.problems.count > before ? none : Sweep(axes: axes, isZipped: isZipped, base: .record(base))
  }

  private static func checkSize(_ axes: [Axis], isZipped: Bool, log: ProblemLog) {
    for (index, axis) in axes.enumerated() {
      for other in axes[..<index]
      where axis.path.components.starts(with: other.path.components)
        || other.path.components.starts(with: axis.path.components)
      {
        log.report(
          "'\(axis.name)' and '\(other.name)' set the same thing.", at: SettingPath(["sweep", axis.name]), spot: .key)
      }
    }
    if isZipped {
      guard let longest = axes.first, let other = axes.first(where: { $0.values.count != longest.values.count }) else {
        return
      }
      log.report(
        "with zip all axes need the same number of values; '\(longest.name)' has \(longest.values.count), "
          + "'\(other.name)' \(other.values.count).", at: "sweep")
    } else {
      let count = axes.reduce(1.0) { $0 * Double($1.values.count) }
      if count > Double(pointLimit) {
        log.report("the sweep has \(count.shortest) points; at most \(pointLimit) are allowed.", at: "sweep")
      }
    }
  }

  /// A list of different scalars, or `{from, to, count, spacing}`, as it stands somewhere in a scenario.
  ///
  /// - Parameters:
  ///   - path: what takes the values, for messages.
  ///   - value: the list or the mapping.
  ///   - here: where it stands.
  ///   - log: where problems go; the result is then `nil`.
  package static func axis(_ path: SettingPath, _ value: Value, at here: SettingPath, log: ProblemLog) -> Axis? {
    switch value {
    case .list(let values): return listed(path, values, at: here, log: log)
    case .record: return range(path, value, at: here, log: log)
    default:
      log.report("\(path) is \(value.described); a list of values or {from, to, count, spacing} is expected.", at: here)
      return nil
    }
  }

  private static func listed(_ path: SettingPath, _ values: [Value], at here: SettingPath, log: ProblemLog) -> Axis? {
    if values.isEmpty {
      log.report("the list of \(path) is empty; a sweep needs at least one value.", at: here)
      return nil
    }
    if values.count > pointLimit {
      log.report("\(path) has \(values.count) values; at most \(pointLimit) are allowed.", at: here)
      return nil
    }
    var seen: Set<String> = []
    var isGood = true
    var kept: [Value] = []
    for (index, value) in values.enumerated() {
      switch value {
      case .null, .list, .record:
        log.report(
          "\(path) is \(value.described); a sweep takes numbers, words, true and false.", at: here.appending(index))
        isGood = false
      default:
        if !seen.insert(value.described).inserted {
          log.report("\(value.described) stands twice in the sweep of \(path).", at: here.appending(index))
          isGood = false
        } else if !kept.contains(where: { value.isEqual(to: $0) }) {
          // What differs by rounding only is one value: the first that is written.
          kept.append(value)
        }
      }
    }
    return isGood ? Axis(path: path, values: kept, resolved: .list(kept)) : nil
  }

  private static func range(_ path: SettingPath, _ value: Value, at here: SettingPath, log: ProblemLog) -> Axis? {
    let before = log.problems.count
    let reader = Reader(value, at: here, log: log)
    let from = reader.number("from", default: nil, .any, "the first value")
    let to = reader.number("to", default: nil, .any, "the last value")
    let count = reader.integer("count", default: nil, .atLeast(1), "how many values")
    let spacing = reader.text("spacing", default: "linear", among: ["linear", "log"], "the spacing of the values")
    reader.finish()
    guard log.problems.count == before else { return nil }
    if count > pointLimit {
      log.report("count is \(count); at most \(pointLimit) points are allowed.", at: here.appending("count"))
      return nil
    }
    if spacing == "log", from * to <= 0 {
      log.report(
        "from \(from.shortest) to \(to.shortest) has no logarithmic spacing; both must be positive or both negative.",
        at: here)
      return nil
    }
    if EqualNumbers.areEqual(from, to), count > 1 {
      log.report("from and to are both \(from.shortest); \(count) different values do not fit between.", at: here)
      return nil
    }
    let values = (0..<count).map { index -> Value in
      // The ends are exact; what lies between is rounded to 15 digits, so that 0.3 is not 0.30000000000000004.
      if index == 0 { return .number(from) }
      if index == count - 1 { return .number(to) }
      let share = Double(index) / Double(count - 1)
      let between = spacing == "log" ? from * pow(to / from, share) : from + (to - from) * share
      return .number(Double(String(format: "%.15g", between)) ?? between)
    }
    return Axis(path: path, values: values, resolved: .record(reader.resolved))
  }
}

extension Value {
  /// Whether two numbers are the same up to rounding.
  fileprivate func isEqual(to other: Value) -> Bool {
    guard let one = asNumber, let two = other.asNumber else { return false }
    return EqualNumbers.areEqual(one, two)
  }
}
