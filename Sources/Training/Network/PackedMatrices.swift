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

  /// Segments with shorter blocks where all products are small.
  func fitted(_ segments: [Segment], _ layers: [any Layer]) -> [Segment] {
    segments.map { segment in
      let products = segment.layers.filter { layers[$0] is Linear }
      guard !products.isEmpty, products.allSatisfy({ copies[$0] != nil }) else { return segment }
      var segment = segment
      let numbers = segment.layers.reduce(0) { sum, layer in
        let nodes = [layers[layer].output] + layers[layer].kept
        return sum + nodes.reduce(0) { $0 + $1.width * ($1.needsGradient ? 2 : 1) }
      }
      segment.mostBlockRows = Partition.smallBlockRows(bytesPerRow: numbers * MemoryLayout<R>.size)
      return segment
    }
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
