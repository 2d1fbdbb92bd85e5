// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// The steps whose weights are kept: `evaluate.snapshots`.
///
///     snapshots: [0, 1000, 20000]
///     snapshots: {from: 10, per-decade: 4}           # 10, 18, 32, 56, 100, … to the last step
///     snapshots: {from: 0, to: 5000, every: 500}
///
/// Geometric steps are from·10^(k/per-decade), rounded, each once. None of them depends on where the run ends, so that a longer run
/// has those of a shorter one.
enum SnapshotSteps {
  static let parameter = Parameter(
    "snapshots", .special("a list of steps, or {from, to, per-decade} or {from, to, every}"), default: .list([]),
    "steps whose weights are kept")

  /// More files than this are rather a slip.
  static let most = 10_000

  /// Reads the key from the mapping `evaluate`.
  ///
  /// - Parameters:
  ///   - reader: that mapping.
  ///   - steps: the last step of the run.
  ///   - purpose: what the plan is for.
  /// - Returns: the steps, rising, each once.
  static func read(from reader: Reader, steps: Int, purpose: PlanPurpose) -> [Int] {
    let key = parameter.name
    let value = reader.raw(key) ?? .null
    guard value != .null, value != .list([]) else {
      reader.resolve(key, as: .list([]))
      return []
    }
    guard purpose.keepsWeights else {
      reader.report("no weights are kept here; single trainings write snapshots of them.", at: key)
      return []
    }
    let end = purpose.stepsAreSwept ? nil : steps
    let found = value.asRecord == nil ? listed(value, reader, end: end) : spaced(reader, steps: steps, end: end)
    return Set(found).sorted()
  }

  private static func listed(_ value: Value, _ reader: Reader, end: Int?) -> [Int] {
    guard value.asList != nil else {
      reader.report(
        "snapshots is \(value.described); a list of steps is expected, or a mapping such as {per-decade: 4}.",
        at: parameter.name)
      return []
    }
    let list = reader.read(
      Parameter(parameter.name, .list(.integer(.nonNegative)), default: .list([]), parameter.summary))
    let found = (list.asList ?? []).compactMap { $0.asNumber.flatMap { Int(exactly: $0) } }
    for (index, step) in found.enumerated() where step > end ?? .max {
      reader.log.report(
        "the snapshot at \(step) would never be taken: the run has \(end ?? 0) steps.",
        at: reader.path.appending(parameter.name).appending(index))
    }
    return found
  }

  private static func spaced(_ reader: Reader, steps: Int, end: Int?) -> [Int] {
    let before = reader.log.problems.count
    let inner = reader.inner(parameter.name)
    let limits = Limits(lower: 0, upper: 1e12)
    let isEven = inner.contains("every")
    let first = inner.integer("from", default: isEven ? 0 : 1, limits, "the first step")
    _ = inner.raw("to")
    let last = inner.contains("to") ? inner.integer("to", default: nil, limits, "the last step") : steps
    var found: [Int] = []
    if isEven {
      let every = inner.integer("every", default: nil, Limits(lower: 1, upper: 1e12), "steps from one to the next")
      _ = inner.raw("per-decade")
      if inner.contains("per-decade") {
        inner.report("every and per-decade are both given; leave one of them out.", at: "per-decade")
      }
      if reader.log.problems.count == before {
        found = Array(stride(from: first, through: last, by: every).prefix(most + 1))
      }
    } else {
      let rate = inner.number("per-decade", default: 4, .positive, "how many per factor of ten")
      if first < 1 { inner.report("from is \(first); geometric steps begin at 1 or later.", at: "from") }
      if reader.log.problems.count == before { found = geometric(from: first, to: last, perDecade: rate) }
    }
    inner.finish()
    reader.resolve(parameter.name, as: .record(inner.resolved))
    for key in ["from", "to"] where inner.contains(key) {
      let step = key == "from" ? first : last
      if let end, step > end { inner.report("\(key) is \(step); the run has \(end) steps.", at: key) }
    }
    if first > last, end != nil, inner.contains("to") {
      inner.report("to is \(last), before from, \(first).", at: "to")
    }
    if found.count > most {
      reader.report("these are more than \(most) snapshots; take fewer.", at: parameter.name)
    }
    return found
  }

  private static func geometric(from first: Int, to last: Int, perDecade: Double) -> [Int] {
    var found: [Int] = []
    var exponent = 0.0
    while found.count <= most {
      let step = (Double(first) * pow(10, exponent / perDecade)).rounded()
      guard step <= Double(last) else { break }
      if found.last != Int(step) { found.append(Int(step)) }
      exponent += 1
    }
    return found
  }
}
