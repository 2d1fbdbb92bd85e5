// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Takes the part along the weights out of the gradient, tensor by tensor:
///
///     g ← g − (w·g/w·w)w
///
/// so that no step makes the outputs larger by scaling weights alone (⊥Grad, Prieto et al. 2025, arXiv:2501.04697). With
/// `keep-norm` what is left is scaled to the norm that the tensor's gradient had, as in the authors' program. Weight decay and
/// an optimizer's memories are not projected. Where all weights of a tensor are 0 the gradient stays as it is.
package struct OrthogonalGradients: GradientFilter, Equatable {
  /// Whether the norm of each tensor's gradient is kept.
  package var keepsNorm: Bool

  /// The projection, with the norm it leaves unless said otherwise.
  package init(keepsNorm: Bool = false) { self.keepsNorm = keepsNorm }

  /// The name in a scenario.
  package var name: String { "orthogonal-gradients" }
  /// It remembers nothing from step to step.
  package var stateVectors: Int { 0 }

  /// The formula above.
  package func apply<R: Real>(_ slice: ParameterSlice<R>, applied: Int) {
    for tensor in slice.tensors {
      let (weights, gradient, count) = (
        slice.weights + tensor.range.lowerBound, slice.gradient + tensor.range.lowerBound, tensor.range.count
      )
      let square = R.sumOfSquares(weights, count: count)
      guard square > 0 else { continue }
      let before = keepsNorm ? R.sumOfSquares(gradient, count: count) : 0
      R.combine(-InnerProduct.of(weights, gradient, count: count) / square, weights, 1, gradient, count: count)
      guard keepsNorm else { continue }
      let after = R.sumOfSquares(gradient, count: count)
      if after > 0 { R.combine(0, weights, (before / after).squareRoot(), gradient, count: count) }
    }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any GradientFilter>(
    name: "orthogonal-gradients", summary: "takes the part along the weights out of the gradient, tensor by tensor",
    formula: "g ← g − (w·g/w·w)w",
    parameters: [
      Parameter(
        "keep-norm", .flag, default: .flag(false), "whether the norm of each tensor's gradient stays what it was")
    ], source: "Prieto, Barsbey, Mediano and Birdal 2025, arXiv:2501.04697",
    example: "optimizer: {kind: adamw, gradient-filter: orthogonal-gradients}"
  ) { (values) throws(Problem) in OrthogonalGradients(keepsNorm: values.flag("keep-norm")) }
}
