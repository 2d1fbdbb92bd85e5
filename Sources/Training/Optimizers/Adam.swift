// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// Adam as in PyTorch: with t = 1, 2, … the number of this update,
///
///     g ← g + penalty·w
///     m ← β₁m + (1 − β₁)g,   v ← β₂v + (1 − β₂)g²
///     w ← (1 − η·decay)w − η·m̂/(√v̂ + ε),   m̂ = m/(1 − β₁ᵗ),   v̂ = v/(1 − β₂ᵗ)
///
/// ε is outside of the root and added after the correction. With the catalogue's defaults the decay is an L2 penalty,
/// which the adaptive step divides by √v̂ like all of the gradient: that is not the decay of AdamW.
package struct Adam: Optimizer, Equatable {
  /// β₁, from 0 up to 1, 1 left out.
  package var beta1: Double
  /// β₂, from 0 up to 1, 1 left out.
  package var beta2: Double
  /// ε ≥ 0.
  package var epsilon: Double

  /// The scheme, with its authors' coefficients unless said otherwise.
  package init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  init(_ values: Parameters) {
    self.init(beta1: values.number("beta1"), beta2: values.number("beta2"), epsilon: values.number("epsilon"))
  }

  /// The name in a scenario.
  package var name: String { "adam" }
  /// m and v.
  package var stateVectors: Int { 2 }

  /// One step of the formulae above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    let t = Double(context.updates + 1)
    R.adam(
      weights: slice.weights, gradient: slice.gradient, first: slice.stateVectors[0], second: slice.stateVectors[1],
      count: slice.count, rate: context.rate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      firstCorrection: 1 / (1 - pow(beta1, t)), secondCorrection: 1 / (1 - pow(beta2, t)), shrink: context.shrink,
      penalty: context.penalty)
  }

  static let parameters: [Parameter] = [
    .number("beta1", default: 0.9, Limits(lower: 0, upper: 1, excludesUpper: true), "β₁, memory of the gradient"),
    .number("beta2", default: 0.999, Limits(lower: 0, upper: 1, excludesUpper: true), "β₂, memory of its square"),
    .number("epsilon", default: 1e-8, .nonNegative, "ε, added to the root of the mean square"),
  ]

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "adam", summary: "steps scaled by running means of the gradient and its square; decay is an L2 penalty",
    formula: "m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  w ← w − η·m̂/(√v̂ + ε)", parameters: parameters,
    source: "Kingma and Ba 2015, arXiv:1412.6980; torch.optim.Adam", example: "optimizer: {kind: adam, rate: 1e-3}"
  ) { (values) throws(Problem) in Adam(values) }
}
