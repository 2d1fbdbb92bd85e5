// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f = W_L h + b_L, hᵢ₊₁ = φ(Wᵢhᵢ + bᵢ), h₀ = x: a perceptron on features, such as images.
///
/// Parameters: `layers.0.weight` (width, inputs), `layers.0.bias`, …, the last of them the output. Both initializations
/// draw weights and biases uniformly within ±1/√inputs, as the experiments of Liu et al. (Omnigrok, arXiv:2210.01117)
/// do, there times 8 or 9.
package struct MultilayerPerceptron: Model {
  /// The name in a scenario.
  package var name: String { "mlp" }
  /// The widths of the hidden layers.
  package var widths: [Int]
  /// φ, applied after each hidden layer.
  package var activation: Activation
  /// The probability that a hidden unit is dropped in a step of training.
  package var dropout: Double
  /// α, the factor of all initial weights.
  package var scale: Double
  /// How the weights are drawn.
  package var initialization: Initialization

  /// A network of given widths, its weights not drawn yet.
  ///
  /// - Throws: a `Problem` if a width is below one.
  package init(
    widths: [Int] = [200, 200], activation: Activation = .relu, scale: Double = 1,
    initialization: Initialization = .standard, dropout: Double = 0
  ) throws(Problem) {
    try demandPositive(widths)
    try demandDropout(dropout, hiddenLayers: widths.count)
    self.dropout = dropout
    self.widths = widths
    self.activation = activation
    self.scale = scale
    self.initialization = initialization
  }

  /// The formula above.
  package func build(_ network: inout NetworkBuilder) throws(Problem) -> Node {
    var x = try network.features(for: name)
    for (layer, width) in (widths + [network.outputWidth]).enumerated() {
      let law = InitialLaw.uniform(inputs: x.width)
      x = network.dense(
        x, "layers.\(layer)", outputs: width, group: "decoder", weight: law, bias: law,
        activation: layer < widths.count ? activation : .identity)
      if layer < widths.count { x = network.dropout(x, rate: dropout) }
    }
    return x
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Model>(
    name: "mlp", summary: "a perceptron on features, such as images",
    formula: "f = W_L h + b_L, hᵢ₊₁ = φ(Wᵢhᵢ + bᵢ), h₀ = x",
    parameters: [
      .widths(default: [200, 200]), Activation.parameter(default: .relu), .dropout, .scale, .initialization,
    ],
    source: "Liu et al. 2022 (Omnigrok), arXiv:2210.01117",
    example: "model: {kind: mlp, widths: [200, 200], activation: relu, scale: 8}"
  ) { (values) throws(Problem) in
    try MultilayerPerceptron(
      widths: try values.widths(), activation: .named(values.text("activation")), scale: values.number("scale"),
      initialization: values.initialization(), dropout: values.number("dropout"))
  }
}
