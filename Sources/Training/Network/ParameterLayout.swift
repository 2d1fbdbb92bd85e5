// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// A named tensor within a network's flat parameter vector.
package struct ParameterTensor: Sendable, Equatable {
  /// The name as in safetensors files: `embedding.weight`, `layers.0.attention.query.weight`.
  package var name: String
  /// Rows and columns, outermost first; a matrix of a linear map is (outputs, inputs), as in PyTorch.
  package var shape: [Int]
  /// Where it begins in the vector.
  package var offset: Int
  /// What it belongs to, for optimizers that treat parts differently: `embedding`, `position`, `attention`, `mlp`,
  /// `normalization`, `unembedding`, `decoder` (the part of a network without finer names).
  package var group: String
  /// How it is drawn at the beginning.
  package var start: InitialLaw

  /// A tensor that begins at `offset` of the parameter vector and takes the product of `shape` elements of it.
  package init(name: String, shape: [Int], offset: Int, group: String, start: InitialLaw) {
    self.name = name
    self.shape = shape
    self.offset = offset
    self.group = group
    self.start = start
  }

  /// How many numbers it has; one that cannot be counted has 2⁶⁰.
  package var count: Int { shape.count < 3 && shape.allSatisfy { $0 < 1 << 30 } ? shape.reduce(1, *) : bounded }
  /// Its place in the vector.
  package var range: Range<Int> { offset..<(offset + count) }

  private var bounded: Int { Swift.min(Capacity.product(shape) ?? 1 << 60, 1 << 60) }
}

/// The law that initial weights are drawn from, independently.
package enum InitialLaw: Sendable, Equatable {
  /// Uniform between −bound and bound.
  case uniform(bound: Double)
  /// Normal with mean 0.
  case normal(deviation: Double)
  /// All the same: biases, gains of normalizations.
  case constant(Double)
  /// Given numbers, for analytic weights.
  case given([Double])
}

/// Which tensor lies where in the flat vector.
package struct ParameterLayout: Sendable, Equatable {
  /// In the order of the vector, without gaps.
  package private(set) var tensors: [ParameterTensor] = []

  /// An empty layout.
  package init() {}

  /// The length of the vector.
  package var count: Int { tensors.last?.range.upperBound ?? 0 }

  /// Adds a tensor at the end.
  package mutating func add(_ name: String, _ shape: [Int], group: String, start: InitialLaw) -> ParameterTensor {
    // Beyond 2⁶¹ it is only counted how much too much it is: no such network is made.
    let tensor = ParameterTensor(
      name: name, shape: shape, offset: Swift.min(count, 1 << 61), group: group, start: start)
    tensors.append(tensor)
    return tensor
  }

  /// The tensor of a name.
  package subscript(name: String) -> ParameterTensor? { tensors.first { $0.name == name } }

  /// The names of the groups, in the order of the vector.
  package var groups: [String] {
    tensors.map(\.group).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
