// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a tensor lies in a slice of the parameter vector, and what it is.
package struct SliceTensor: Sendable, Equatable {
  /// Its numbers, counted from the slice's beginning.
  package var range: Range<Int>
  /// The rows of a matrix, as they are stored: the outputs of a linear map, the symbols of an embedding; 1 for a vector.
  package var rows: Int
  /// The columns of a matrix; the length of a vector.
  package var columns: Int
  /// Whether it has two indices and belongs to no normalization.
  package var isMatrix: Bool
  /// Whether it lies between what reads symbols and what puts out answers.
  package var isHidden: Bool

  /// A tensor of a layout within a slice that begins at `offset` of the whole vector.
  package init(_ tensor: ParameterTensor, offset: Int) {
    range = tensor.offset - offset..<tensor.range.upperBound - offset
    isMatrix = tensor.shape.count > 1 && tensor.group != Self.normalization
    rows = isMatrix ? tensor.shape[0] : 1
    columns = tensor.count / max(rows, 1)
    isHidden = Self.isHidden(group: tensor.group)
  }

  private static let normalization = "normalization"

  /// Whether the matrices of a group are those of hidden layers: all groups but embeddings, positions, unembeddings and
  /// normalizations.
  package static func isHidden(group: String) -> Bool {
    !["embedding", "position", "unembedding", normalization].contains(group)
  }
}
