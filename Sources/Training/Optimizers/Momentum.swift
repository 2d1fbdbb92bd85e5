// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Heavy-ball momentum as in PyTorch: b ← μb + g + penalty·w, w ← (1 − η·decay)w − ηb, with b = 0 at the beginning.
///
/// On a quadratic of curvature λ it converges for η < 2(1 + μ)/λ.
package struct Momentum: Optimizer, Equatable {
  /// μ, from 0 up to 1, 1 left out.
  package var momentum: Double

  /// The scheme with momentum μ.
  package init(_ momentum: Double = 0.9) { self.momentum = momentum }

  /// The name in a scenario.
  package var name: String { "momentum" }
  /// One vector is remembered: b.
  package var stateVectors: Int { 1 }

  /// One step of the formula above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    R.momentum(
      weights: slice.weights, gradient: slice.gradient, velocity: slice.stateVectors[0], count: slice.count,
      rate: context.rate, momentum: momentum, nesterov: false, shrink: context.shrink, penalty: context.penalty)
  }

  static let parameter = Parameter.number(
    "momentum", default: 0.9, Limits(lower: 0, upper: 1, excludesUpper: true), "μ, part of the last step that goes on")

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "momentum", summary: "gradient descent with heavy-ball momentum", formula: "b ← μb + g;  w ← w − ηb",
    parameters: [parameter], source: "Polyak 1964, doi:10.1016/0041-5553(64)90137-5; torch.optim.SGD",
    example: "optimizer: {kind: momentum, rate: 0.1, momentum: 0.9}"
  ) { (values) throws(Problem) in Momentum(values.number("momentum")) }
}
