// SPDX-License-Identifier: GPL-3.0-or-later

/// Y = A·B for each row, where a row of width k² is a k × k matrix: embeddings that compose as a group's
/// representation.
///
///     a, b, y: rows × k²    ∂L/∂A = ∂L/∂Y Bᵀ    ∂L/∂B = Aᵀ ∂L/∂Y
struct SymbolProduct: Layer {
  var output: Node
  var left: Node
  var right: Node
  /// k, the order of the matrices.
  var order: Int

  var inputs: [Node] { [left, right] }
  var work: Int { 2 * order * order * order }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ block: Block<R>) {
    let (a, b, y) = (block.values(left), block.values(right), block.values(output))
    forEachMatrix(block) { multiply(a + $0, false, b + $0, false, 0, y + $0) }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ block: Block<R>) {
    let (a, b, gradient) = (block.values(left), block.values(right), block.gradient(output))
    let (claimA, claimB) = (block.claim(left), block.claim(right))
    let (gradientA, gradientB) = (block.gradient(left), block.gradient(right))
    forEachMatrix(block) {
      multiply(gradient + $0, false, b + $0, true, claimA, gradientA + $0)
      multiply(a + $0, true, gradient + $0, false, claimB, gradientB + $0)
    }
  }

  private func forEachMatrix<R: Real>(_ block: Block<R>, _ body: (Int) -> Void) {
    for row in 0..<block.rows { body(row * order * order) }
  }

  private func multiply<R: Real>(
    _ a: UnsafePointer<R>, _ transposedA: Bool, _ b: UnsafePointer<R>, _ transposedB: Bool, _ factor: Double,
    _ y: UnsafeMutablePointer<R>
  ) {
    R.multiply(
      order, order, order, 1, a, transposed: transposedA, lda: order, b, transposed: transposedB, ldb: order, factor, y,
      ldc: order)
  }
}
