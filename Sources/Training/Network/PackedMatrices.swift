// SPDX-License-Identifier: GPL-3.0-or-later

/// Copies of the small matrices of a network, made once a pass and read by all of its blocks.
struct PackedMatrices<R: Real> {
  private struct Matrix {
    var view: MatrixView
    var copy: UnsafeMutablePointer<R>
  }

  private var matrices: [Matrix] = []
  /// The copy of each layer's matrix.
  private let copies: UnsafeMutablePointer<UnsafeMutablePointer<R>?>

  init(_ layers: [any Layer], in arena: Arena) {
    copies = arena.allocate(UnsafeMutablePointer<R>?.self, count: layers.count)
    for (number, layer) in layers.enumerated() {
      copies[number] = nil
      guard let view = (layer as? Linear)?.matrix, R.isSmall(view.outputs, view.inputs) else { continue }
      let copy = arena.allocate(R.self, count: R.packedCount(view.outputs, view.inputs))
      copies[number] = copy
      matrices.append(Matrix(view: view, copy: copy))
    }
  }

  /// A block with the copy for a layer, or without one where the layer's products are OpenBLAS'.
  @inline(__always)
  func given(to block: inout Block<R>, of layer: Int) -> Block<R> {
    block.packed = copies[layer].map { UnsafePointer($0) }
    return block
  }

  /// Copies all matrices from the weights.
  func pack(_ weights: UnsafePointer<R>) {
    for matrix in matrices {
      R.pack(
        weights + matrix.view.offset, ldw: matrix.view.stride, matrix.view.outputs, matrix.view.inputs,
        into: matrix.copy)
    }
  }
}
