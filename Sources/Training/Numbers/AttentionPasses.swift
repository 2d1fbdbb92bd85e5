// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

extension Real {
  /// Attention of `rows` queries, each over `keysPerRow` keys that stand anywhere in tables of keys and values.
  ///
  ///     p[r, h, t] = softmax_t (q[r, h]·k[index[r, t], h] / √headWidth),   y[r, h] = Σ_t p[r, h, t] v[index[r, t], h]
  ///
  /// - Parameters:
  ///   - queryIndex: the row of `queries` of each row, nil if it is the row itself.
  ///   - stride: the distance of rows in the tables of queries, keys and values.
  ///   - y: rows × (heads·headWidth), without gaps.
  ///   - probabilities: rows × heads × keysPerRow, kept for the backward pass.
  package static func attend(
    queries: UnsafePointer<Self>, queryIndex: UnsafePointer<Int32>?, keys: UnsafePointer<Self>,
    values: UnsafePointer<Self>, stride: Int, index: UnsafePointer<Int32>, rows: Int, keysPerRow: Int, heads: Int,
    headWidth: Int, into y: UnsafeMutablePointer<Self>, probabilities: UnsafeMutablePointer<Self>
  ) {
    passes.pointee.attend(
      queries, queryIndex, keys, values, stride, index, rows, keysPerRow, heads, headWidth, y, probabilities)
  }

  /// Backward of `attend` for the heads of a range: adds to the gradients of the tables, which have their strides.
  package static func attendBackward(
    queries: UnsafePointer<Self>, queryIndex: UnsafePointer<Int32>?, keys: UnsafePointer<Self>,
    values: UnsafePointer<Self>, stride: Int, index: UnsafePointer<Int32>, rows: Int, keysPerRow: Int, heads: Int,
    headWidth: Int, headRange: Range<Int>, probabilities: UnsafePointer<Self>, gradient: UnsafePointer<Self>,
    queryGradient: UnsafeMutablePointer<Self>, keyGradient: UnsafeMutablePointer<Self>,
    valueGradient: UnsafeMutablePointer<Self>
  ) {
    passes.pointee.attend_backward(
      queries, queryIndex, keys, values, stride, index, rows, keysPerRow, heads, headWidth, headRange.lowerBound,
      headRange.upperBound, probabilities, gradient, queryGradient, keyGradient, valueGradient)
  }
}
