// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// AdamW as in PyTorch: Adam's step, and w shrinks by the factor 1 − η·decay that the adaptive step does not touch.
///
///     w ← (1 − η·decay)w − η·m̂/(√v̂ + ε)
package struct AdamW: Optimizer, Equatable {
  /// β₁, β₂ and ε.
  package var adam: Adam

  /// The scheme, with its authors' coefficients unless said otherwise.
  package init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    adam = Adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  /// The name in a scenario.
  package var name: String { "adamw" }
  /// m and v.
  package var stateVectors: Int { 2 }

  /// One step of the formula above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    adam.update(&slice, in: context)
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "adamw", summary: "Adam with decoupled weight decay",
    formula: "m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  w ← (1 − ηγ)w − η·m̂/(√v̂ + ε)",
    parameters: [
      .number("decay", default: 0.01, .nonNegative, "γ, weight decay"),
      .word("decay-kind", default: "decoupled", among: ["decoupled"], "decoupled by definition; adam takes l2"),
    ] + Adam.parameters,
    source: "Loshchilov and Hutter 2019, arXiv:1711.05101; torch.optim.AdamW",
    example: "optimizer: {kind: adamw, rate: 1e-3, decay: 1, beta2: 0.98}"
  ) { (values) throws(Problem) in
    AdamW(beta1: values.number("beta1"), beta2: values.number("beta2"), epsilon: values.number("epsilon"))
  }
}
