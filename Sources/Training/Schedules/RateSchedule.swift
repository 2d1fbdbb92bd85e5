// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// What the learning rates of all groups are multiplied with at a step.
///
/// Step k, with k steps taken before, uses shape(max(k − warm-up, 0)) · min(1, k/warm-up): the first step of a warm-up
/// has rate 0, as in the programs of Power and Nanda.
package struct RateSchedule: Sendable, Equatable {
  /// How the factor goes on after the warm-up.
  package enum Shape: Sendable, Equatable {
    /// 1.
    case constant
    /// From 1 to a factor, linearly over so many steps, then constant.
    case linear(to: Double, over: Double)
    /// From 1 to a factor, half a cosine over so many steps, then constant.
    case cosine(to: Double, over: Double)
    /// From 1 to a positive factor, geometrically over so many steps, then constant.
    case exponential(to: Double, over: Double)
    /// One factor after the other, each for so many steps; the last one stays.
    case steps([Double], every: Int)
    /// Half a cosine again and again.
    case restarts(WarmRestarts)
    /// Lower by a factor from each of some steps on.
    case milestones(Milestones)
    /// Lower by a factor after each plateau of a measure; the factor is 1 here, and the run knows the rest.
    case plateau(Plateau)
  }

  /// After the warm-up.
  package var shape: Shape
  /// How many steps the linear warm-up takes; 0 without.
  package var warmUp: Int

  /// A schedule; a constant rate by default.
  package init(_ shape: Shape = .constant, warmUp: Int = 0) {
    self.shape = shape
    self.warmUp = warmUp
  }

  /// What is looked at on the way, if anything is.
  package var plateau: Plateau? { if case .plateau(let plateau) = shape { plateau } else { nil } }

  /// The factor at a step, with so many steps taken before.
  package func factor(at step: Int) -> Double {
    let rise = step < warmUp ? Double(step) / Double(warmUp) : 1
    let time = Double(max(step - warmUp, 0))
    switch shape {
    case .constant: return rise
    case .linear(let to, let over): return rise * (1 + (to - 1) * min(time / over, 1))
    case .cosine(let to, let over): return rise * (to + (1 - to) * (1 + cos(.pi * min(time / over, 1))) / 2)
    case .exponential(let to, let over): return rise * pow(to, min(time / over, 1))
    case .steps(let factors, let every):
      return rise * factors[min(max(step - warmUp, 0) / every, factors.count - 1)]
    case .restarts(let restarts): return rise * restarts.factor(after: max(step - warmUp, 0))
    case .milestones(let milestones): return rise * milestones.factor(after: max(step - warmUp, 0))
    case .plateau: return rise
    }
  }
}

/// The rate schedules that a scenario can name.
package enum RateScheduleCatalogue {
  static let warmUp = Parameter.integer(
    "warm-up", default: 0, .nonNegative, "steps of the linear warm-up: step k uses min(1, k/warm-up)")
  static let over = Parameter.integer(
    "over", default: 0, .nonNegative, "steps that it takes after the warm-up; 0: all that are left")

  static func to(_ value: Double, _ limits: Limits) -> Parameter {
    .number("to", default: value, limits, "the last factor")
  }

  /// All of them; `over: 0` becomes `remaining`, the steps left after the warm-up, when they are read.
  package static let entries: [CatalogueEntry<RateSchedule>] = [
    CatalogueEntry(
      name: "constant", summary: "the rate itself", formula: "1", parameters: [warmUp],
      example: "rate-schedule: {kind: constant, warm-up: 10}"
    ) { (values) throws(Problem) in RateSchedule(.constant, warmUp: values.integer("warm-up")) },
    CatalogueEntry(
      name: "linear", summary: "falls or rises linearly, then stays", formula: "1 + (to − 1)·min(t/over, 1)",
      parameters: [to(0, .nonNegative), over, warmUp], example: "rate-schedule: {kind: linear, to: 0, over: 10000}"
    ) { (values) throws(Problem) in shape(values) { .linear(to: $0, over: $1) } },
    CatalogueEntry(
      name: "cosine", summary: "half a cosine, then stays", formula: "to + (1 − to)·(1 + cos(π·min(t/over, 1)))/2",
      parameters: [to(0, .nonNegative), over, warmUp], source: "Loshchilov and Hutter 2017",
      example: "rate-schedule: {kind: cosine, to: 0.1, warm-up: 100}"
    ) { (values) throws(Problem) in shape(values) { .cosine(to: $0, over: $1) } },
    CatalogueEntry(
      name: "exponential", summary: "falls geometrically, then stays", formula: "to^min(t/over, 1)",
      parameters: [to(0.01, .positive), over, warmUp],
      example: "rate-schedule: {kind: exponential, to: 0.01, over: 10000}"
    ) { (values) throws(Problem) in shape(values) { .exponential(to: $0, over: $1) } },
    CatalogueEntry(
      name: "steps", summary: "one factor after the other; the last one stays",
      formula: "factors[min(⌊t/every⌋, last)]",
      parameters: [
        .numbers("factors", default: nil, "the factors one after the other"),
        .integer("every", default: nil, .atLeast(1), "steps that each lasts"), warmUp,
      ], example: "rate-schedule: {kind: steps, factors: [1, 0.1, 0.01], every: 5000}"
    ) { (values) throws(Problem) in
      let factors = values.numbers("factors")
      guard !factors.isEmpty, factors.allSatisfy({ $0 >= 0 }) else {
        throw Problem("factors must be a list of at least one number, none negative.", at: "factors")
      }
      return RateSchedule(.steps(factors, every: values.integer("every")), warmUp: values.integer("warm-up"))
    },
    WarmRestarts.entry, Milestones.entry, Plateau.entry,
  ]

  private static func shape(_ values: Parameters, _ make: (Double, Double) -> RateSchedule.Shape) -> RateSchedule {
    RateSchedule(make(values.number("to"), Double(values.integer("over"))), warmUp: values.integer("warm-up"))
  }

  /// Reads `rate-schedule: {kind: cosine, …}`; a constant rate by default.
  ///
  /// - Parameters:
  ///   - reader: the mapping that holds the key.
  ///   - steps: how many steps are taken in all.
  /// - Returns: `nil` if a problem was reported.
  package static func read(from reader: Reader, steps: Int) -> RateSchedule? {
    guard var schedule = reader.chosen("rate-schedule", from: entries, listing: "rate-schedules", default: "constant")
    else { return nil }
    let left = Double(max(steps - schedule.warmUp, 1))
    switch schedule.shape {
    case .linear(let to, 0): schedule.shape = .linear(to: to, over: left)
    case .cosine(let to, 0): schedule.shape = .cosine(to: to, over: left)
    case .exponential(let to, 0): schedule.shape = .exponential(to: to, over: left)
    default: break
    }
    return schedule
  }
}
