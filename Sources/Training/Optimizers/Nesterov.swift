// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Nesterov's momentum as in PyTorch: b ← μb + g + penalty·w, w ← (1 − η·decay)w − η(g + penalty·w + μb).
package struct Nesterov: Optimizer, Equatable {
  /// μ, from 0 up to 1, 1 left out.
  package var momentum: Double

  /// The scheme with momentum μ.
  package init(_ momentum: Double = 0.9) { self.momentum = momentum }

  /// The name in a scenario.
  package var name: String { "nesterov" }
  /// One vector is remembered: b.
  package var stateVectors: Int { 1 }

  /// One step of the formula above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    R.momentum(
      weights: slice.weights, gradient: slice.gradient, velocity: slice.stateVectors[0], count: slice.count,
      rate: context.rate, momentum: momentum, nesterov: true, shrink: context.shrink, penalty: context.penalty)
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "nesterov", summary: "momentum with the gradient taken ahead", formula: "b ← μb + g;  w ← w − η(g + μb)",
    parameters: [Momentum.parameter], source: "Sutskever, Martens, Dahl and Hinton 2013; torch.optim.SGD",
    example: "optimizer: {kind: nesterov, rate: 0.1, momentum: 0.9}"
  ) { (values) throws(Problem) in Nesterov(values.number("momentum")) }
}
