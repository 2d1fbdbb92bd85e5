// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// A network that is a chain of dense maps, x ↦ φ(Wx + b), from the examples' features or symbols to its outputs.
///
/// What is known of such a network is enough to compute its loss in other ways than row by row through `Tape`, and to see
/// its symmetries: the units of each hidden layer can be permuted, and mirrored where φ is odd or even.
package struct DenseChain: Sendable, Equatable {
  /// y = φ(Wx + b).
  package struct Map: Sendable, Equatable {
    /// Where W (outputs × inputs) begins in the vector of weights.
    package var offset: Int
    /// The distance of its rows.
    package var stride: Int
    /// The width of x.
    package var inputs: Int
    /// The width of y.
    package var outputs: Int
    /// Where b begins.
    package var bias: Int?
    /// φ.
    package var activation: Activation
  }

  /// The first layer of a network on symbols: y = φ(Σ rows of tables + b), one row a symbol.
  package struct Embedding: Sendable, Equatable {
    /// Where the tables of the slots begin in the vector of weights; each has `vocabulary` rows.
    package var tables: [Int]
    /// How many symbols there are.
    package var vocabulary: Int
    /// The width of y.
    package var width: Int
    /// Where b begins.
    package var bias: Int?
    /// φ.
    package var activation: Activation
  }

  /// The first layer on symbols; `nil` for features.
  package private(set) var embedding: Embedding?
  /// The maps that follow, at least one.
  package private(set) var maps: [Map] = []

  /// The chain that a model is on the given examples; `nil` if it is none.
  ///
  /// - Throws: a `Problem` if the model cannot be built.
  package init?(_ model: any Model, loss: Loss, examples: Examples) throws(Problem) {
    var network = NetworkBuilder(examples: examples, outputWidth: try loss.outputWidth(for: examples.targets))
    let output = try model.build(&network)
    guard let first = network.layers.first as? GatherSum else { return nil }
    switch examples.inputs {
    case .features:
      guard first.sources.count == 1, case .constant = first.sources[0].table, first.bias == nil,
        first.activation == .identity
      else { return nil }
    case .symbols(_, let width, let vocabulary):
      guard first.sources.count == width else { return nil }
      var tables: [Int] = []
      for (slot, source) in first.sources.enumerated() {
        guard case .parameter(let offset) = source.table, let list = source.list,
          network.lists[list].index == .symbolAt(.slot(slot))
        else { return nil }
        tables.append(offset)
      }
      // A table that two slots share is no column of its own.
      guard Set(tables).count == tables.count else { return nil }
      embedding = Embedding(
        tables: tables, vocabulary: vocabulary, width: first.output.width, bias: first.bias,
        activation: first.activation)
    }
    var node = first.output
    for layer in network.layers.dropFirst() {
      guard let linear = layer as? Linear, linear.input == node, linear.residual == nil else { return nil }
      maps.append(
        Map(
          offset: linear.matrix.offset, stride: linear.matrix.stride, inputs: linear.matrix.inputs,
          outputs: linear.matrix.outputs, bias: linear.bias, activation: linear.activation))
      node = linear.output
    }
    guard node == output, !maps.isEmpty else { return nil }
  }

  /// Whether y is a product of matrices with x.
  package var isLinear: Bool {
    embedding == nil && maps.allSatisfy { $0.bias == nil && $0.activation == .identity }
  }
}

extension DenseChain {
  /// A unit of a hidden layer: which weights lead into it and out of it.
  package struct Unit: Sendable, Equatable {
    /// The places of the weights and the bias that its argument is made of.
    package var incoming: [Int]
    /// The places of the weights that it is multiplied with.
    package var outgoing: [Int]
  }

  /// The units of each hidden layer, with the layer's φ.
  package var hiddenLayers: [(activation: Activation, units: [Unit])] {
    var layers: [(activation: Activation, units: [Unit])] = []
    if let embedding, let next = maps.first {
      let units = (0..<embedding.width).map { unit in
        Unit(
          incoming: embedding.tables.flatMap { table in
            (0..<embedding.vocabulary).map { table + $0 * embedding.width + unit }
          } + (embedding.bias.map { [$0 + unit] } ?? []),
          outgoing: (0..<next.outputs).map { next.offset + $0 * next.stride + unit })
      }
      layers.append((embedding.activation, units))
    }
    for (map, next) in zip(maps, maps.dropFirst()) {
      let units = (0..<map.outputs).map { unit in
        Unit(
          incoming: (0..<map.inputs).map { map.offset + unit * map.stride + $0 } + (map.bias.map { [$0 + unit] } ?? []),
          outgoing: (0..<next.outputs).map { next.offset + $0 * next.stride + unit })
      }
      layers.append((map.activation, units))
    }
    return layers
  }
}
