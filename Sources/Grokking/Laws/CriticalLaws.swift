// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// Laws that diverge at a critical value x_c of their covariate, and above which alone it ever happens.
enum CriticalLaw {
  /// t = A(x − x_c)^{−ν}, with a = ln A.
  static func power(
    name: String, formula: String, critical: LawCoefficient, exponent: LawCoefficient,
    contained: [String: [LawReduction]]
  ) -> TimeLaw {
    TimeLaw(
      name: name, formula: formula,
      coefficients: [LawCoefficient("logarithmic-amplitude", "a", "ln A"), exponent, critical], contained: contained,
      starts: { support in
        limits(support).compactMap { limit in
          let design = support.covariates.map { [1, -log($0[0] - limit)] }
          return support.leastSquares(design, support.logarithms).map { [$0[0], max($0[1], 0.05), limit] }
        }
      },
      location: { x, c, gradient in
        let distance = x[0] - c[2]
        guard distance > 0 else { return .infinity }
        let logarithm = log(distance)
        gradient[0] = 1
        gradient[1] = -logarithm
        gradient[2] = c[1] / distance
        return c[0] - c[1] * logarithm
      })
  }

  /// t = t₀ + A(x − x_c)^{−ν}: a floor that even the whole table leaves.
  static func powerAboveFloor(
    name: String, formula: String, critical: LawCoefficient, exponent: LawCoefficient, floor: LawCoefficient,
    contained: [String: [LawReduction]]
  ) -> TimeLaw {
    TimeLaw(
      name: name, formula: formula,
      coefficients: [LawCoefficient("logarithmic-amplitude", "a", "ln A"), exponent, critical, floor],
      contained: contained,
      starts: { support in
        FloorLaw.shares.flatMap { share in
          let (floor, rest) = FloorLaw.rest(of: support, above: share)
          return limits(support).compactMap { limit in
            let design = support.covariates.map { [1, -log($0[0] - limit)] }
            return support.leastSquares(design, rest).map { [$0[0], max($0[1], 0.05), limit, floor] }
          }
        }
      },
      location: { x, c, gradient in
        let distance = x[0] - c[2]
        guard distance > 0 else { return .infinity }
        let logarithm = log(distance)
        let rise = exp(c[0] - c[1] * logarithm)
        let time = c[3] + rise
        guard time > 0, time < .infinity else { return .nan }
        let share = rise / time
        gradient[0] = share
        gradient[1] = -logarithm * share
        gradient[2] = c[1] / distance * share
        gradient[3] = 1 / time
        return log(time)
      })
  }

  /// Limits to start from, below the smallest value that was seen by parts and multiples of the range.
  private static func limits(_ support: LawSupport) -> [Double] {
    let range = support.range(of: 0)
    return [0.01, 0.05, 0.2, 0.6, 2, 8, 40].map {
      range.lowerBound - $0 * (range.upperBound - range.lowerBound)
    }
  }
}
