// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Lion: every weight moves by the rate, in the direction of a sign.
///
///     c = β₁m + (1 − β₁)g,   w ← (1 − η·decay)w − η·sign(c),   m ← β₂m + (1 − β₂)g
///
/// with sign(0) = 0 and m = 0 at the beginning. The decay is decoupled, as in Algorithm 2 of Chen et al. 2023
/// (arXiv:2302.06675). Steps are as long as the rate however small the gradient is: rates are three to ten times smaller, and
/// decays as many times larger, than those of Adam.
package struct Lion: Optimizer, Equatable {
  /// β₁ of the direction, from 0 up to 1, 1 left out.
  package var beta1: Double
  /// β₂ of the memory, from 0 up to 1, 1 left out.
  package var beta2: Double

  /// The scheme, with its authors' coefficients unless said otherwise.
  package init(beta1: Double = 0.9, beta2: Double = 0.99) {
    self.beta1 = beta1
    self.beta2 = beta2
  }

  /// The name in a scenario.
  package var name: String { "lion" }
  /// m.
  package var stateVectors: Int { 1 }

  /// One step of the formula above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    Self.move(
      slice.weights, slice.gradient, slice.stateVectors[0], slice.count, rate: context.rate, beta1: beta1, beta2: beta2,
      shrink: context.shrink, penalty: context.penalty)
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  private static func move<R: Real>(
    _ weights: UnsafeMutablePointer<R>, _ gradient: UnsafeMutablePointer<R>, _ memory: UnsafeMutablePointer<R>,
    _ count: Int, rate: Double, beta1: Double, beta2: Double, shrink: Double, penalty: Double
  ) {
    let (β1, β2, new1, new2) = (R(beta1), R(beta2), R(1 - beta1), R(1 - beta2))
    let (keep, step, penalty) = (R(1 - shrink), R(rate), R(penalty))
    for i in 0..<count {
      let g = gradient[i] + penalty * weights[i]
      let direction = β1 * memory[i] + new1 * g
      let sign: R = direction > 0 ? 1 : direction < 0 ? -1 : direction
      weights[i] = keep * weights[i] - step * sign
      memory[i] = β2 * memory[i] + new2 * g
    }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "lion", summary: "every weight moves by the rate, in the direction of a sign; decoupled decay",
    formula: "c = β₁m + (1 − β₁)g;  w ← (1 − ηγ)w − η·sign(c);  m ← β₂m + (1 − β₂)g",
    parameters: [
      .number("rate", default: 1e-4, .nonNegative, "η, learning rate before its schedule"),
      .word("decay-kind", default: "decoupled", among: ["decoupled"], "decoupled by definition"),
      .number("beta1", default: 0.9, Limits(lower: 0, upper: 1, excludesUpper: true), "β₁, of the direction"),
      .number("beta2", default: 0.99, Limits(lower: 0, upper: 1, excludesUpper: true), "β₂, of the memory"),
    ],
    source: "Chen et al. 2023, arXiv:2302.06675, Algorithm 2", example: "optimizer: {kind: lion, rate: 1e-4, decay: 1}"
  ) { (values) throws(Problem) in Lion(beta1: values.number("beta1"), beta2: values.number("beta2")) }
}
