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
  /// other, of ln τ and ln p; intervals are Student's on the logarithm.
  ///
  /// - Parameters:
  ///   - splitting: what they ran with.
  ///   - level: of the intervals.
  /// - Throws: `NotApplicable` with fewer than two repetitions, or if all died out.
  package init(
    _ repetitions: [PassageRepetition], of splitting: AdaptiveMultilevelSplitting, level: Double = 0.95
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
    let all = Totals(repetitions)
    func estimate(_ value: (Totals) -> Double) -> Estimate {
      let logarithms = repetitions.map { log(value(all.without($0))) }
      return Self.jackknife(value(all), logarithms, level: level)
    }
    probability = estimate(\.probability)
    loopTime = estimate(\.loopTime)
    meanTime = estimate(\.meanTime)
    rate = meanTime.inverse
    flux = estimate(\.flux)
    reactiveTime = all.reactiveTime
    let values = repetitions.map(\.splitting.probability)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    varianceRatio = variance / (mean * mean) / splitting.idealRelativeVariance(of: mean)
  }

  /// An estimate with the error of its logarithm, from the values with one sample left out each.
  private static func jackknife(_ value: Double, _ logarithms: [Double], level: Double) -> Estimate {
    let n = Double(logarithms.count)
    let mean = logarithms.reduce(0, +) / n
    let error = ((n - 1) / n * logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }).squareRoot()
    let reach = gsl_cdf_tdist_Pinv((1 + level) / 2, n - 1) * error
    return Estimate(
      value, standardError: value * error, interval: .between(value * exp(-reach), value * exp(reach)), level: level,
      effectiveSamples: n)
  }
}

/// Sums over repetitions.
private struct Totals {
  private var (count, first, direct, loop, arrival, reactive) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

  init(_ repetitions: [PassageRepetition]) { for repetition in repetitions { add(repetition, 1) } }

  private mutating func add(_ repetition: PassageRepetition, _ sign: Double) {
    count += sign
    first += sign * repetition.firstTime
    direct += sign * repetition.directShare
    loop += sign * repetition.loopTime
    arrival += sign * repetition.splitting.probability
    reactive += sign * repetition.splitting.probability * repetition.splitting.reactiveTime
  }

  func without(_ repetition: PassageRepetition) -> Totals {
    var rest = self
    rest.add(repetition, -1)
    return rest
  }

  var probability: Double { arrival / count }
  var loopTime: Double { loop / count }
  var reactiveTime: Double { reactive / arrival }
  var flux: Double { probability / loopTime }
  var meanTime: Double {
    first / count + (1 - direct / count) * ((1 / probability - 1) * loopTime + reactiveTime)
  }
}
