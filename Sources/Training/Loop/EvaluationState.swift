// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a run stands in its plan of evaluations; a function of what was recorded.
struct EvaluationState: Sendable, Equatable {
  /// The step of the last evaluation; −1 before the first.
  var last = -1
  /// The step of the next one.
  var next = 0
  /// How far apart evaluations are at most, because of a rise.
  var interval = Int.max
  /// The best training accuracy so far.
  var bestTrain = 0.0
  /// The best test accuracy so far.
  var bestTest = 0.0

  /// What to do after an evaluation at `next`.
  enum Verdict: Equatable {
    /// The evaluation is recorded.
    case accept
    /// The run goes back to the step `last` and evaluates in smaller intervals.
    case rewind
  }

  /// How much smaller the interval becomes when the run goes back.
  private static let refinement = 8
  /// How much the interval grows with each evaluation without a rise.
  private static let growth = 1.25

  /// Judges an evaluation at the step `next` and plans the one after.
  mutating func judge(train: Double?, test: Double?, plan: EvaluationPlan) -> Verdict {
    let (train, test) = (train ?? 0, test ?? 0)
    let rise = last < 0 ? 0 : max(train - bestTrain, test - bestTest)
    let width = next - last
    if rise > plan.rise, width > plan.finest {
      interval = max(plan.finest, width / Self.refinement)
      next = last + interval
      return .rewind
    }
    bestTrain = max(bestTrain, train)
    bestTest = max(bestTest, test)
    last = next
    let base = plan.interval(after: last)
    // A rise that is still going on keeps its resolution.
    if interval < base, rise <= plan.rise / 2 { interval = max(interval + 1, Int(Double(interval) * Self.growth)) }
    if interval >= base { interval = .max }
    next = last + min(interval, base)
    return .accept
  }

  /// Plans an evaluation at a step that must not be missed.
  mutating func include(_ step: Int) {
    if step > last { next = min(next, step) }
  }
}
