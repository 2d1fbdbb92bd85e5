// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Gradient descent: w ← (1 − η·decay)w − η(g + penalty·w).
///
/// Stochastic by its mini-batches; plain gradient descent on the full batch.
package struct StochasticGradientDescent: Optimizer, Equatable {
  /// The scheme; it has no settings of its own.
  package init() {}

  /// The name in a scenario.
  package var name: String { "sgd" }
  /// It remembers nothing from step to step.
  package var stateVectors: Int { 0 }

  /// One step of the formula above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    // −ηg + (1 − η·decay − η·penalty)w in one pass.
    R.combine(
      -context.rate, slice.gradient, 1 - context.shrink - context.rate * context.penalty, slice.weights,
      count: slice.count)
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "sgd", summary: "gradient descent, stochastic by its mini-batches", formula: "w ← w − ηg",
    parameters: [], source: "torch.optim.SGD", example: "optimizer: {kind: sgd, rate: 0.1}"
  ) { (_) throws(Problem) in StochasticGradientDescent() }
}
