// SPDX-License-Identifier: GPL-3.0-or-later

/// A quantile of censored times with its interval; an end that is not known is missing.
public struct SurvivalQuantile: Sendable, Equatable {
  /// The earliest time at which the survival curve has fallen far enough; `nil` if it never does.
  public let value: Double?
  /// The lower end of the interval.
  public let lower: Double?
  /// The upper end of the interval.
  public let upper: Double?
  /// The coverage of the interval.
  public let level: Double
}

extension SurvivalCurve {
  /// The time by which a part of the samples has arrived, with the interval of Brookmeyer and Crowley: all times at which
  /// the curve's band holds that part (R. Brookmeyer and J. Crowley, Biometrics 38 (1982) 29).
  ///
  /// - Parameter share: the part that has arrived, 0.5 for the median.
  public func quantile(_ share: Double = 0.5) -> SurvivalQuantile {
    func first(_ curve: [Double]) -> Double? {
      curve.firstIndex { $0 <= 1 - share + 1e-12 }.map { times[$0] }
    }
    return SurvivalQuantile(value: first(survival), lower: first(lower), upper: first(upper), level: level)
  }
}
