// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a law sees of the runs when it chooses where to start: those that were seen to do it.
package struct LawSupport: Sendable {
  /// Their covariates.
  package let covariates: [[Double]]
  /// The logarithms of their times.
  package let logarithms: [Double]

  /// The range of a covariate over them; zero to zero without any.
  package func range(of covariate: Int) -> ClosedRange<Double> {
    let values = covariates.map { $0[covariate] }
    return .between(values.min() ?? 0, values.max() ?? 0) ?? 0...0
  }

  /// Coefficients of least squares of some values; `nil` where the design is singular or something is not finite.
  package func leastSquares(_ design: [[Double]], _ values: [Double]) -> [Double]? {
    let kept = values.indices.filter { values[$0].isFinite && design[$0].allSatisfy(\.isFinite) }
    return try? LinearFit(
      design: kept.map { design[$0] }, values: kept.map { values[$0] }, standardErrors: kept.map { _ in 1 }
    ).coefficients
  }
}
