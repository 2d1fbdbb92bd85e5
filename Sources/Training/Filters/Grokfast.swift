// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Amplifies the slow part of the gradient, an exponential mean:
///
///     μ ← αμ + (1 − α)g,   g ← g + λμ
///
/// with μ = g at the first step, as in the authors' program (Lee et al. 2024, arXiv:2405.20233, Algorithm 2).
package struct Grokfast: GradientFilter, Equatable {
  /// α, from 0 up to 1, 1 left out.
  package var alpha: Double
  /// λ ≥ 0.
  package var lambda: Double

  /// The filter, with its authors' coefficients unless said otherwise.
  package init(alpha: Double = 0.98, lambda: Double = 2) {
    self.alpha = alpha
    self.lambda = lambda
  }

  /// The name in a scenario.
  package var name: String { "grokfast" }
  /// μ.
  package var stateVectors: Int { 1 }

  /// The formula above.
  package func apply<R: Real>(_ slice: ParameterSlice<R>, applied: Int) {
    let mean = slice.filterVectors[0]
    if applied == 0 {
      mean.update(from: slice.gradient, count: slice.count)
    } else {
      R.combine(1 - alpha, slice.gradient, alpha, mean, count: slice.count)
    }
    R.combine(lambda, mean, 1, slice.gradient, count: slice.count)
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any GradientFilter>(
    name: "grokfast", summary: "amplifies the slow part of the gradient, an exponential mean",
    formula: "μ ← αμ + (1 − α)g;  g ← g + λμ;  μ = g at first",
    parameters: [
      .number("alpha", default: 0.98, Limits(lower: 0, upper: 1, excludesUpper: true), "α, memory of the mean"),
      .number("lambda", default: 2, .nonNegative, "λ, how much of the mean is added"),
    ], source: "Lee, Kang, Kim and Lee 2024, arXiv:2405.20233",
    example: "optimizer: {kind: adamw, gradient-filter: {kind: grokfast, alpha: 0.98, lambda: 2}}"
  ) { (values) throws(Problem) in Grokfast(alpha: values.number("alpha"), lambda: values.number("lambda")) }
}
