// SPDX-License-Identifier: GPL-3.0-or-later
public import Statistics
public import Testing

/// Counts over many independent repetitions how often intervals hold the truth, and how the z-scores scatter.
public struct Coverage {
  private var held = 0
  private var scores: [Double] = []
  private var values: [Double] = []

  /// No repetition yet.
  public init() {}

  /// One repetition.
  public mutating func add(_ estimate: Estimate, _ truth: Double) {
    if estimate.bounds.contains(truth) { held += 1 }
    scores.append(estimate.z(against: truth))
    values.append(estimate.value - truth)
  }

  /// The intervals hold the truth in 95 % within the binomial error, and z has the variance of its law.
  ///
  /// - Parameters:
  ///   - degreesOfFreedom: ν of Student's law, whose variance is ν/(ν − 2), known to its own error; normal if `nil`.
  ///   - isUnbiased: whether the mean over the repetitions is the truth within its error, too.
  public func check(
    _ what: String, degreesOfFreedom: Double? = nil, isUnbiased: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let n = Double(scores.count)
    let share = Double(held) / n
    let variance = scores.reduce(0) { $0 + $1 * $1 } / n
    let bias = mean(of: values)
    print(
      "coverage of \(what): \(share) of \(scores.count), z variance \(variance), bias \(bias?.value ?? .nan) ± "
        + "\(bias?.standardError ?? .nan)")
    #expect(
      abs(binomialZ(held, of: scores.count, probability: 0.95)) < 4, "\(what): coverage \(share)",
      sourceLocation: sourceLocation)
    let fourth = scores.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
    let error = degreesOfFreedom == nil ? 2 / n : (fourth - variance * variance) / n
    let expected = degreesOfFreedom.map { $0 / ($0 - 2) } ?? 1
    expectZ(
      variance, expected, standardError: error.squareRoot(), "variance of z of \(what)", sourceLocation: sourceLocation)
    guard isUnbiased else { return }
    expectZ(
      bias?.value ?? .nan, 0, standardError: bias?.standardError ?? .nan, "bias of \(what)",
      sourceLocation: sourceLocation)
  }
}
