// SPDX-License-Identifier: GPL-3.0-or-later

/// y = γ(x − mean)/√(variance + ε) + β, row by row (layer normalization).
///
///     x, y: rows × width    γ, β: width
struct Normalization: Layer {
  /// As in PyTorch.
  static let epsilon = 1e-5

  var output: Node
  var input: Node
  /// Where γ begins in the parameter vector.
  var gain: Int
  /// Where β begins in the parameter vector.
  var shift: Int
  /// The mean of each row.
  var means: Node
  /// 1/√(variance + ε) of each row.
  var inverseDeviations: Node

  var inputs: [Node] { [input] }
  var kept: [Node] { [means, inverseDeviations] }
  var work: Int { 10 * output.width }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ block: Block<R>) {
    R.normalize(
      block.values(input), gain: block.weights + gain, shift: block.weights + shift, rows: block.rows,
      width: output.width, epsilon: Self.epsilon, into: block.values(output), means: block.values(means),
      inverseDeviations: block.values(inverseDeviations))
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ block: Block<R>) {
    R.normalizeBackward(
      block.values(input), gain: block.weights + gain, means: block.values(means),
      inverseDeviations: block.values(inverseDeviations), gradient: block.gradient(output), rows: block.rows,
      width: output.width, inputGradient: block.gradientToAddTo(input), gainGradient: block.weightGradient + gain,
      shiftGradient: block.weightGradient + shift)
  }
}
