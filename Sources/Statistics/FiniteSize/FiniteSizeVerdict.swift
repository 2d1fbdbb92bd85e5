// SPDX-License-Identifier: GPL-3.0-or-later

/// Whether the rise of an order parameter is a transition.
package enum FiniteSizeVerdict: String, Sendable, Equatable, CaseIterable {
  /// The rise narrows with the size about one critical point: 1/ν > 0.
  case transition
  /// The rise keeps its width, or its width relative to its place, however large the system: ν = ∞.
  case crossover
  /// The data tell neither, or fit neither.
  case undecided
}

extension FiniteSizeScaling {
  /// An exponent 1/ν that is known to be smaller than this is that of a crossover: from one size to another five times as large the
  /// rise would narrow by less than a third.
  package static let leastExponent = 0.25
  /// Below this probability a model does not describe the data.
  package static let rejection = 0.005

  /// The verdict with its reason in words.
  func judged() -> (FiniteSizeVerdict, String) {
    guard let width = widthExponent.interval, let exponent = inverseExponent.interval else {
      return (
        .undecided,
        "there is but one split at each place, so that nothing tells how far chance moves the rise; take three at least"
      )
    }
    if let lack { return (.undecided, lack) }
    let isScaling = collapseProbability >= Self.rejection && commonCenterProbability >= Self.rejection
    if exponent.lowerBound > 0, width.lowerBound > 0, isScaling {
      if isCriticalPointSeen { return (.transition, "the rise narrows with the size about one critical point") }
    }
    guard shapeProbability >= Self.rejection else {
      return (
        .undecided,
        "the rises at different sizes have not the same shape (p = \(NumberFormat.rounded(shapeProbability, digits: 2))), so that no width "
          + "can be told; leave the smallest sizes out"
      )
    }
    if isFlat(widthExponent) {
      return (.crossover, "the rise does not narrow with the size")
    }
    if let relative = relativeWidthExponent, isFlat(relative) {
      return (
        .crossover,
        "the rise narrows only as fast as it moves toward zero: relative to its place it keeps its width"
      )
    }
    if width.lowerBound > 0, exponent.lowerBound > 0, isScaling {
      return (
        .undecided,
        "the rise narrows, but it would meet its critical point outside of what was measured; measure there, or larger sizes"
      )
    }
    if width.lowerBound > 0 {
      return (
        .undecided,
        "the rise narrows with the size, but it moves otherwise than toward one critical point, as far as these sizes tell"
      )
    }
    return (
      .undecided,
      "the data exclude neither a width that stays nor one that shrinks; more splits, sizes farther apart or control parameters "
        + "closer to the rise would tell"
    )
  }

  /// Whether an exponent may be zero and is known to be small.
  private func isFlat(_ exponent: Estimate) -> Bool {
    guard let interval = exponent.interval else { return false }
    return interval.lowerBound <= 0 && interval.upperBound < Self.leastExponent
  }
}
