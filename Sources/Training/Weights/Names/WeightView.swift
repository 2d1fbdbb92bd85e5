// SPDX-License-Identifier: GPL-3.0-or-later

/// A tensor of another program as a picture of a network's own vector of weights: which of its numbers is which of ours.
///
/// Whatever differs between two programs in how a tensor lies (a transpose, heads along an axis of their own, matrices in
/// one) is a permutation of indices, so that a way there is a way back, bit for bit.
struct WeightView: Sendable, Equatable {
  /// The axes, outermost first.
  private(set) var shape: [Int]
  /// For each element, row-major, its place in the vector; −1 for a zero that the vector does not hold.
  private(set) var indices: [Int]

  private init(shape: [Int], indices: [Int]) {
    self.shape = shape
    self.indices = indices
  }

  /// A tensor of the network as it lies.
  init(_ tensor: ParameterTensor) {
    self.init(shape: tensor.shape, indices: Array(tensor.range))
  }

  /// Zeros, for what the network does without.
  static func zeros(_ shape: [Int]) -> WeightView {
    WeightView(shape: shape, indices: Array(repeating: -1, count: shape.reduce(1, *)))
  }

  /// Whether it holds nothing of the vector.
  var isZero: Bool { indices.allSatisfy { $0 < 0 } }

  /// The same elements in the same order under other axes, whose product is the same.
  func reshaped(_ shape: [Int]) -> WeightView { WeightView(shape: shape, indices: indices) }

  /// Axis `i` of the result is axis `order[i]` of this.
  func permuted(_ order: [Int]) -> WeightView {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    let target = order.map { shape[$0] }
    let steps = order.map { strides[$0] }
    var position = [Int](repeating: 0, count: target.count)
    var picked: [Int] = []
    picked.reserveCapacity(indices.count)
    var place = 0
    for _ in indices {
      picked.append(indices[place])
      for axis in target.indices.reversed() {
        position[axis] += 1
        place += steps[axis]
        if position[axis] < target[axis] { break }
        place -= steps[axis] * target[axis]
        position[axis] = 0
      }
    }
    return WeightView(shape: target, indices: picked)
  }

  /// Rows and columns exchanged; tensors of another rank stay.
  var transposed: WeightView { shape.count == 2 ? permuted([1, 0]) : self }

  /// The first rows.
  func prefix(_ rows: Int) -> WeightView {
    let row = shape.dropFirst().reduce(1, *)
    return WeightView(shape: [rows] + shape.dropFirst(), indices: Array(indices.prefix(rows * row)))
  }

  /// Some rows as a tensor of their own.
  func rows(_ range: Range<Int>) -> WeightView {
    let row = shape.dropFirst().reduce(1, *)
    return WeightView(
      shape: [range.count] + shape.dropFirst(), indices: Array(indices[range.lowerBound * row..<range.upperBound * row])
    )
  }

  /// Some columns of a matrix.
  func columns(_ range: Range<Int>) -> WeightView { transposed.rows(range).transposed }

  /// Tensors one below the other.
  static func stacked(_ views: [WeightView]) -> WeightView {
    WeightView(
      shape: [views.reduce(0) { $0 + ($1.shape.first ?? 0) }] + (views.first?.shape.dropFirst() ?? []),
      indices: views.flatMap(\.indices))
  }
}
