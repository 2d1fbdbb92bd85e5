// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

extension GrokkingLaw {
  /// Laws of the grokking time against the memorization time of the same run.
  ///
  /// The memorization time is taken as known: its own scatter flattens the fitted exponent, which `StructuralSlope` shows.
  static let relationLaws: [GrokkingLaw] = [timePower, timeSquare, timeProportional]

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
}
