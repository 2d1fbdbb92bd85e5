// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

extension GrokkingLaw {
  /// Laws of times against the size of the training set.
  static let sizeLaws: [GrokkingLaw] = [
    exponential, exponentialWithFloor, power, criticalSize, criticalSizeWithFloor, effectiveTheory,
    effectiveTheoryExponent,
  ]

  /// ln t = a − bN.
  package static let exponential = GrokkingLaw(
    TimeLaw(
      name: "exponential", formula: "ln t = a − b·N",
      coefficients: [
        LawCoefficient("logarithmic-level", "a", "ln of the median without examples"),
        LawCoefficient("decay-per-example", "b", "by how much ln t falls with each example", unit: "1/example"),
      ]
    ) { [1, -$0[0]] },
    summary: "falls by the same factor with each example", family: .size, covariates: [.size],
    source: "S. Kozyrev, 2025; A. Power et al., arXiv:2201.02177, figure 1")

  private static let noFloor = LawReduction("floor", .negligibleTime)
  /// (N − N_c)^−ν is e^−bN where N_c runs to −∞ with ν.
  private static let noLimit = LawReduction("critical-size", .farBelow(covariate: 0))
  private static let limitAtZero = LawReduction("critical-size", .negligible(covariate: 0))
  private static let floor = LawCoefficient(
    "floor", "t₀", "the time that even many examples take", unit: "steps", domain: .positive)

  /// t = t₀ + A·e^{−bN}.
  package static let exponentialWithFloor = GrokkingLaw(
    FloorLaw.exponential(
      name: "exponential-with-floor", formula: "t = t₀ + A·e^−bN",
      decay: LawCoefficient(
        "decay-per-example", "b", "by how much ln(t − t₀) falls with each example", unit: "1/example",
        domain: .positive),
      floor: floor, contained: [TimeLaw.constantName: [], "exponential": [noFloor]]),
    summary: "falls by the same factor with each example, to a floor", family: .size, covariates: [.size],
    source: "the limit of the critical law with a floor where N_c runs to −∞ with ν")

  /// ln t = a − ν ln N.
  package static let power = GrokkingLaw(
    TimeLaw(
      name: "power", formula: "t = A·N^−ν",
      coefficients: [
        LawCoefficient("logarithmic-amplitude", "a", "ln A"),
        LawCoefficient("size-exponent", "ν", "by which power it falls with the size"),
      ]
    ) { [1, -log($0[0])] },
    summary: "a power law without a critical size", family: .size, covariates: [.size],
    source: "the critical law with N_c = 0")

  private static let criticalPoint = LawCoefficient(
    "critical-size", "N_c", "the size below which it never happens", unit: "examples",
    domain: .belowSeen(covariate: 0))
  private static let criticalExponent = LawCoefficient(
    "critical-exponent", "ν", "how steeply the time diverges", domain: .positive)

  /// t = A(N − N_c)^{−ν}.
  package static let criticalSize = GrokkingLaw(
    CriticalLaw.power(
      name: "critical-size", formula: "t = A·(N − N_c)^−ν", critical: criticalPoint, exponent: criticalExponent,
      contained: [TimeLaw.constantName: [], "exponential": [noLimit], "power": [limitAtZero]]),
    summary: "diverges at a critical size", family: .size, covariates: [.size],
    source: "Z. Liu et al., arXiv:2205.10343, section 3")

  /// t = t₀ + A(N − N_c)^{−ν}.
  package static let criticalSizeWithFloor = GrokkingLaw(
    CriticalLaw.powerAboveFloor(
      name: "critical-size-with-floor", formula: "t = t₀ + A·(N − N_c)^−ν", critical: criticalPoint,
      exponent: criticalExponent, floor: floor,
      contained: [
        TimeLaw.constantName: [], "exponential": [noLimit, noFloor], "exponential-with-floor": [noLimit],
        "power": [limitAtZero, noFloor], "critical-size": [noFloor],
      ]),
    summary: "diverges at a critical size above a floor", family: .size, covariates: [.size],
    source: "Z. Liu et al., arXiv:2205.10343, section 3")

  /// t = c/(ηλ₃).
  package static let effectiveTheory = GrokkingLaw(
    TimeLaw(
      name: "effective-theory", formula: "t = c/(η·λ₃)",
      coefficients: [LawCoefficient("logarithmic-theory-constant", "ln c", "relaxation times until it groks")],
      leastValues: 2, contained: [:], offset: { $0[0] > 0 ? -log($0[0]) : .infinity },
      regressors: { [$0[0] > 0 ? 1 : 0] }),
    summary: "as slow as the slowest mode of the parallelogram theory; never with nullity above two", family: .size,
    covariates: [.groundedRate], source: "Z. Liu et al., arXiv:2205.10343, section 3")

  /// t = A(ηλ₃)^{−q}: the theory has q = 1.
  package static let effectiveTheoryExponent = GrokkingLaw(
    TimeLaw(
      name: "effective-theory-exponent", formula: "t = A·(η·λ₃)^−q",
      coefficients: [
        LawCoefficient("logarithmic-amplitude", "a", "ln A"),
        LawCoefficient("theory-exponent", "q", "1 in the theory"),
      ], leastValues: 3,
      contained: [TimeLaw.constantName: [], "effective-theory": [LawReduction("theory-exponent", .near(1))]],
      offset: { $0[0] > 0 ? 0 : .infinity },
      regressors: { $0[0] > 0 ? [1, -log($0[0])] : [0, 0] }),
    summary: "a free power of the theory's slowest mode, to test that it is one", family: .size,
    covariates: [.groundedRate], source: "Z. Liu et al., arXiv:2205.10343, section 3")
}
