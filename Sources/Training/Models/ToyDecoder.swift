// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f = D(E(a) + E(b)), or D(E(a)·E(b)) with k × k matrices; D a perceptron (Liu et al. 2022, arXiv:2205.10343).
///
/// Parameters: `embedding.weight` (p, d), `decoder.0.weight` (width, d), `decoder.0.bias`, …, the last of them the
/// output. By default embeddings are uniform in [−½, ½], weights and biases uniform within ±1/√inputs.
package struct ToyDecoder: Model {
  /// How the embeddings of the symbols become one.
  package enum Combine: String, Sendable, CaseIterable {
    /// The sum of the embeddings.
    case sum
    /// The product of the embeddings as matrices, row by row.
    case matrixProduct = "matrix-product"
  }

  /// The name in a scenario.
  package var name: String { "toy-decoder" }
  /// How many numbers stand for a symbol; k² where they are matrices.
  package var embedding: Int
  /// How the embeddings are joined.
  package var combine: Combine
  /// The widths of the decoder's hidden layers.
  package var widths: [Int]
  /// What follows each hidden linear map.
  package var activation: Activation
  /// The probability that a hidden unit is dropped in a step of training.
  package var dropout: Double
  /// α, the factor of all initial weights.
  package var scale: Double
  /// How the weights are drawn.
  package var initialization: Initialization

  /// A network of given sizes, its weights not drawn yet.
  ///
  /// - Throws: a `Problem` if a size is below one, or if matrices are not square.
  package init(
    embedding: Int = 1, combine: Combine = .sum, widths: [Int] = [200, 200], activation: Activation = .tanh,
    scale: Double = 1, initialization: Initialization = .standard, dropout: Double = 0
  ) throws(Problem) {
    try demandDropout(dropout, hiddenLayers: widths.count)
    self.dropout = dropout
    try demandPositive(embedding, "embedding")
    try demandPositive(widths)
    self.embedding = embedding
    self.combine = combine
    self.widths = widths
    self.activation = activation
    self.scale = scale
    self.initialization = initialization
    if combine == .matrixProduct, order * order != embedding {
      throw Problem(
        "embedding is \(embedding); for matrix-product it must be a square number, such as 9 for 3 × 3 matrices.",
        at: "embedding")
    }
  }

  /// k, the order of the matrices that embeddings are taken for.
  private var order: Int { Int(Double(embedding).squareRoot().rounded()) }

  /// The formula above.
  package func build(_ network: inout NetworkBuilder) throws(Problem) -> Node {
    let (slots, vocabulary) = try network.symbols(for: name)
    let table = network.parameter(
      "embedding.weight", [vocabulary, embedding], group: "embedding",
      start: initialization == .standard ? .uniform(bound: 0.5) : .normal(deviation: 1))
    let outputs = widths + [network.outputWidth]
    func activation(_ layer: Int) -> Activation { layer < widths.count ? self.activation : .identity }

    var x: Node
    var next = 0
    switch combine {
    case .sum:
      let law = InitialLaw.uniform(inputs: embedding)
      let first = network.parameter("decoder.0.weight", [outputs[0], embedding], group: "decoder", start: law)
      let bias = network.parameter("decoder.0.bias", [outputs[0]], group: "decoder", start: law)
      x = network.linear(ofEmbedded: table, at: slots, combine: .sum, first, bias: bias, activation: activation(0))
      if !widths.isEmpty { x = network.dropout(x, rate: dropout) }
      next = 1
    case .matrixProduct:
      x = network.gather(network.parameter(table, by: .symbolAt(slots[0])), rows: .examples, width: embedding)
      for slot in slots.dropFirst() {
        let factor = network.gather(network.parameter(table, by: .symbolAt(slot)), rows: .examples, width: embedding)
        x = network.matrixProduct(x, factor, order: order)
      }
    }
    for layer in next..<outputs.count {
      let law = InitialLaw.uniform(inputs: x.width)
      x = network.dense(
        x, "decoder.\(layer)", outputs: outputs[layer], group: "decoder", weight: law, bias: law,
        activation: activation(layer))
      if layer < widths.count { x = network.dropout(x, rate: dropout) }
    }
    return x
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Model>(
    name: "toy-decoder", summary: "a perceptron on the sum, or the matrix product, of small embeddings",
    formula: "f = D(E(a) + E(b)) or D(E(a)·E(b))",
    parameters: [
      .integer("embedding", default: 1, .between(1, 1e9), "how many numbers stand for a symbol"),
      .word("combine", default: "sum", among: Combine.allCases.map(\.rawValue), "how the embeddings are joined"),
      .widths(default: [200, 200]), Activation.parameter(default: .tanh), .dropout, .scale, .initialization,
    ],
    source: "Liu et al. 2022, arXiv:2205.10343", example: "model: {kind: toy-decoder, embedding: 1, widths: [200, 200]}"
  ) { (values) throws(Problem) in
    try ToyDecoder(
      embedding: values.integer("embedding"), combine: Combine(rawValue: values.text("combine")) ?? .sum,
      widths: try values.widths(), activation: .named(values.text("activation")), scale: values.number("scale"),
      initialization: values.initialization(), dropout: values.number("dropout"))
  }
}
