// SPDX-License-Identifier: GPL-3.0-or-later

/// y = activation(x Wᵀ + b + r), where r is the residual stream, if there is one: a row of a table for each row.
///
///     x: rows × inputs    W: outputs × inputs    b: outputs    r, y: rows × outputs
///
/// With z the argument of the activation and δ = ∂L/∂z: ∂L/∂W = δᵀx, ∂L/∂b = Σ_rows δ, ∂L/∂x = δW, ∂L/∂r = δ.
struct Linear: Layer {
  var output: Node
  var input: Node
  var matrix: MatrixView
  /// Where b begins in the parameter vector.
  var bias: Int?
  var activation: Activation
  /// z, where the activation's derivative needs it.
  var argument: Node?
  var residual: GatherSource?

  var inputs: [Node] { [input] + residualNode { $0 == nil } }
  var tables: [Node] { residualNode { $0 != nil } }
  var kept: [Node] { argument.map { [$0] } ?? [] }
  var work: Int { 2 * matrix.inputs * matrix.outputs }

  private func residualNode(where isWanted: (Int?) -> Bool) -> [Node] {
    if let residual, case .node(let node) = residual.table, isWanted(residual.list) { [node] } else { [] }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ block: Block<R>) {
    let y = block.values(output)
    let z = argument.map { block.values($0) } ?? y
    let factor = copyResidual(block, into: z)
    if let packed = block.packed, factor == 0 {
      R.multiplyPacked(
        block.rows, matrix.outputs, matrix.inputs, block.values(input), ldx: matrix.inputs, packed: packed, into: z,
        ldy: matrix.outputs)
    } else {
      R.multiply(
        block.rows, matrix.outputs, matrix.inputs, 1, block.values(input), transposed: false, lda: matrix.inputs,
        block.weights + matrix.offset, transposed: true, ldb: matrix.stride, factor, z, ldc: matrix.outputs)
    }
    if bias != nil || activation != .identity {
      R.activate(
        activation, z, bias: bias.map { block.weights + $0 }, rows: block.rows, width: matrix.outputs, into: y)
    }
  }

  /// z ← r; returns what z is to be multiplied with before x Wᵀ is added.
  private func copyResidual<R: Real>(_ block: Block<R>, into z: UnsafeMutablePointer<R>) -> Double {
    guard let residual, case .node(let node) = residual.table else { return 0 }
    block.tableArguments[0] = UnsafePointer(residual.list == nil ? block.values(node) : block.table(node))
    block.indexArguments[0] = block.index(residual.list)
    R.gatherSum(
      tables: block.tableArguments, indices: block.indexArguments, tableCount: 1, rows: block.rows,
      width: matrix.outputs, into: z)
    return 1
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ block: Block<R>) {
    let gradient = block.gradient(output)
    if bias != nil || activation != .identity {
      R.activateBackward(
        activation, kept: block.values(argument ?? output), gradient: gradient,
        biasGradient: bias.map { block.weightGradient + $0 }, rows: block.rows, width: matrix.outputs)
    }
    if block.packed != nil { multiplySmall(block, gradient) } else { multiply(block, gradient) }
    guard let residual, case .node(let node) = residual.table else { return }
    if residual.list == nil {
      R.combine(1, gradient, block.claim(node), block.gradient(node), count: block.rows * node.width)
    } else {
      R.scatterAdd(
        gradient, index: block.index(residual.list), rows: block.rows, width: node.width, columns: 0..<node.width,
        into: block.tableGradient(node))
    }
  }

  /// Adds δᵀx to the gradient of W, and δW to that of x.
  private func multiply<R: Real>(_ block: Block<R>, _ gradient: UnsafeMutablePointer<R>) {
    R.multiply(
      matrix.outputs, matrix.inputs, block.rows, 1, gradient, transposed: true, lda: matrix.outputs,
      block.values(input), transposed: false, ldb: matrix.inputs, 1, block.weightGradient + matrix.offset,
      ldc: matrix.stride)
    guard input.needsGradient else { return }
    R.multiply(
      block.rows, matrix.inputs, matrix.outputs, 1, gradient, transposed: false, lda: matrix.outputs,
      block.weights + matrix.offset, transposed: false, ldb: matrix.stride, block.claim(input),
      block.gradient(input), ldc: matrix.inputs)
  }

  /// The same with a matrix that stays in the first-level cache.
  private func multiplySmall<R: Real>(_ block: Block<R>, _ gradient: UnsafeMutablePointer<R>) {
    R.multiplySmall(
      matrix.outputs, matrix.inputs, block.rows, gradient, transposed: true, lda: matrix.outputs, block.values(input),
      ldb: matrix.inputs, adding: true, into: block.weightGradient + matrix.offset, ldc: matrix.stride)
    guard input.needsGradient else { return }
    R.multiplySmall(
      block.rows, matrix.inputs, matrix.outputs, gradient, transposed: false, lda: matrix.outputs,
      block.weights + matrix.offset, ldb: matrix.stride, adding: block.claim(input) != 0, into: block.gradient(input),
      ldc: matrix.inputs)
  }
}
