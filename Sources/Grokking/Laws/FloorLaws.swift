// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// Laws that fall to a floor, which even the most favorable covariate leaves.
enum FloorLaw {
  /// The parts of the least time that was seen to start from as a floor.
  static let shares = [0.05, 0.4, 0.8]

  /// A floor to start from and the logarithms of what the seen times are above it.
  static func rest(of support: LawSupport, above share: Double) -> (floor: Double, logarithms: [Double]) {
    let floor = share * exp(support.logarithms.min() ?? 0)
    return (floor, support.logarithms.map { log(exp($0) - floor) })
  }

  /// t = t₀ + A·e^{−bx} with b > 0, and a = ln A.
  static func exponential(
    name: String, formula: String, decay: LawCoefficient, floor: LawCoefficient, contained: [String: [LawReduction]]
  ) -> TimeLaw {
    TimeLaw(
      name: name, formula: formula, coefficients: [LawCoefficient("logarithmic-amplitude", "a", "ln A"), decay, floor],
      contained: contained,
      starts: { support in
        let range = support.range(of: 0)
        let least = 1e-3 / max(range.upperBound - range.lowerBound, 1e-300)
        return shares.compactMap { share in
          let (floor, rest) = rest(of: support, above: share)
          return support.leastSquares(support.covariates.map { [1, -$0[0]] }, rest)
            .map { [$0[0], max($0[1], least), floor] }
        }
      },
      location: { x, c, gradient in
        let rise = exp(c[0] - c[1] * x[0])
        let time = c[2] + rise
        guard time > 0, time < .infinity else { return .nan }
        let share = rise / time
        gradient[0] = share
        gradient[1] = -x[0] * share
        gradient[2] = 1 / time
        return log(time)
      })
  }
}
