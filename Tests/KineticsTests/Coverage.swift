// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics
import TestSupport
import Testing

/// Counts how often intervals hold the truth, and how the z-scores scatter.
struct Coverage {
  let truth: Double
  private var held = 0
  private var scores: [Double] = []
  private var values: [Double] = []

  init(truth: Double) { self.truth = truth }

  mutating func add(_ estimate: Estimate) {
    if estimate.bounds.contains(truth) { held += 1 }
    scores.append(estimate.z(against: truth))
    values.append(estimate.value)
  }

  /// 95 % within the binomial error; z with the variance ν/(ν − 2) of Student's law within its own error; no bias.
  func check(degreesOfFreedom: Double) {
    let count = Double(scores.count)
    let share = Double(held) / count
    let variance = scores.reduce(0) { $0 + $1 * $1 } / count
    let fourth = scores.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
    let expected = degreesOfFreedom / (degreesOfFreedom - 2)
    let average = mean(of: values)
    print(
      "coverage \(share) of \(scores.count), variance of z \(variance), expected \(expected), bias "
        + "\((average?.value ?? 0) / truth - 1) ± \((average?.standardError ?? 0) / truth)")
    expectZ(share, 0.95, standardError: (0.95 * 0.05 / count).squareRoot(), "coverage")
    expectZ(variance, expected, standardError: ((fourth - variance * variance) / count).squareRoot(), "variance of z")
    expectZ(average?.value ?? 0, truth, standardError: average?.standardError ?? 0, "mean of the estimates")
  }
}
