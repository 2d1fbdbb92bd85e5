// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// The axis of steps on which a sigmoid is fitted.
package enum StepAxis: String, Sendable, Equatable, CaseIterable {
  /// The steps themselves; k is per step.
  case linear
  /// x = ln t; k is a pure number, the curve is c + (d − c)/(1 + (t/t₀)^{−k}), and step 0 is left out.
  case logarithmic
}

/// A sigmoid c + (d − c)/(1 + e^{−k(x − x₀)}) in the steps of training.
package struct TransitionSigmoid: Sendable, Equatable {
  /// What x is.
  package let axis: StepAxis
  /// t₀ in steps, where the middle of the rise is passed.
  package let center: Estimate
  /// k: per step on the linear axis, a pure number on the logarithmic one.
  package let steepness: Estimate
  /// The fit on its axis, with the levels and the correlation of its residuals.
  package let fit: SigmoidFit

  /// Fits the test accuracy (or any other rising signal) of a run.
  ///
  /// - Throws: `NotApplicable` as `SigmoidFit` does.
  package init(steps: [Double], values: [Double], axis: StepAxis, level: Double = 0.95) throws(NotApplicable) {
    let used = zip(steps, values).filter { axis == .linear || $0.0 > 0 }
    fit = try SigmoidFit(
      used.map { axis == .linear ? $0.0 : log($0.0) }, used.map { $0.1 }, level: level)
    self.axis = axis
    center = axis == .linear ? fit.center : fit.center.exponential
    steepness = fit.steepness
  }

  /// The fitted accuracy at a step, for figures.
  package func callAsFunction(_ step: Double) -> Double { fit(axis == .linear ? step : log(step)) }
}

/// How sharp the rise of the test accuracy is.
package struct TransitionShape: Sendable, Equatable {
  /// The levels before and after.
  package let levels: StateLevels
  /// The steps from 10 to 90 % of the rise between the levels, interpolated; its certain interval is that of the
  /// evaluations around both marks.
  package let width: Estimate
  /// width/t_grok: near 1 for gradual, far below 1 for sharp; `nil` where the run did not grok.
  package let relativeWidth: Estimate?
  /// Where the accuracy rises fastest in ln t; its certain interval is that of the neighboring evaluations.
  package let steepest: Estimate?
  /// The sigmoid on the logarithmic axis, which suits evaluations at geometric steps, or why there is none.
  package let sigmoid: Result<TransitionSigmoid, NotApplicable>

  /// Measures the rise of a curve's test accuracy.
  ///
  /// - Parameters:
  ///   - curve: the accuracies.
  ///   - grokking: t_grok.
  ///   - axis: the axis of the sigmoid.
  /// - Throws: `NotApplicable` if the test accuracy does not rise from a level to another.
  package init(
    of curve: LearningCurve, grokking: BracketedTime, axis: StepAxis = .logarithmic
  ) throws(NotApplicable) {
    guard let levels = StateLevels(of: curve.test) else {
      throw NotApplicable("the test accuracy does not rise from one level to another")
    }
    self.levels = levels
    let mark = (low: levels.value(at: 0.1), high: levels.value(at: 0.9))
    let end = curve.test.indices.first { $0 >= levels.middle && curve.test[$0] >= mark.high }
    guard let end, let begin = curve.test[..<end].lastIndex(where: { $0 <= mark.low }) else {
      throw NotApplicable("the evaluations do not show both the beginning and the end of the rise")
    }
    let start = Self.passage(of: mark.low, between: begin, in: curve)
    let stop = Self.passage(of: mark.high, between: end - 1, in: curve)
    let least = max(0, curve.steps[end - 1] - curve.steps[begin + 1])
    let most = curve.steps[end] - curve.steps[begin]
    let value = max(0, stop - start)
    let error = (most - least) / 12.0.squareRoot()
    width = Estimate(value, standardError: error, interval: .between(least, most), level: 1)
    relativeWidth = grokking.upper.flatMap { time in
      guard time > 0 else { return nil }
      let highest = grokking.lower > 0 ? most / grokking.lower : .infinity
      let bracket = error / time + value * (time - grokking.lower) / (12.0.squareRoot() * time * time)
      return Estimate(value / time, standardError: bracket, interval: .between(least / time, highest), level: 1)
    }
    steepest = Self.steepest(of: curve)
    sigmoid = Result { () throws(NotApplicable) in
      try TransitionSigmoid(steps: curve.steps, values: curve.test, axis: axis)
    }
  }

  /// Where the straight line from an evaluation to the next passes a level.
  private static func passage(of level: Double, between index: Int, in curve: LearningCurve) -> Double {
    let rise = curve.test[index + 1] - curve.test[index]
    let share = rise > 0 ? min(max((level - curve.test[index]) / rise, 0), 1) : 1
    return curve.steps[index] + share * (curve.steps[index + 1] - curve.steps[index])
  }

  /// The middle of the five successive evaluations with the largest least-squares slope of accuracy against ln t.
  private static func steepest(of curve: LearningCurve) -> Estimate? {
    let points = zip(curve.steps, curve.test).filter { $0.0 > 0 }
    guard points.count >= 5 else { return nil }
    var best: (slope: Double, index: Int)?
    for index in 2..<(points.count - 2) {
      let window = points[(index - 2)...(index + 2)]
      let mean = window.reduce((x: 0.0, y: 0.0)) { ($0.x + log($1.0) / 5, $0.y + $1.1 / 5) }
      let cross = window.reduce(0) { $0 + (log($1.0) - mean.x) * ($1.1 - mean.y) }
      let square = window.reduce(0) { $0 + (log($1.0) - mean.x) * (log($1.0) - mean.x) }
      if cross / square > best?.slope ?? 0 { best = (cross / square, index) }
    }
    return best.map { found in
      let (before, after) = (points[found.index - 1].0, points[found.index + 1].0)
      return Estimate(
        points[found.index].0, standardError: (after - before) / 12.0.squareRoot(),
        interval: .between(before, after), level: 1)
    }
  }
}
