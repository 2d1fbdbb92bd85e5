// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Amplifies the slow part of the gradient, the mean over a window of steps, this one included:
///
///     g ← g + λ(g₁ + … + g_w)/w
///
/// once the window is full; before, the gradient stays as it is (Lee et al. 2024, arXiv:2405.20233, Algorithm 1, with the warm-up of
/// the authors' program). It keeps a vector of the weights' length for each step of the window, and one for their sum, which is
/// taken anew each time the window has gone round, so that rounding does not pile up.
package struct GrokfastWindow: GradientFilter, Equatable {
  /// w, at least 1.
  package var window: Int
  /// λ ≥ 0.
  package var lambda: Double

  /// The filter, with its authors' coefficients unless said otherwise.
  package init(window: Int = 100, lambda: Double = 5) {
    self.window = window
    self.lambda = lambda
  }

  /// The name in a scenario.
  package var name: String { "grokfast-ma" }
  /// The gradients of the window and their sum.
  package var stateVectors: Int { window + 1 }

  /// The formula above.
  package func apply<R: Real>(_ slice: ParameterSlice<R>, applied: Int) {
    let (sum, count, place) = (slice.filterVectors[window], slice.count, applied % window)
    let oldest = slice.filterVectors[place]
    if applied >= window { R.combine(-1, oldest, 1, sum, count: count) }
    oldest.update(from: slice.gradient, count: count)
    R.combine(1, oldest, 1, sum, count: count)
    if place == window - 1 {
      sum.update(from: slice.filterVectors[0], count: count)
      for other in 1..<window { R.combine(1, slice.filterVectors[other], 1, sum, count: count) }
    }
    if applied + 1 >= window { R.combine(lambda / Double(window), sum, 1, slice.gradient, count: count) }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any GradientFilter>(
    name: "grokfast-ma", summary: "amplifies the slow part of the gradient, the mean over a window",
    formula: "g ← g + λ(g₁ + … + g_w)/w over the last w steps, once there are so many",
    parameters: [
      .integer("window", default: 100, .between(1, 10_000), "w, steps in the mean; each keeps a vector in memory"),
      .number("lambda", default: 5, .nonNegative, "λ, how much of the mean is added"),
    ], source: "Lee, Kang, Kim and Lee 2024, arXiv:2405.20233",
    example: "optimizer: {kind: adamw, gradient-filter: {kind: grokfast-ma, window: 100, lambda: 5}}"
  ) { (values) throws(Problem) in GrokfastWindow(window: values.integer("window"), lambda: values.number("lambda")) }
}
