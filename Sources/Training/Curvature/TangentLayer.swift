// SPDX-License-Identifier: GPL-3.0-or-later

/// A layer that also knows how its forward and backward pass change with the weights: forward mode over the backward pass
/// (Pearlmutter 1994, "Fast exact multiplication by the Hessian").
///
/// A dot is the derivative along a direction of the weights, a bar the gradient of the loss. Where the backward pass finds
/// x̄ and W̄ of ȳ, this one finds x̄, x̄̇ and W̄̇ of ȳ and ȳ̇; W̄ itself is left out. Nothing is ever dropped out.
protocol TangentLayer: Layer {
  /// Computes the block's rows of y and ẏ.
  func forward<R: Real>(_ dual: DualBlock<R>)

  /// Takes ȳ and ȳ̇, which it may overwrite, adds W̄̇ to the direction's gradient and computes x̄ and x̄̇ of what was read.
  func backward<R: Real>(_ dual: DualBlock<R>)
}

/// A block of rows, and the derivatives of all that is in it along a direction of the weights.
struct DualBlock<R: Real> {
  /// The activations and their gradients.
  var value: Block<R>
  /// Their derivatives. The weights are the direction, and the gradient of the weights is the product with the Hessian.
  var tangent: Block<R>

  /// The gradient of a node and its derivative, ready for adding.
  func gradientsToAddTo(_ node: Node) -> (value: UnsafeMutablePointer<R>, tangent: UnsafeMutablePointer<R>) {
    let gradients = (value: value.gradient(node), tangent: tangent.gradient(node))
    if value.claim(node) == 0 {
      gradients.value.clear(value.rows * node.width)
      gradients.tangent.clear(value.rows * node.width)
    }
    return gradients
  }

  /// Adds the gradient of a sum, and its derivative, to those of the same rows of a node that went into it.
  func pass(_ gradients: (value: UnsafeMutablePointer<R>, tangent: UnsafeMutablePointer<R>), to node: Node) {
    let factor = value.claim(node)
    R.combine(1, gradients.value, factor, value.gradient(node), count: value.rows * node.width)
    R.combine(1, gradients.tangent, factor, tangent.gradient(node), count: value.rows * node.width)
  }

  /// Adds them to those of the rows of a table that a list names.
  func scatter(
    _ gradients: (value: UnsafeMutablePointer<R>, tangent: UnsafeMutablePointer<R>), list: Int?, to node: Node
  ) {
    for (gradient, table) in [
      (gradients.value, value.tableGradient(node)), (gradients.tangent, tangent.tableGradient(node)),
    ] {
      R.scatterAdd(
        gradient, index: value.index(list), rows: value.rows, width: node.width, columns: 0..<node.width, into: table)
    }
  }
}
