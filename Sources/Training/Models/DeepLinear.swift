// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f = W_L ⋯ W₂W₁x: a linear network, whose learning coefficient is known (Aoyagi 2024).
///
/// Parameters: `layers.0.weight` (width, inputs), …, the last of them the output; no biases. By default weights are
/// N(0, 1/inputs).
package struct DeepLinear: Model {
  /// The name in a scenario.
  package var name: String { "deep-linear" }
  /// The widths between the maps; L − 1 of them.
  package var widths: [Int]
  /// The probability that a hidden unit is dropped in a step of training.
  package var dropout: Double
  /// α, the factor of all initial weights.
  package var scale: Double
  /// How the weights are drawn.
  package var initialization: Initialization

  /// A network of given widths, its weights not drawn yet.
  ///
  /// - Throws: a `Problem` if a width is below one.
  package init(widths: [Int] = [16], scale: Double = 1, initialization: Initialization = .standard, dropout: Double = 0)
    throws(Problem)
  {
    try demandPositive(widths)
    try demandDropout(dropout, hiddenLayers: widths.count)
    self.dropout = dropout
    self.widths = widths
    self.scale = scale
    self.initialization = initialization
  }

  /// The formula above.
  package func build(_ network: inout NetworkBuilder) throws(Problem) -> Node {
    var x = try network.features(for: name)
    for (layer, width) in (widths + [network.outputWidth]).enumerated() {
      let law: InitialLaw = initialization == .standard ? .normal(inputs: x.width) : .uniform(inputs: x.width)
      x = network.dense(x, "layers.\(layer)", outputs: width, group: "decoder", weight: law, bias: nil)
      if layer < widths.count { x = network.dropout(x, rate: dropout) }
    }
    return x
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Model>(
    name: "deep-linear", summary: "a linear network of any depth and widths, without biases",
    formula: "f = W_L ⋯ W₂W₁x",
    parameters: [.widths(default: [16]), .dropout, .scale, .initialization],
    source: "Saxe et al. 2014; learning coefficients: Aoyagi 2024", example: "model: {kind: deep-linear, widths: [4]}"
  ) { (values) throws(Problem) in
    try DeepLinear(
      widths: try values.widths(), scale: values.number("scale"), initialization: values.initialization(),
      dropout: values.number("dropout"))
  }
}
