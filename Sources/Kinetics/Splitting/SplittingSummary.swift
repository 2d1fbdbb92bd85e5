// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
package import Dynamics
import Foundation
package import Statistics

/// The probability, the times and the rate that repetitions amount to.
package struct SplittingSummary: Sendable, Equatable {
  /// p: the mean over the repetitions, with an interval that is even in ln p.
  package var probability: Estimate
  /// T_Σ→A + T_A→Σ.
  package var loopTime: Estimate
  /// T_Σ→B, every repetition weighted with its p̂.
  package var reactiveTime: Double
  /// τ.
  package var meanTime: Estimate
  /// 1/τ.
  package var rate: Estimate
  /// p over the mean time of a loop: the flux out of home, the rate when loops are many.
  package var flux: Estimate
  /// The relative variance of p̂ over its ideal, 1 for the best score; `nil` with fewer than two repetitions.
  package var varianceRatio: Double?
  /// How the repetitions scatter, and from how few walkers they descend.
  package var tail: HeavyTail
  /// The share of the walkers in the loops that were given up while they were elsewhere.
  package var givenUpShare: Double
  /// How many repetitions died out.
  package var extinctions: Int
  /// How many replicas diverged.
  package var diverged: Int
  /// Steps taken, all together.
  package var walkerSteps: Int
  /// The paths that were kept.
  package var paths: [WalkerPath]

  /// Puts repetitions together.
  ///
  /// p̂ and the times are averaged first, since E p̂ = p but E 1/p̂ ≠ 1/p. Errors come from leaving out one repetition after the
  /// other, of ln τ and ln p; intervals are Student's on the logarithm, and wider where the p̂ scatter so much that their mean
  /// is skewed, see `HeavyTail`.
  ///
  /// - Parameters:
  ///   - splitting: what they ran with.
  ///   - elsewhere: the time that walkers spend elsewhere in units of the time near home, where the loops were timed there only.
  ///   - level: of the intervals.
  /// - Throws: `NotApplicable` with fewer than two repetitions, or if all died out.
  package init(
    _ repetitions: [PassageRepetition], of splitting: AdaptiveMultilevelSplitting,
    elsewhere: (value: Double, error: Double) = (0, 0), level: Double = 0.95
  ) throws(NotApplicable) {
    guard repetitions.count > 1 else { throw NotApplicable("an error bar takes at least two repetitions") }
    extinctions = repetitions.count { $0.splitting.probability == 0 }
    diverged = repetitions.reduce(0) { $0 + $1.splitting.diverged }
    walkerSteps = repetitions.reduce(0) { $0 + $1.loopSteps + $1.splitting.walkerSteps }
    paths = repetitions.flatMap(\.splitting.paths)
    guard extinctions < repetitions.count else {
      throw NotApplicable(
        "all replicas died out in every repetition: more replicas are needed, or a score that is better at telling which replicas come near the target"
      )
    }
    let all = Totals(repetitions, elsewhere: elsewhere.value)
    let values = repetitions.map(\.splitting.probability)
    tail = HeavyTail(of: values, ancestors: repetitions.map(\.splitting.ancestors), level: level)
    let walkers = Double(repetitions.count * splitting.replicas)
    givenUpShare = Double(repetitions.reduce(0) { $0 + $1.givenUp }) / walkers
    // What the grid leaves uncertain of the time elsewhere.
    let computed = elsewhere.error / (1 + elsewhere.value)
    func estimate(_ value: (Totals) -> Double, computed: Double = 0, _ skew: HeavyTail.Skew) -> Estimate {
      let logarithms = repetitions.map { log(value(all.without($0))) }
      return Self.jackknife(value(all), logarithms, computed: computed, skew, level: level)
    }
    probability = estimate(\.probability, tail.skew)
    loopTime = estimate(\.loopTime, computed: computed, .none)
    meanTime = estimate(\.meanTime, computed: computed, tail.skew.inverse)
    rate = meanTime.inverse
    flux = estimate(\.flux, computed: computed, tail.skew)
    reactiveTime = all.reactiveTime
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    varianceRatio = variance / (mean * mean) / splitting.idealRelativeVariance(of: mean)
  }

  /// An estimate with the error of its logarithm, from the values with one sample left out each.
  private static func jackknife(
    _ value: Double, _ logarithms: [Double], computed: Double, _ skew: HeavyTail.Skew, level: Double
  ) -> Estimate {
    let n = Double(logarithms.count)
    let mean = logarithms.reduce(0, +) / n
    let variance = (n - 1) / n * logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (variance + computed * computed).squareRoot()
    let reach = gsl_cdf_tdist_Pinv((1 + level) / 2, n - 1) * error
    return Estimate(
      value, standardError: value * error,
      interval: .between(value * exp(-max(reach, skew.below)), value * exp(max(reach, skew.above))), level: level,
      effectiveSamples: n)
  }
}

/// Sums over repetitions.
private struct Totals {
  private var (count, first, direct, loop, arrival, reactive) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
  private var (climb, cycle) = (0.0, 0.0)
  private let elsewhere: Double
  /// Whether cycles are timed, and not only loops that come back.
  private let hasCycles: Bool

  init(_ repetitions: [PassageRepetition], elsewhere: Double) {
    self.elsewhere = elsewhere
    hasCycles = repetitions.allSatisfy { $0.cycleTime != nil }
    for repetition in repetitions { add(repetition, 1) }
  }

  private mutating func add(_ repetition: PassageRepetition, _ sign: Double) {
    count += sign
    first += sign * repetition.firstTime
    direct += sign * repetition.directShare
    loop += sign * repetition.loopTime
    climb += sign * repetition.climbTime
    cycle += sign * (repetition.cycleTime ?? 0)
    arrival += sign * repetition.splitting.probability
    reactive += sign * repetition.splitting.probability * repetition.splitting.reactiveTime
  }

  func without(_ repetition: PassageRepetition) -> Totals {
    var rest = self
    rest.add(repetition, -1)
    return rest
  }

  var probability: Double { arrival / count }
  /// T_cycle, of which T_Σ→A + T_A→Σ is all but the rare last way.
  var loopTime: Double { hasCycles ? cycle / count * (1 + elsewhere) : loop / count }
  var reactiveTime: Double { reactive / arrival }
  var flux: Double { probability / loopTime }
  var meanTime: Double {
    let loops = hasCycles ? loopTime / probability - climb / count : (1 / probability - 1) * loopTime + reactiveTime
    return first / count + (1 - direct / count) * loops
  }
}
