// SPDX-License-Identifier: GPL-3.0-or-later

/// A matrix of activations: what a layer of a network puts out.
package struct Node: Hashable, Sendable {
  /// Its number within the network.
  let number: Int
  /// What its rows belong to: examples, symbols, beginnings of token sequences.
  package let rows: Rows
  /// How many numbers each row has.
  package let width: Int
  /// Whether it depends on parameters.
  let needsGradient: Bool
}

/// The matrix of a linear map, y = x Wᵀ: a parameter of shape (outputs, inputs), or some of its columns.
struct MatrixView: Sendable {
  /// Where it begins in the parameter vector.
  var offset: Int
  /// The distance of its rows.
  var stride: Int
  /// The width of y.
  var outputs: Int
  /// The width of x.
  var inputs: Int
}

/// A table and the list that says which of its rows are meant.
struct GatherSource: Sendable {
  enum Table: Sendable {
    /// A parameter that begins there.
    case parameter(offset: Int)
    /// A constant of that number.
    case constant(Int)
    /// The activations of an earlier layer.
    case node(Node)
  }
  var table: Table
  /// The number of the index list; `nil` if the rows are the same.
  var list: Int?
}
