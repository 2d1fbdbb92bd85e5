// SPDX-License-Identifier: GPL-3.0-or-later

/// y = φ(z), z = x Wᵀ + b + r:
///
///     ż = ẋ Wᵀ + x Ẇᵀ + ḃ + ṙ    W̄̇ = z̄̇ᵀ x + z̄ᵀ ẋ    b̄̇ = Σ_rows z̄̇    x̄ = z̄ W    x̄̇ = z̄̇ W + z̄ Ẇ    r̄̇ = z̄̇
extension Linear: TangentLayer {
  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    forward(value)
    let slope = tangent.values(argument ?? output)
    let factor = copyResidualTangent(tangent, into: slope)
    if !multiplySmall(dual, factor: factor, into: slope) {
      multiply(value.values(input), tangent.weights, factor, into: slope, rows: value.rows)
      if input.needsGradient {
        multiply(tangent.values(input), value.weights, 1, into: slope, rows: value.rows)
      }
    }
    if let bias {
      R.activate(
        .identity, slope, bias: tangent.weights + bias, rows: value.rows, width: matrix.outputs, into: slope)
    }
    let change = tangent.values(output)
    if argument != nil { change.update(from: slope, count: value.rows * matrix.outputs) }
    R.activateTangent(
      activation, kept: value.values(argument ?? output), tangent: change, rows: value.rows, width: matrix.outputs)
  }

  /// z ← factor·z + x Wᵀ.
  private func multiply<R: Real>(
    _ x: UnsafePointer<R>, _ weights: UnsafePointer<R>, _ factor: Double, into z: UnsafeMutablePointer<R>, rows: Int
  ) {
    R.multiply(
      rows, matrix.outputs, matrix.inputs, 1, x, transposed: false, lda: matrix.inputs, weights + matrix.offset,
      transposed: true, ldb: matrix.stride, factor, z, ldc: matrix.outputs)
  }

  /// ż ← ẋ Wᵀ + x Ẇᵀ with copies of small matrices; the room for one of the products is where x̄̇ is not yet.
  private func multiplySmall<R: Real>(
    _ dual: DualBlock<R>, factor: Double, into slope: UnsafeMutablePointer<R>
  ) -> Bool {
    let (value, tangent) = (dual.value, dual.tangent)
    guard let weights = value.packed, let direction = tangent.packed, factor == 0,
      tangent.nodes[output.number].gradientStride != 0
    else { return false }
    let (rows, n, k) = (value.rows, matrix.outputs, matrix.inputs)
    R.multiplyPacked(rows, n, k, value.values(input), ldx: k, packed: direction, into: slope, ldy: n)
    guard input.needsGradient else { return true }
    let room = tangent.gradient(output)
    R.multiplyPacked(rows, n, k, tangent.values(input), ldx: k, packed: weights, into: room, ldy: n)
    R.combine(1, room, 1, slope, count: rows * n)
    return true
  }

  /// z ← ṙ; returns what z is to be multiplied with before more is added.
  private func copyResidualTangent<R: Real>(_ tangent: Block<R>, into z: UnsafeMutablePointer<R>) -> Double {
    guard let residual, case .node(let node) = residual.table, node.needsGradient else { return 0 }
    tangent.tableArguments[0] = UnsafePointer(residual.list == nil ? tangent.values(node) : tangent.table(node))
    tangent.indexArguments[0] = tangent.index(residual.list)
    R.gatherSum(
      tables: tangent.tableArguments, indices: tangent.indexArguments, tableCount: 1, rows: tangent.rows,
      width: matrix.outputs, into: z)
    return 1
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    let gradients = (value: value.gradient(output), tangent: tangent.gradient(output))
    R.activateBackwardTangent(
      activation, kept: value.values(argument ?? output), keptTangent: tangent.values(argument ?? output),
      gradient: gradients.value, tangent: gradients.tangent, biasTangent: bias.map { tangent.weightGradient + $0 },
      rows: value.rows, width: matrix.outputs)
    let isSmall = value.packed != nil
    let change = tangent.weightGradient + matrix.offset
    outer(gradients.tangent, value.values(input), rows: value.rows, isSmall, into: change)
    if input.needsGradient {
      outer(gradients.value, tangent.values(input), rows: value.rows, isSmall, into: change)
      let factor = value.claim(input)
      let inputTangent = tangent.gradient(input)
      back(gradients.value, value.weights, factor, rows: value.rows, isSmall, into: value.gradient(input))
      back(gradients.tangent, value.weights, factor, rows: value.rows, isSmall, into: inputTangent)
      back(gradients.value, tangent.weights, 1, rows: value.rows, isSmall, into: inputTangent)
    }
    guard let residual, case .node(let node) = residual.table, node.needsGradient else { return }
    if residual.list == nil {
      dual.pass(gradients, to: node)
    } else {
      dual.scatter(gradients, list: residual.list, to: node)
    }
  }

  /// W̄ ← W̄ + z̄ᵀ x.
  private func outer<R: Real>(
    _ z: UnsafePointer<R>, _ x: UnsafePointer<R>, rows: Int, _ isSmall: Bool, into change: UnsafeMutablePointer<R>
  ) {
    let (n, k) = (matrix.outputs, matrix.inputs)
    if isSmall {
      R.multiplySmall(
        n, k, rows, z, transposed: true, lda: n, x, ldb: k, adding: true, into: change, ldc: matrix.stride)
    } else {
      R.multiply(
        n, k, rows, 1, z, transposed: true, lda: n, x, transposed: false, ldb: k, 1, change, ldc: matrix.stride)
    }
  }

  /// x̄ ← factor·x̄ + z̄ W.
  private func back<R: Real>(
    _ z: UnsafePointer<R>, _ weights: UnsafePointer<R>, _ factor: Double, rows: Int, _ isSmall: Bool,
    into x: UnsafeMutablePointer<R>
  ) {
    let (n, k) = (matrix.outputs, matrix.inputs)
    if isSmall {
      R.multiplySmall(
        rows, k, n, z, transposed: false, lda: n, weights + matrix.offset, ldb: matrix.stride, adding: factor != 0,
        into: x, ldc: k)
    } else {
      R.multiply(
        rows, k, n, 1, z, transposed: false, lda: n, weights + matrix.offset, transposed: false, ldb: matrix.stride,
        factor, x, ldc: k)
    }
  }
}
