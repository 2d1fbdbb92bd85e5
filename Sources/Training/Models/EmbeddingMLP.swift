// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f = W_out h_k + b_out, h₁ = φ(W₀[E(a), E(b)] + b₀), hᵢ₊₁ = φ(Wᵢhᵢ + bᵢ): a perceptron on embeddings.
///
/// The embeddings are concatenated or summed. Parameters: `embedding.weight` (p, d), `hidden.0.weight` (width, 2d or
/// d), `hidden.0.bias`, …, `output.weight` (classes, width), `output.bias`. By default embeddings are N(0, 1/d),
/// weights N(0, 1/inputs), biases 0.
package struct EmbeddingMLP: Model {
  /// The name in a scenario.
  package var name: String { "embedding-mlp" }
  /// How many numbers stand for a symbol.
  package var embedding: Int
  /// How the embeddings are joined.
  package var combine: Combination
  /// How wide the hidden layers are.
  package var width: Int
  /// How many hidden layers there are.
  package var depth: Int
  /// φ, applied after each hidden layer.
  package var activation: Activation
  /// The probability that a hidden unit is dropped in a step of training.
  package var dropout: Double
  /// α, the factor of all initial weights.
  package var scale: Double
  /// How the weights are drawn.
  package var initialization: Initialization

  /// A network of given sizes, its weights not drawn yet.
  ///
  /// - Throws: a `Problem` if a size is below one.
  package init(
    embedding: Int = 128, combine: Combination = .concatenate, width: Int = 256, depth: Int = 1,
    activation: Activation = .relu, scale: Double = 1, initialization: Initialization = .standard,
    dropout: Double = 0
  ) throws(Problem) {
    try demandDropout(dropout, hiddenLayers: depth)
    self.dropout = dropout
    try demandPositive(embedding, "embedding")
    try demandPositive(width, "width")
    try demandPositive(depth, "depth")
    self.embedding = embedding
    self.combine = combine
    self.width = width
    self.depth = depth
    self.activation = activation
    self.scale = scale
    self.initialization = initialization
  }

  /// The formula above.
  package func build(_ network: inout NetworkBuilder) throws(Problem) -> Node {
    let (slots, vocabulary) = try network.symbols(for: name)
    let isPlain = initialization == .standard
    func weight(_ inputs: Int) -> InitialLaw { isPlain ? .normal(inputs: inputs) : .uniform(inputs: inputs) }
    func bias(_ inputs: Int) -> InitialLaw { isPlain ? .constant(0) : .uniform(inputs: inputs) }

    let table = network.parameter(
      "embedding.weight", [vocabulary, embedding], group: "embedding",
      start: isPlain ? .normal(inputs: embedding) : .normal(deviation: 1))
    let inputs = combine == .sum ? embedding : slots.count * embedding
    let first = network.parameter("hidden.0.weight", [width, inputs], group: "mlp", start: weight(inputs))
    let shift = network.parameter("hidden.0.bias", [width], group: "mlp", start: bias(inputs))
    var x = network.linear(
      ofEmbedded: table, at: slots, combine: combine, first, bias: shift, activation: activation)
    x = network.dropout(x, rate: dropout)
    for layer in 1..<depth {
      x = network.dense(
        x, "hidden.\(layer)", outputs: width, group: "mlp", weight: weight(width), bias: bias(width),
        activation: activation)
      x = network.dropout(x, rate: dropout)
    }
    return network.dense(
      x, "output", outputs: network.outputWidth, group: "unembedding", weight: weight(width), bias: bias(width))
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Model>(
    name: "embedding-mlp", summary: "a perceptron on summed or concatenated embeddings",
    formula: "f = W_out h + b_out, h = φ(W [E(a), E(b)] + b), more hidden layers alike",
    parameters: [
      .integer("embedding", default: 128, .between(1, 1e9), "how many numbers stand for a symbol"),
      .word(
        "combine", default: "concatenate", among: Combination.allCases.map(\.rawValue), "how the embeddings are joined"),
      .integer("width", default: 256, .between(1, 1e9), "the width of the hidden layers"),
      .integer("depth", default: 1, .between(1, 1000), "how many hidden layers there are"),
      Activation.parameter(default: .relu), .dropout, .scale, .initialization,
    ],
    source: "Gromov 2023; Liu et al. 2022; Kumar et al. 2024 train such networks on modular arithmetic",
    example: "model: {kind: embedding-mlp, embedding: 128, combine: concatenate, width: 256}"
  ) { (values) throws(Problem) in
    try EmbeddingMLP(
      embedding: values.integer("embedding"), combine: Combination(rawValue: values.text("combine")) ?? .concatenate,
      width: values.integer("width"), depth: values.integer("depth"), activation: .named(values.text("activation")),
      scale: values.number("scale"), initialization: values.initialization(), dropout: values.number("dropout"))
  }
}
