// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// What the law that walkers start from changes in the mean passage time, beside the rate k_AB of walkers that come from home:
///
///     τ = T₀ + (1 − q)·(1/k_AB − T_climb),
///
/// where T₀ is the mean time from the start to home and from there to the first surface, or to the target for the share q that
/// comes there before home, and T_climb the mean time from home to that surface later on. 1/k_AB is the time of a cycle of
/// such a climb and the way back over the chance that a cycle ends in the target.
struct FirstWay: Sendable {
  /// T₀ − (1 − q)·T_climb of each repetition.
  var delays: [Double]
  /// q of each repetition.
  var directShares: [Double]

  /// q.
  var directShare: Double { mean(of: directShares)?.value ?? 0 }

  /// 1/τ with the error of k_AB and, where some starts do not come home, that of q and of the times.
  ///
  /// - Parameter transition: k_AB > 0.
  func escapeRate(_ transition: Estimate) -> Estimate {
    let direct = directShare
    let delay = mean(of: delays)?.value ?? 0
    func escape(_ rate: Double) -> Double { rate / (1 - direct + rate * delay) }
    let factor = escape(transition.value) / transition.value
    let own = transition.standardError * factor * factor * (1 - direct)
    var result = Estimate(
      escape(transition.value), standardError: own,
      interval: transition.interval.flatMap { .between(escape($0.lowerBound), escape($0.upperBound)) },
      effectiveSamples: transition.effectiveSamples)
    // What each repetition's start adds to its time.
    let times = zip(delays, directShares).map { $0 - $1 / transition.value }
    guard direct > 0, own > 0, let added = mean(of: times) else { return result }
    let whole = hypot(own, result.value * result.value * added.standardError)
    // As much wider, on the logarithm, as the error.
    result.interval = result.interval.flatMap { range in
      func widened(_ end: Double) -> Double { result.value * pow(end / result.value, whole / own) }
      return .between(widened(range.lowerBound), widened(range.upperBound))
    }
    result.standardError = whole
    return result
  }
}
