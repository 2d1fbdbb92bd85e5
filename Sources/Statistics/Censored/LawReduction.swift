// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A condition on a coefficient of a law under which the law is, to all practical purposes, a narrower one.
package struct LawReduction: Sendable, Equatable {
  /// Where the coefficient must lie, with its whole interval.
  package enum Range: Sendable, Equatable {
    /// Within a tenth of a value.
    case near(Double)
    /// No further from zero than half of the least value of a covariate that was seen.
    case negligible(covariate: Int)
    /// Below the least value of a covariate by at least the range of it that was seen.
    case farBelow(covariate: Int)
    /// Less than half of the least median at the values that were seen.
    case negligibleTime
  }

  /// The name of the coefficient.
  package let coefficient: String
  /// Where it must lie.
  package let range: Range

  /// A condition on a coefficient.
  package init(_ coefficient: String, _ range: Range) {
    self.coefficient = coefficient
    self.range = range
  }

  private static let tolerance = 0.1
  private static let share = 0.5

  /// Whether the interval of the fitted coefficient lies in the range.
  func holds(for fit: CensoredFit) -> Bool {
    guard let bounds = fit.coefficient(coefficient)?.bounds else { return false }
    let seen = fit.seenCovariates
    func values(_ covariate: Int) -> (least: Double, span: Double) {
      let values = seen.map { $0[covariate] }
      let least = values.min() ?? 0
      return (least, (values.max() ?? 0) - least)
    }
    switch range {
    case .near(let value):
      return bounds.lowerBound >= value * (1 - Self.tolerance) && bounds.upperBound <= value * (1 + Self.tolerance)
    case .negligible(let covariate):
      let limit = Self.share * abs(values(covariate).least)
      return bounds.lowerBound >= -limit && bounds.upperBound <= limit
    case .farBelow(let covariate):
      let (least, span) = values(covariate)
      return bounds.upperBound <= least - span
    case .negligibleTime:
      let medians = seen.compactMap { fit.median(at: $0)?.value }
      return bounds.upperBound <= Self.share * (medians.min() ?? 0)
    }
  }
}

extension CensoredFit {
  /// The distinct covariate vectors at which runs were seen.
  fileprivate var seenCovariates: [[Double]] {
    Array(Set(times.indices.filter { !times[$0].isCensored }.map { covariates[$0] }))
  }
}
