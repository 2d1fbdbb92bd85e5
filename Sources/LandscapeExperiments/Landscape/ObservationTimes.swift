// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// The key `times`: when the walkers are observed, in whole steps.
///
/// A list of times, or `{from, until, count, spacing: log or linear}`.
struct ObservationTimes: Sendable, Equatable {
  /// After how many steps, ascending and positive.
  let steps: [Int]
  /// The times, whole multiples of the time step.
  let values: [Double]

  static let parameter = Parameter(
    "times", .special("a list of times, or a mapping with until, count, spacing and from"), default: .record(Record()),
    "observation times: ascending positive times, or {until: 10, count: 20, spacing: log}; rounded to whole steps")

  private static let until = Parameter.number("until", default: 10, .positive, "the last time").measured(in: .time)
  private static let count = Parameter.integer("count", default: 20, .between(1, 1000), "how many times")
  private static let spacing = Parameter.word(
    "spacing", default: "log", among: ["log", "linear"], "equal ratios or equal differences")
  /// The first of logarithmic times lies by default three decades before the last.
  private static let decades = 1000.0

  /// Reads the key; `nil` when a problem was reported.
  init?(_ reader: Reader, timeStep: Double) {
    guard let wanted = Self.wanted(reader, timeStep: timeStep) else { return nil }
    let key = "times"
    for (place, time) in wanted.enumerated() where !(time > 0) || !time.isFinite {
      reader.report("time \(place + 1) is \(time.shortest); times must be positive.", at: key)
      return nil
    }
    for (earlier, later) in zip(wanted, wanted.dropFirst()) where later <= earlier {
      reader.report("times must ascend; \(later.shortest) stands after \(earlier.shortest).", at: key)
      return nil
    }
    guard let first = wanted.first else {
      reader.report("times is an empty list; give at least one time.", at: key)
      return nil
    }
    guard first >= timeStep / 2 else {
      reader.report(
        "the first time is \(first.shortest) and the time step \(timeStep.shortest); "
          + "there is nothing to observe before the first step.", at: key)
      return nil
    }
    guard let last = wanted.last, last / timeStep < 1e15 else {
      reader.report("the last time is more than 10¹⁵ steps away.", at: key)
      return nil
    }
    var steps: [Int] = []
    for time in wanted {
      let step = max(1, Int((time / timeStep).rounded()))
      if step > steps.last ?? 0 { steps.append(step) }
    }
    self.steps = steps
    values = steps.map { Double($0) * timeStep }
  }

  private static func wanted(_ reader: Reader, timeStep: Double) -> [Double]? {
    if let list = reader.raw("times"), list.asList != nil {
      let before = reader.log.problems.count
      let numbers = reader.read(Parameter("times", .numbers(count: nil), default: nil, "the times").measured(in: .time))
      return reader.log.problems.count == before ? numbers.asList?.compactMap(\.asNumber) : nil
    }
    let before = reader.log.problems.count
    let inner = reader.inner("times")
    let last = inner.read(until).asNumber ?? 1
    let number = Int(inner.read(count).asNumber ?? 1)
    let isLogarithmic = inner.read(spacing).asText == "log"
    let least = isLogarithmic ? max(timeStep, last / decades) : last / Double(number)
    let first = inner.read(.number("from", default: min(least, last), .positive, "the first time")).asNumber ?? 1
    inner.finish()
    reader.resolve("times", as: .record(inner.resolved))
    guard reader.log.problems.count == before else { return nil }
    guard first < last || number == 1 else {
      reader.report("times run from \(first.shortest) until \(last.shortest); they must ascend.", at: "times")
      return nil
    }
    if number == 1 { return [last] }
    return (0..<number).map { place in
      if place == number - 1 { return last }
      let share = Double(place) / Double(number - 1)
      return isLogarithmic ? first * pow(last / first, share) : first + (last - first) * share
    }
  }
}
