// SPDX-License-Identifier: GPL-3.0-or-later

/// The two levels between which a noisy step-like signal passes, and when it passes.
///
/// The levels are the medians before and after the signal, freed of single outliers by a running median of three, first
/// reaches the middle of its range. The 10 and 90 % marks of the rise stand between them, as in IEEE Std 181 (transitions
/// and pulses).
package struct StateLevels: Sendable, Equatable {
  /// The level before.
  package let lower: Double
  /// The level after.
  package let upper: Double
  /// The first index that lies in the upper half.
  package let middle: Int

  /// The levels of a signal that rises.
  ///
  /// - Returns: `nil` with fewer than four values, values that are not finite, or a signal that does not rise.
  package init?(of values: [Double]) {
    guard values.count >= 4, values.allSatisfy(\.isFinite) else { return nil }
    let smooth = values.indices.map { index in
      let start = min(max(index - 1, 0), values.count - 3)
      return median(values[start..<(start + 3)])
    }
    guard let least = smooth.min(), let most = smooth.max(), most > least,
      let middle = smooth.firstIndex(where: { $0 >= (least + most) / 2 }), middle > 0
    else { return nil }
    lower = median(values[..<middle])
    upper = median(values[middle...])
    self.middle = middle
    guard upper > lower else { return nil }
  }

  /// The value at a share of the rise, 0 at the lower level and 1 at the upper one.
  package func value(at share: Double) -> Double { lower + share * (upper - lower) }
}

/// The middle of numbers in order, the mean of the two middle ones of an even count; not a number of none.
package func median(_ values: some Collection<Double>) -> Double {
  let sorted = values.sorted()
  guard let last = sorted.indices.last else { return .nan }
  return (sorted[last / 2] + sorted[(last + 1) / 2]) / 2
}
