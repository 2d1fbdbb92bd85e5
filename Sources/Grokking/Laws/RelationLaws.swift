// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

extension GrokkingLaw {
  /// Laws of the grokking time against the memorization time of the same run.
  ///
  /// The memorization time is taken as known: its own scatter flattens the fitted exponent, which `StructuralSlope` shows.
  static let relationLaws: [GrokkingLaw] = [timePower, timeSquare, timeProportional, normContraction]

  private static let prefactor = LawCoefficient("logarithmic-amplitude", "a", "ln A")

  /// t_grok = A·t_mem^q.
  package static let timePower = GrokkingLaw(
    TimeLaw(
      name: "time-power", formula: "t_grok = A·t_mem^q",
      coefficients: [prefactor, LawCoefficient("time-exponent", "q", "2 if it is diffusion that groks")],
      contained: [
        TimeLaw.constantName: [], "time-square": [LawReduction("time-exponent", .near(2))],
        "time-proportional": [LawReduction("time-exponent", .near(1))],
      ]
    ) { [1, $0[0]] },
    summary: "a power of the memorization time", family: .relation, covariates: [.logarithmicMemorizationTime],
    source: "S. Kozyrev, 2025, section 3")

  /// t_grok = A·t_mem².
  package static let timeSquare = GrokkingLaw(
    TimeLaw(
      name: "time-square", formula: "t_grok = A·t_mem²", coefficients: [prefactor], leastValues: 2, contained: [:],
      offset: { 2 * $0[0] }
    ) { _ in [1] },
    summary: "the square of the memorization time: √t against t", family: .relation,
    covariates: [.logarithmicMemorizationTime], source: "S. Kozyrev, 2025, section 3")

  /// t_grok = A·t_mem.
  package static let timeProportional = GrokkingLaw(
    TimeLaw(
      name: "time-proportional", formula: "t_grok = A·t_mem", coefficients: [prefactor], leastValues: 2, contained: [:],
      offset: { $0[0] }
    ) { _ in [1] },
    summary: "both times stretch alike", family: .relation, covariates: [.logarithmicMemorizationTime],
    source: "the alternative to the square")

  /// t_grok = t_mem + c·ln(|w_mem|²/|w_grok|²)/(ηλ).
  package static let normContraction = GrokkingLaw(
    TimeLaw(
      name: "norm-contraction", formula: "t_grok = t_mem + c·ln(|w_mem|²/|w_grok|²)/(ηλ)",
      coefficients: [
        LawCoefficient("contraction-constant", "c", "times that decay alone would take", domain: .positive)
      ], leastValues: 2, contained: [:],
      starts: { support in
        let delays = zip(support.covariates, support.logarithms).map { max(exp($1) - $0[0], 1e-3 * $0[0]) / $0[1] }
        return [delays.sorted()[delays.count / 2]].map { [$0] }
      },
      location: { x, c, gradient in
        let time = x[0] + c[0] * x[1]
        guard time > 0, time < .infinity else { return .nan }
        gradient[0] = x[1] / time
        return log(time)
      }),
    summary: "memorized weights shrink by decay until the norm of the rule", family: .relation,
    covariates: [.memorizationTime, .contractionTime], source: "arXiv:2603.13331",
    objection: { rows in
      let growing = rows.count { $0[1] <= 0 }
      return growing == 0
        ? nil
        : NotApplicable(
          "the norm of the weights does not shrink from memorization to grokking in \(growing) of \(rows.count) runs, or there is no decay"
        )
    })
}
