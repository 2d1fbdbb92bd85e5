// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// The Kaplan–Meier estimate of S(t) = P(passage later than t), a step function that falls at the arrivals.
public struct SurvivalCurve: Sendable, Equatable {
  /// The distinct times of arrivals, ascending.
  public let times: [Double]
  /// S just after each of them.
  public let survival: [Double]
  /// Greenwood's standard errors, S·√Σ d/(n(n − d)).
  public let standardErrors: [Double]
  /// The lower ends of the pointwise band.
  public let lower: [Double]
  /// The upper ends of the pointwise band.
  public let upper: [Double]
  /// The pointwise coverage of the band.
  public let level: Double

  /// S(t); 1 before the first arrival.
  public func callAsFunction(_ time: Double) -> Double {
    let later = times.firstIndex { $0 > time } ?? times.count
    return later == 0 ? 1 : survival[later - 1]
  }
}

extension PassageTimes {
  /// The Kaplan–Meier curve with Greenwood's band.
  ///
  /// The band is symmetric in ln(−ln S), which keeps it inside [0, 1] and its coverage near the level in the tails
  /// (Kalbfleisch and Prentice, 1980). A walker censored at the time of an arrival counts as at risk there.
  ///
  /// - Parameter level: the pointwise coverage of the band.
  public func survivalCurve(level: Double = 0.95) -> SurvivalCurve {
    let order = times.indices.sorted { times[$0] < times[$1] }
    let quantile = gsl_cdf_ugaussian_Pinv((1 + level) / 2)
    var at: [Double] = []
    var values: [Double] = []
    var errors: [Double] = []
    var lower: [Double] = []
    var upper: [Double] = []
    var survival = 1.0
    var greenwood = 0.0
    var next = 0
    while next < order.count {
      let time = times[order[next]]
      let atRisk = Double(order.count - next)
      var deaths = 0.0
      while next < order.count, times[order[next]] == time {
        if arrived[order[next]] { deaths += 1 }
        next += 1
      }
      guard deaths > 0 else { continue }
      survival *= 1 - deaths / atRisk
      greenwood += deaths / (atRisk * (atRisk - deaths))
      at.append(time)
      values.append(survival)
      if survival > 0 {
        errors.append(survival * greenwood.squareRoot())
        let spread = quantile * greenwood.squareRoot() / log(survival)
        // ln S < 0, so spread < 0 and the first power is the smaller number.
        lower.append(pow(survival, exp(-spread)))
        upper.append(pow(survival, exp(spread)))
      } else {
        errors.append(0)
        lower.append(0)
        // Clopper and Pearson's limit of the part that survives when all at risk arrive at once.
        upper.append((upper.last ?? 1) * (1 - pow((1 - level) / 2, 1 / atRisk)))
      }
    }
    return SurvivalCurve(
      times: at, survival: values, standardErrors: errors, lower: lower, upper: upper, level: level)
  }
}
