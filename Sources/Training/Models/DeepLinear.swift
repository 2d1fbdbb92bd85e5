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
  /// α, the factor of all initial weights.
  package var scale: Double
  /// How the weights are drawn.
  package var initialization: Initialization

  /// A network of given widths, its weights not drawn yet.
  ///
  /// - Throws: a `Problem` if a width is below one.
  package init(widths: [Int] = [16], scale: Double = 1, initialization: Initialization = .standard) throws(Problem) {
    try demandPositive(widths)
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
    }
    return x
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Model>(
    name: "deep-linear", summary: "a linear network of any depth and widths, without biases",
    formula: "f = W_L ⋯ W₂W₁x",
    parameters: [.widths(default: [16]), .scale, .initialization],
    source: "Saxe et al. 2014; learning coefficients: Aoyagi 2024", example: "model: {kind: deep-linear, widths: [4]}"
  ) { (values) throws(Problem) in
    try DeepLinear(
      widths: try values.widths(), scale: values.number("scale"), initialization: values.initialization())
  }
}
