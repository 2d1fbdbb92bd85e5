// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// When something happened, as far as it was seen: at a time, between two times, or not until the last observation.
package struct CensoredTime: Sendable, Equatable {
  /// The time itself, the last observation at which it had not yet happened, or the time of censoring.
  package let lower: Double
  /// The time itself, or the observation at which it was first seen; `nil` where it never was.
  package let upper: Double?

  /// Something that happened after `lower` and no later than `upper`; at that very time where both are equal, never seen where
  /// `upper` is `nil`.
  package init(lower: Double, upper: Double?) {
    self.lower = lower
    self.upper = upper
  }

  /// A time known exactly.
  package static func exact(_ time: Double) -> CensoredTime { CensoredTime(lower: time, upper: time) }

  /// Something not seen until a time.
  package static func censored(at time: Double) -> CensoredTime { CensoredTime(lower: time, upper: nil) }

  /// Whether it was never seen.
  package var isCensored: Bool { upper == nil }

  /// Whether it was seen, but only between two times.
  var isBracketed: Bool { upper.map { lower < $0 } ?? false }

  /// Where it stands on the logarithmic axis: the middle of ln lower and ln upper, ln upper where the lower end is zero, the
  /// logarithm of the bound where it was never seen.
  package var logarithm: Double {
    guard let upper else { return log(lower) }
    return lower > 0 ? (log(lower) + log(upper)) / 2 : log(upper)
  }

  /// Whether the numbers make sense: positive where it was seen or not, in order, finite.
  var isSound: Bool {
    guard let upper else { return lower >= 0 && lower.isFinite }
    return upper > 0 && upper.isFinite && lower >= 0 && lower <= upper
  }
}
