// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

extension GrokkingLaw {
  /// Laws of times against the weight decay.
  static let decayLaws: [GrokkingLaw] = [inverseDecay, decayPower, criticalDecay, shrinkage]

  /// Laws of times against the temperature.
  static let temperatureLaws: [GrokkingLaw] = [arrhenius]

  private static let prefactor = LawCoefficient("logarithmic-amplitude", "a", "ln A")

  private static let noLimit = LawReduction("critical-decay", .negligible(covariate: 0))

  /// t = A/γ.
  package static let inverseDecay = GrokkingLaw(
    TimeLaw(
      name: "inverse-decay", formula: "t = A/γ", coefficients: [prefactor], leastValues: 2, contained: [:],
      offset: { $0[0] > 0 ? -log($0[0]) : .infinity }, regressors: { [$0[0] > 0 ? 1 : 0] }),
    summary: "weights shrink by e^−γ a time, so the rate is the decay; never without decay", family: .decay,
    covariates: [.decay], source: "A. Power et al., arXiv:2201.02177; T. Kumar et al., arXiv:2310.06110")

  /// t = A·γ^{−n}.
  package static let decayPower = GrokkingLaw(
    TimeLaw(
      name: "decay-power", formula: "t = A·γ^−n",
      coefficients: [prefactor, LawCoefficient("decay-exponent", "n", "1 if the rate is the decay")], leastValues: 3,
      contained: [TimeLaw.constantName: [], "inverse-decay": [LawReduction("decay-exponent", .near(1))]],
      offset: { $0[0] > 0 ? 0 : .infinity },
      regressors: { $0[0] > 0 ? [1, -log($0[0])] : [0, 0] }),
    summary: "a free power of the decay, to test that it is one", family: .decay, covariates: [.decay],
    source: "A. Power et al., arXiv:2201.02177")

  /// t = A(γ − γ_c)^{−ν}.
  package static let criticalDecay = GrokkingLaw(
    CriticalLaw.power(
      name: "critical-decay", formula: "t = A·(γ − γ_c)^−ν",
      critical: LawCoefficient(
        "critical-decay", "γ_c", "the decay below which it never happens", domain: .belowSeen(covariate: 0)),
      exponent: LawCoefficient("critical-exponent", "ν", "how steeply the time diverges", domain: .positive),
      contained: [
        TimeLaw.constantName: [],
        "inverse-decay": [noLimit, LawReduction("critical-exponent", .near(1))], "decay-power": [noLimit],
      ]),
    summary: "diverges at a critical decay", family: .decay, covariates: [.decay],
    source: "Z. Liu et al., arXiv:2205.10343")

  /// t = A·ln(w₀/w_c)/γ.
  ///
  /// With one initial scale it has the same course in γ as A/γ, so it wants runs that differ in the scale.
  package static let shrinkage = GrokkingLaw(
    TimeLaw(
      name: "shrinkage", formula: "t = A·ln(w₀/w_c)/γ",
      coefficients: [
        prefactor,
        LawCoefficient(
          "logarithmic-critical-scale", "ln w_c", "ln of the scale to which the weights must shrink",
          domain: .belowSeen(covariate: 1)),
      ], leastValues: 3,
      contained: ["inverse-decay": [LawReduction("logarithmic-critical-scale", .farBelow(covariate: 1))]],
      starts: { support in
        let range = support.range(of: 1)
        let span = range.upperBound - range.lowerBound
        return [0.02, 0.1, 0.5, 2, 10].map { share in
          let limit = range.lowerBound - share * span
          let defects = zip(support.covariates, support.logarithms).map { x, value in
            value - log(x[1] - limit) + log(x[0])
          }
          return [defects.reduce(0, +) / Double(max(defects.count, 1)), limit]
        }
      },
      location: { x, c, gradient in
        let way = x[1] - c[1]
        guard x[0] > 0 else { return .infinity }
        // Weights that start small enough are there at once.
        guard way > 0 else { return -.infinity }
        gradient[0] = 1
        gradient[1] = -1 / way
        return c[0] + log(way) - log(x[0])
      }),
    summary: "the weights must shrink from their initial scale w₀ to a critical one", family: .decay,
    covariates: [.decay, .logarithmicInitialScale], source: "Z. Liu et al., arXiv:2210.01117",
    objection: { rows in
      Set(rows.map { $0[1] }).count > 1
        ? nil
        : NotApplicable(
          "with one initial scale ln(w₀/w_c)/γ has the same course in γ as 1/γ; runs with other initial scales would tell "
            + "them apart")
    })

  /// ln t = a + b/θ.
  package static let arrhenius = GrokkingLaw(
    TimeLaw(
      name: "arrhenius", formula: "ln t = a + b/θ",
      coefficients: [
        LawCoefficient("logarithmic-prefactor", "a", "ln of the time at infinite temperature"),
        LawCoefficient("activation-energy", "b", "the height of the barrier", unit: "loss"),
      ], offset: { $0[0] > 0 ? 0 : .infinity }, regressors: { $0[0] > 0 ? [1, 1 / $0[0]] : [0, 0] }),
    summary: "activated over a barrier; never without temperature", family: .temperature, covariates: [.temperature],
    source: "S. Arrhenius, 1889; arXiv:2606.17120")
}
